//! Below `/v3/ebike`: charging of electric bikes (充电自行车代扣).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Ebike "/v3/ebike"
    charge: Charge "/charge" {
        contracts: Contracts "/contracts" {
            preopen: Preopen "/preopen" (post "预开通服务")
            contract_id: ContractId {contract_id} (get "通过签约号查询用户状态") {
                confirm: Confirm "/confirm" (post "创建用户当次充电代扣凭证")
            }
        }
        transactions: Transactions "/transactions" (post "充电自行车代扣受理扣款") {
            id: Id "/id" {
                transaction_id: TransactionId {transaction_id} (get "查询订单")
            }
            out_trade_no: OutTradeNo "/out-trade-no" {
                out_trade_no: OutTradeNo {out_trade_no} (get "查询订单")
            }
        }
        users: Users "/users" {
            openid: Openid {openid} {
                contract: Contract "/contract" (get "通过用户标识查询用户状态")
            }
        }
    }
}
