//! Below `/v3/merchants`: sub-merchants of multi-wallets (融合钱包进件).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Merchants "/v3/merchants"
    sub_mchid: SubMchid {sub_mchid} (get "查询子商户（融合钱包）")
}
