//! Below `/v3/parking`: parking (停车服务).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Parking "/v3/parking"
    reminders: Reminders "/reminders" {
        application: Application "/application" (post "提交停车场进件申请") {
            query_: Query "/query" (get "查询停车场进件申请单")
            withdraw: Withdraw "/withdraw" (post "撤回停车场进件申请")
        }
        applications: Applications "/applications" (get "查询停车场进件申请单列表")
        entry: Entry "/entry" (post "同步车辆入场通知")
        exit: Exit "/exit" (post "同步车辆离场通知")
        ext_payment: ExtPayment "/ext-payment" (post "同步非临停扩展支付")
        parking_fee: ParkingFee "/parking-fee" (post "查询停车费用")
        parking_lot: ParkingLot "/parking-lot" (get "查询停车场信息")
        payment: Payment "/payment" (post "同步支付结果通知")
    }
}
