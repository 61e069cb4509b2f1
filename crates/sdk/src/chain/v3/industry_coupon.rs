//! Below `/v3/industry-coupon`: travel coupons (出行券).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    IndustryCoupon "/v3/industry-coupon"
    tokens: Tokens "/tokens" (post "出行券切卡组件预下单")
}
