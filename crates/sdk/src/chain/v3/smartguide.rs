//! Below `/v3/smartguide`: shop assistants (支付即服务).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Smartguide "/v3/smartguide"
    guides: Guides "/guides" (get "服务人员查询", post "服务人员注册") {
        guide_id: GuideId {guide_id} (patch "服务人员信息更新") {
            assign: Assign "/assign" (post "服务人员分配")
        }
    }
}
