//! Below `/v3/profitsharing`: profit sharing (分账).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Profitsharing "/v3/profitsharing"
    bills: Bills "/bills" (get "申请分账账单")
    merchant_configs: MerchantConfigs "/merchant-configs" {
        sub_mchid: SubMchid {sub_mchid} (get "查询最大分账比例")
    }
    orders: Orders "/orders" (post "请求分账") {
        unfreeze: Unfreeze "/unfreeze" (post "解冻剩余资金")
        out_order_no: OutOrderNo {out_order_no} (get "查询分账结果")
    }
    receivers: Receivers "/receivers" {
        add: Add "/add" (post "添加分账接收方")
        delete_: Delete "/delete" (post "删除分账接收方")
    }
    return_orders: ReturnOrders "/return-orders" (post "请求分账回退") {
        out_return_no: OutReturnNo {out_return_no} (get "查询分账回退结果")
    }
    transactions: Transactions "/transactions" {
        transaction_id: TransactionId {transaction_id} {
            amounts: Amounts "/amounts" (get "查询剩余待分金额")
        }
    }
}
