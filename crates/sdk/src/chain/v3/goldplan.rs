//! Below `/v3/goldplan`: pages after payment (点金计划).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Goldplan "/v3/goldplan"
    merchants: Merchants "/merchants" {
        changecustompagestatus: Changecustompagestatus "/changecustompagestatus" (post "商家小票管理")
        changegoldplanstatus: Changegoldplanstatus "/changegoldplanstatus" (post "点金计划管理")
        close_advertising_show: CloseAdvertisingShow "/close-advertising-show" (post "关闭广告展示")
        open_advertising_show: OpenAdvertisingShow "/open-advertising-show" (patch "开通广告展示")
        set_advertising_industry_filter: SetAdvertisingIndustryFilter "/set-advertising-industry-filter" (post "同业过滤标签管理")
    }
}
