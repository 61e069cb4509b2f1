//! Below `/v3/catering`: orders of restaurants (扫码点餐).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Catering "/v3/catering"
    orders: Orders "/orders" {
        sync_status: SyncStatus "/sync-status" (post "点餐订单信息同步（渠道商/服务商）")
    }
}
