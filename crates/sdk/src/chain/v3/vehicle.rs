//! Below `/v3/vehicle`: parking and tolls (车主服务).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Vehicle "/v3/vehicle"
    etc: Etc "/etc" {
        contracts: Contracts "/contracts" {
            contract_id: ContractId {contract_id} (get "通过商户ETC绑定号查询签约状态")
        }
        preopen: Preopen "/preopen" (post "预开通用户ETC指定卡扣费")
        transactions: Transactions "/transactions" {
            highway: Highway "/highway" (post "高速场景商户扣款")
            id: Id "/id" {
                transaction_id: TransactionId {transaction_id} (get "查询订单")
            }
            out_trade_no: OutTradeNo "/out-trade-no" {
                out_trade_no: OutTradeNo {out_trade_no} (get "查询订单")
            }
        }
        users: Users "/users" {
            openid: Openid {openid} {
                contracts: Contracts "/contracts" (get "查询ETC签约状态")
            }
        }
    }
    parking: Parking "/parking" {
        parkings: Parkings "/parkings" (post "创建停车入场")
        services: Services "/services" {
            find: Find "/find" (get "查询车牌服务开通信息")
        }
    }
    transactions: Transactions "/transactions" {
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "查询订单")
        }
        parking: Parking "/parking" (post "扣费受理")
    }
}
