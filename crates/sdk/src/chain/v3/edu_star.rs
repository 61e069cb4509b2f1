//! Below `/v3/edu-star`: education rewards (教育核销).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    EduStar "/v3/edu-star"
    orders: Orders "/orders" (get "通过QQ账号查询核销订单列表", post "创建核销订单")
    users: Users "/users" {
        openid: Openid "/openid" {
            wechat_openid: WechatOpenid {wechat_openid} (get "通过微信用户标识查询用户信息")
        }
        qq: Qq "/qq" {
            qq: Qq {qq} (get "通过QQ账号查询用户信息")
        }
    }
}
