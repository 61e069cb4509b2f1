//! Below `/v3/transfer-detail`: receipts of transfers (转账明细电子回单).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    TransferDetail "/v3/transfer-detail"
    electronic_receipts: ElectronicReceipts "/electronic-receipts" (get "查询转账明细电子回单受理结果", post "转账明细电子回单受理")
}
