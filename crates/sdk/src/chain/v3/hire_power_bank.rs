//! Below `/v3/hire-power-bank`: insurance of power banks (充电宝保险).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    HirePowerBank "/v3/hire-power-bank"
    insurance_orders: InsuranceOrders "/insurance-orders" (post "创建保险订单") {
        out_order_no: OutOrderNo {out_order_no} (get "查询保险订单详情")
    }
    user_qualifications: UserQualifications "/user-qualifications" {
        openid: Openid {openid} (get "查询用户保险订单领取资格")
    }
}
