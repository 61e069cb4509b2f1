//! Below `/v3/palmservice`: palm payments (刷掌服务).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Palmservice "/v3/palmservice"
    authorization: Authorization "/authorization" {
        openid: Openid "/openid" {
            openid: Openid {openid} (get "查询刷掌授权")
        }
        preauthorize: Preauthorize "/preauthorize" (post "服务关联预授权")
    }
}
