//! Below `/v3/qrcode`: bus and metro codes (乘车码).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Qrcode "/v3/qrcode"
    transactions: Transactions "/transactions" (post "扣费受理") {
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "查询订单")
        }
    }
    user_services: UserServices "/user-services" {
        contract_id: ContractId "/contract-id" {
            contract_id: ContractId {contract_id} (get "查询用户服务可用信息")
        }
    }
}
