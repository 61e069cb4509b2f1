//! Below `/v3/applyment4sub`: onboarding of sub-merchants (特约商户进件).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Applyment4sub "/v3/applyment4sub"
    applyment: Applyment "/applyment" {
        applyment_id: ApplymentId "/applyment_id" {
            applyment_id: ApplymentId {applyment_id} (get "通过申请单号查询申请状态")
        }
        business_code: BusinessCode "/business_code" {
            business_code: BusinessCode {business_code} (get "通过业务申请编号查询申请状态")
        }
        index: Index "/index" (post "提交申请单")
    }
}
