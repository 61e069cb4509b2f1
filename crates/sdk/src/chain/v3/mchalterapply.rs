//! Below `/v3/mchalterapply`: changes of a merchant's data (商户资料变更).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Mchalterapply "/v3/mchalterapply"
    mchcontactalterapplyment: Mchcontactalterapplyment "/mchcontactalterapplyment" (post "提交超管变更申请单") {
        merchant: Merchant "/merchant" {
            merchant_code: MerchantCode {merchant_code} {
                out_request_no: OutRequestNo "/out-request-no" {
                    out_request_no: OutRequestNo {out_request_no} (get "查询超管变更申请单状态-使用业务单号和商户号")
                }
            }
        }
        apply_id: ApplyId {apply_id} (get "查询超管变更申请单状态-使用申请单号") {
            revoke: Revoke "/revoke" (post "撤销超管变更申请单")
        }
    }
    mchsubjectalterapplyment: Mchsubjectalterapplyment "/mchsubjectalterapplyment" (post "提交资料变更申请单") {
        merchant: Merchant "/merchant" {
            merchant_code: MerchantCode {merchant_code} {
                out_request_no: OutRequestNo "/out-request-no" {
                    out_request_no: OutRequestNo {out_request_no} (get "查询申请单状态-使用业务单号")
                }
            }
        }
        apply_id: ApplyId {apply_id} (get "查询资料变更申请单状态-使用申请单号") {
            revoke: Revoke "/revoke" (post "撤销资料变更申请单")
        }
    }
    merchantnamealterapplyment: Merchantnamealterapplyment "/merchantnamealterapplyment" (post "提交商户简称变更申请单") {
        merchant: Merchant "/merchant" {
            sub_mchid: SubMchid {sub_mchid} {
                out_request_no: OutRequestNo "/out-request-no" {
                    out_request_no: OutRequestNo {out_request_no} (get "查询商户简称申请单状态-使用业务单号和商户号")
                }
            }
        }
        apply_id: ApplyId {apply_id} (get "查询商户简称变更申请单状态-使用申请单号") {
            revoke: Revoke "/revoke" (post "撤销商户简称变更申请单")
        }
    }
}
