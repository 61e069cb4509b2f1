//! Below `/v3/refunds`: refunds of multi-wallets (融合钱包退款).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Refunds "/v3/refunds"
    id: Id "/id" {
        refund_id: RefundId {refund_id} (get "查询单笔退款(微信支付退款订单号)")
    }
    out_refund_no: OutRefundNo "/out-refund-no" {
        out_refund_no: OutRefundNo {out_refund_no} (get "查询单笔退款(商户退款订单号)")
    }
}
