//! Below `/v3/merchant-settlement`: settlement rules (结算规则).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MerchantSettlement "/v3/merchant-settlement"
    merchant_settle_rule_applications: MerchantSettleRuleApplications "/merchant-settle-rule-applications" (post "申请修改特约商户结算规则") {
        application_id: ApplicationId {application_id} (get "根据申请单ID查询结果")
    }
}
