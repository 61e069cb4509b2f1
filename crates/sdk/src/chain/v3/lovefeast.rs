//! Below `/v3/lovefeast`: charity meals (爱心餐).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Lovefeast "/v3/lovefeast"
    brands: Brands "/brands" {
        brand_id: BrandId {brand_id} (get "查询爱心餐品牌信息")
    }
    users: Users "/users" {
        openid: Openid {openid} {
            orders: Orders "/orders" {
                brand_id: BrandId "/brand-id" {
                    brand_id: BrandId {brand_id} (get "查询用户捐赠单列表")
                }
                out_trade_no: OutTradeNo "/out-trade-no" {
                    out_trade_no: OutTradeNo {out_trade_no} (get "查询用户捐赠单详情")
                }
            }
        }
    }
}
