//! Below `/v3/bill`: trade and fund-flow bills (账单).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Bill "/v3/bill"
    fundflowbill: Fundflowbill "/fundflowbill" (get "申请资金账单")
    sub_merchant_fundflowbill: SubMerchantFundflowbill "/sub-merchant-fundflowbill" (get "申请单个子商户资金账单")
    tradebill: Tradebill "/tradebill" (get "申请交易账单")
}
