//! Below `/v3/transactions`: payments with multi-wallets (融合钱包支付).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Transactions "/v3/transactions"
    app: App "/app" (post "APP支付下单")
    id: Id "/id" {
        transaction_id: TransactionId {transaction_id} (get "查询订单(微信支付订单号)") {
            close: Close "/close" (post "关闭订单(微信支付订单号)")
            reverse: Reverse "/reverse" (post "撤销订单(微信支付订单号)")
        }
    }
    jsapi: Jsapi "/jsapi" (post "小程序/公众号支付下单")
    micropay: Micropay "/micropay" (post "提交付款码支付")
    mweb: Mweb "/mweb" (post "H5支付下单")
    native: Native "/native" (post "扫码支付下单")
    out_trade_no: OutTradeNo "/out-trade-no" {
        out_trade_no: OutTradeNo {out_trade_no} (get "查询订单(商户订单号)") {
            close: Close "/close" (post "关闭订单(商户订单号)")
            reverse: Reverse "/reverse" (post "撤销订单(商户订单号)")
        }
    }
}
