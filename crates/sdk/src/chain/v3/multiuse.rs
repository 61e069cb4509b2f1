//! Below `/v3/multiuse`: consumption credits (消费金).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Multiuse "/v3/multiuse"
    stocks: Stocks "/stocks" {
        stock_id: StockId {stock_id} {
            refund_flow: RefundFlow "/refund-flow" (get "下载批次退款明细")
            send_flow: SendFlow "/send-flow" (get "下载批次发放明细")
            use_flow: UseFlow "/use-flow" (get "下载核销明细")
        }
    }
    users: Users "/users" {
        openid: Openid {openid} {
            coupons: Coupons "/coupons" (post "发放指定批次的消费金")
        }
    }
}
