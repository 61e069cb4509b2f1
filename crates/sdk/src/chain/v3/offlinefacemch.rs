//! Below `/v3/offlinefacemch`: institutions with face payments (刷脸机构).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Offlinefacemch "/v3/offlinefacemch"
    organizations: Organizations "/organizations" (get "查询机构信息接口") {
        organization_id: OrganizationId {organization_id} {
            users: Users "/users" {
                out_user_id: OutUserId "/out-user-id" {
                    out_user_id: OutUserId {out_user_id} (get "刷脸用户信息查询接口", patch "刷脸用户信息修改接口")
                }
                user_id: UserId "/user-id" {
                    user_id: UserId {user_id} {
                        terminate_contract: TerminateContract "/terminate-contract" (post "解除刷脸用户签约关系接口")
                    }
                }
            }
        }
    }
    tokens: Tokens "/tokens" (post "获取凭证授权接口")
}
