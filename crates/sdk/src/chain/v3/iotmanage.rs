//! Below `/v3/iotmanage`: smart devices (智能设备).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Iotmanage "/v3/iotmanage"
    device_inspections: DeviceInspections "/device-inspections" {
        device_sn: DeviceSn {device_sn} (get "获取出厂检查结果")
    }
    devices: Devices "/devices" (get "智能设备列表")
}
