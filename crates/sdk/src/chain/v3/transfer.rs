//! Below `/v3/transfer`: batch transfers (批量转账).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Transfer "/v3/transfer"
    batches: Batches "/batches" (post "发起批量转账") {
        batch_id: BatchId "/batch-id" {
            batch_id: BatchId {batch_id} (get "微信批次单号查询批次单") {
                details: Details "/details" {
                    detail_id: DetailId "/detail-id" {
                        detail_id: DetailId {detail_id} (get "微信明细单号查询明细单")
                    }
                }
            }
        }
        out_batch_no: OutBatchNo "/out-batch-no" {
            out_batch_no: OutBatchNo {out_batch_no} (get "商家批次单号查询批次单") {
                details: Details "/details" {
                    out_detail_no: OutDetailNo "/out-detail-no" {
                        out_detail_no: OutDetailNo {out_detail_no} (get "商家明细单号查询明细单")
                    }
                }
            }
        }
    }
    bill_receipt: BillReceipt "/bill-receipt" (post "转账电子回单申请受理") {
        out_batch_no: OutBatchNo {out_batch_no} (get "查询转账电子回单")
    }
}
