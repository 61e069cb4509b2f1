//! Below `/v3/partner-papay`: automatic deductions for providers (服务商委托代扣).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    PartnerPapay "/v3/partner-papay"
    contracts: Contracts "/contracts" {
        contract_id: ContractId {contract_id} {
            fail_notify: FailNotify "/fail-notify" (post "服务商商户重试扣费通知")
            notify: Notify "/notify" (post "服务商商户预扣费通知")
        }
    }
}
