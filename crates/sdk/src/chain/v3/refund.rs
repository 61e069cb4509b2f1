//! Below `/v3/refund`: refunds (退款).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Refund "/v3/refund"
    domestic: Domestic "/domestic" {
        refunds: Refunds "/refunds" (post "申请退款") {
            out_refund_no: OutRefundNo {out_refund_no} (get "查询单笔退款")
            refund_id: RefundId {refund_id} {
                apply_abnormal_refund: ApplyAbnormalRefund "/apply-abnormal-refund" (post "发起异常退款")
            }
        }
    }
}
