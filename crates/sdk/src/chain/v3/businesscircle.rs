//! Below `/v3/businesscircle`: smart business circles (智慧商圈).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Businesscircle "/v3/businesscircle"
    parkings: Parkings "/parkings" (post "商圈会员停车状态同步")
    points: Points "/points" {
        notify: Notify "/notify" (post "商圈会员积分同步")
    }
    user_authorizations: UserAuthorizations "/user-authorizations" {
        openid: Openid {openid} (get "商圈积分授权查询")
    }
    users: Users "/users" {
        openid: Openid {openid} {
            points: Points "/points" {
                commit_status: CommitStatus "/commit_status" (get "商圈会员待积分状态查询")
            }
        }
    }
}
