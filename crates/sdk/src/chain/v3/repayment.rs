//! Below `/v3/repayment`: repayments (还款).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Repayment "/v3/repayment"
    combine_transactions: CombineTransactions "/combine-transactions" {
        partner: Partner "/partner" {
            out_trade_no: OutTradeNo "/out-trade-no" {
                combine_out_trade_no: CombineOutTradeNo {combine_out_trade_no} (get "还款单查询") {
                    close: Close "/close" (post "商户关单")
                }
            }
            prepay: Prepay "/prepay" (post "还款下单")
        }
    }
}
