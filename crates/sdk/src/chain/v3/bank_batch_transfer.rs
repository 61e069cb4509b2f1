//! Below `/v3/bank-batch-transfer`: receipts of bank batch transfers (银行批量转账电子回单).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    BankBatchTransfer "/v3/bank-batch-transfer"
    receipt: Receipt "/receipt" {
        detail_receipts: DetailReceipts "/detail-receipts" (get "查询明细电子回单受理结果", post "受理明细电子回单")
        summary_receipts: SummaryReceipts "/summary-receipts" (get "查询汇总电子回单受理结果", post "受理汇总电子回单")
    }
}
