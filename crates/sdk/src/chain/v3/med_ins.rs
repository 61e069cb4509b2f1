//! Below `/v3/med-ins`: payments with medical insurance (医保混合收款).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MedIns "/v3/med-ins"
    orders: Orders "/orders" (post "医保自费混合收款下单") {
        mix_trade_no: MixTradeNo "/mix-trade-no" {
            mix_trade_no: MixTradeNo {mix_trade_no} (get "使用医保自费混合订单号查看下单结果")
        }
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "使用商户订单号查看下单结果")
        }
    }
    refunds: Refunds "/refunds" {
        notify: Notify "/notify" (post "医保退款通知")
    }
}
