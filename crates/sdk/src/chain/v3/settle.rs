//! Below `/v3/settle`: settlement details of multi-wallets (融合钱包结算).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Settle "/v3/settle"
    settlements: Settlements "/settlements" (get "查询结算资金明细")
}
