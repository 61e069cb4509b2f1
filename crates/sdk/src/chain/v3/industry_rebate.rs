//! Below `/v3/industry-rebate`: industry rebates (行业返利).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    IndustryRebate "/v3/industry-rebate"
    retail_industry: RetailIndustry "/retail-industry" {
        transactions: Transactions "/transactions" (post "回传SN和商品编码")
    }
    transactions: Transactions "/transactions" {
        transaction_id: TransactionId {transaction_id} (post "支付码牌/点餐码牌交易回传")
    }
}
