//! Below `/v3/rate-activity`: reduced rates (费率优惠活动).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    RateActivity "/v3/rate-activity"
    applications: Applications "/applications" (post "报名费率优惠活动") {
        id: Id "/id" {
            application_id: ApplicationId {application_id} (get "根据申请单ID查询申请单结果", patch "修改单据信息")
        }
    }
}
