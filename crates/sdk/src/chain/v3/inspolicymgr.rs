//! Below `/v3/inspolicymgr`: insurance policies (保单管理).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Inspolicymgr "/v3/inspolicymgr"
    deduct: Deduct "/deduct" {
        authorizations: Authorizations "/authorizations" (post "提交保单授权信息") {
            out_insurance_no: OutInsuranceNo {out_insurance_no} (get "查询保单授权信息")
        }
        policies: Policies "/policies" (post "上传保单") {
            out_insurance_no: OutInsuranceNo {out_insurance_no} (get "查询保单", patch "更新保单信息")
        }
    }
}
