//! Below `/v3/transaction-block`: blocked transactions (交易拦截).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    TransactionBlock "/v3/transaction-block"
    transaction_block_records: TransactionBlockRecords "/transaction-block-records" {
        sub_mchid: SubMchid "/sub-mchid" {
            sub_mchid: SubMchid {sub_mchid} (get "分页查询子商户名下的交易拦截记录")
        }
        block_record_id: BlockRecordId {block_record_id} (get "查询子商户交易拦截记录详情")
    }
    transaction_block_submissions: TransactionBlockSubmissions "/transaction-block-submissions" {
        sub_mchid: SubMchid "/sub-mchid" {
            sub_mchid: SubMchid {sub_mchid} (post "发起交易拦截申诉")
        }
        block_submission_id: BlockSubmissionId {block_submission_id} (get "查询交易拦截申诉详情")
    }
}
