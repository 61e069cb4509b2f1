//! Below `/v3/eduschoolpay`: school payments (校园轻松付).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Eduschoolpay "/v3/eduschoolpay"
    contracts: Contracts "/contracts" {
        presign: Presign "/presign" (post "预签约")
        contract_id: ContractId {contract_id} (get "通过协议号查询签约") {
            terminate: Terminate "/terminate" (post "商户主动解约")
        }
    }
    transactions: Transactions "/transactions" (post "扣款") {
        id: Id "/id" {
            transaction_id: TransactionId {transaction_id} (get "微信支付订单号查单")
        }
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "商户订单号查单")
        }
    }
    users: Users "/users" {
        openid: Openid {openid} {
            contracts: Contracts "/contracts" (get "查询用户签约列表")
            debt_state: DebtState "/debt-state" (get "商户查询用户欠款状态")
        }
    }
}
