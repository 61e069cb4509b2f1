//! Below `/v3/funds-to-oversea`: funds sent overseas (资金出境).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    FundsToOversea "/v3/funds-to-oversea"
    bill_download_url: BillDownloadUrl "/bill-download-url" (get "获取购付汇账单文件下载链接")
    orders: Orders "/orders" (post "申请资金出境") {
        out_order_id: OutOrderId {out_order_id} (get "查询出境结果")
    }
    return_: Return "/return" {
        return_orders: ReturnOrders "/return-orders" (post "申请资金出境退回") {
            out_return_no: OutReturnNo "/out-return-no" {
                out_return_no: OutReturnNo {out_return_no} (get "查询出境退回结果（通过商户出境退回单号）")
            }
        }
    }
    transactions: Transactions "/transactions" {
        transaction_id: TransactionId {transaction_id} {
            available_abroad_amounts: AvailableAbroadAmounts "/available_abroad_amounts" (get "查询订单剩余可出境余额")
        }
    }
}
