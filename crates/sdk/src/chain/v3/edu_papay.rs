//! Below `/v3/edu-papay`: education payments (教育通).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    EduPapay "/v3/edu-papay"
    contracts: Contracts "/contracts" {
        id: Id "/id" {
            contract_id: ContractId {contract_id} (get "通过协议号查询签约")
        }
        presign: Presign "/presign" (post "预签约")
        contract_id: ContractId {contract_id} (delete "解约")
    }
    transactions: Transactions "/transactions" (post "教育通扣款受理") {
        id: Id "/id" {
            transaction_id: TransactionId {transaction_id} (get "微信订单号查单")
        }
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "商户订单号查单")
        }
    }
    user: User "/user" {
        openid: Openid {openid} {
            contracts: Contracts "/contracts" (get "通过用户标识查询签约")
        }
    }
    user_notifications: UserNotifications "/user-notifications" {
        contract_id: ContractId {contract_id} {
            send: Send "/send" (post "发送扣款预通知")
        }
    }
}
