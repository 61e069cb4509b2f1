//! Below `/v3/combine-transactions`: combined orders (合单支付).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    CombineTransactions "/v3/combine-transactions"
    app: App "/app" (post "合单下单-APP支付")
    h5: H5 "/h5" (post "合单下单-H5支付")
    id: Id "/id" {
        combine_transaction_id: CombineTransactionId {combine_transaction_id} (get "个人收款交易通过微信支付订单号查单")
    }
    jsapi: Jsapi "/jsapi" (post "合单下单-JSAPI支付")
    miniprogram: Miniprogram "/miniprogram" (post "个人收款交易下单-小程序")
    native: Native "/native" (post "合单下单-Native支付")
    out_trade_no: OutTradeNo "/out-trade-no" {
        combine_out_trade_no: CombineOutTradeNo {combine_out_trade_no} (get "合单查询订单") {
            close: Close "/close" (post "合单关闭订单")
        }
    }
}
