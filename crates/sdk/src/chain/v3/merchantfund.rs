//! Below `/v3/merchantfund`: incoming bank transfers (银行来账).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Merchantfund "/v3/merchantfund"
    merchant: Merchant "/merchant" {
        income_records: IncomeRecords "/income-records" (get "服务商银行来账查询")
    }
    partner: Partner "/partner" {
        income_records: IncomeRecords "/income-records" (get "特约商户银行来账查询")
    }
}
