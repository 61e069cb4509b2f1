//! Below `/v3/apply4subject`: merchants' confirmation of opening (商户开户意愿确认).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Apply4subject "/v3/apply4subject"
    applyment: Applyment "/applyment" (get "查询商户开户意愿申请单审核结果", post "提交商户开户意愿申请单") {
        merchants: Merchants "/merchants" {
            sub_mchid: SubMchid {sub_mchid} {
                state: State "/state" (get "获取商户开户意愿确认状态")
            }
        }
        applyment_id: ApplymentId {applyment_id} {
            cancel: Cancel "/cancel" (post "撤销商户开户意愿申请单")
        }
        business_code: BusinessCode {business_code} {
            cancel: Cancel "/cancel" (post "撤销商户开户意愿申请单")
        }
    }
}
