//! Below `/v3/discount-card`: discount cards (先享卡).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    DiscountCard "/v3/discount-card"
    cards: Cards "/cards" (post "预受理领卡请求") {
        out_card_code: OutCardCode {out_card_code} (get "查询先享卡订单") {
            add_user_records: AddUserRecords "/add-user-records" (post "增加用户记录")
        }
    }
    orders: Orders "/orders" {
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "通过先享卡订单号查询订单")
        }
        out_order_no: OutOrderNo {out_order_no} (get "通过先享卡订单号查询订单", patch "更新先享卡订单")
    }
}
