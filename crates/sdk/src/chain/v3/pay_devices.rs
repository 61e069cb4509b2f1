//! Below `/v3/pay-devices`: payment devices (支付设备).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    PayDevices "/v3/pay-devices"
    open_scenario_speaker: OpenScenarioSpeaker "/open-scenario-speaker" {
        device_sn: DeviceSn {device_sn} (get "查询音箱绑定信息") {
            bind: Bind "/bind" (post "绑定音箱设备码牌")
            prebind: Prebind "/prebind" (post "出厂预绑定音箱和码牌")
            unbind: Unbind "/unbind" (post "解绑音箱设备码牌")
        }
    }
    open_scenario_speakerorder: OpenScenarioSpeakerorder "/open-scenario-speakerorder" {
        transaction_id: TransactionId {transaction_id} {
            report: Report "/report" (post "码牌支付结果上报")
        }
    }
    printers: Printers "/printers" {
        device_id: DeviceId {device_id} {
            print_orders: PrintOrders "/print-orders" (post "小票机打印") {
                print_order_no: PrintOrderNo {print_order_no} (get "查询订单")
            }
        }
    }
}
