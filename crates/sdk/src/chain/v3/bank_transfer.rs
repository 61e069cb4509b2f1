//! Below `/v3/bank-transfer`: batch transfers for banks (银行批量转账).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    BankTransfer "/v3/bank-transfer"
    batches: Batches "/batches" (post "发起批量转账") {
        batch_id: BatchId "/batch-id" {
            batch_id: BatchId {batch_id} (get "微信支付批次单号查询批次单") {
                details: Details "/details" {
                    detail_id: DetailId "/detail-id" {
                        detail_id: DetailId {detail_id} (get "微信支付明细单号查询明细单")
                    }
                }
            }
        }
        out_batch_no: OutBatchNo "/out-batch-no" {
            out_batch_no: OutBatchNo {out_batch_no} (get "银行批次单号查询批次单") {
                details: Details "/details" {
                    out_detail_no: OutDetailNo "/out-detail-no" {
                        out_detail_no: OutDetailNo {out_detail_no} (get "银行明细单号查询明细单")
                    }
                }
            }
        }
    }
}
