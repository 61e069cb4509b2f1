//! `/v3/payscore/acquiringbank/permissions…`

mod apply;
mod authorization_code;

use super::serviceorder::CHANNEL;
use crate::shop::{Shop, with};
use payscore_domain::ServiceKind;
use serde_json::{Value, json};

/// The bank's service that needs no confirmation.
fn service(shop: &Shop) -> &str {
    shop.service(ServiceKind::AcquiringBank, false)
}

fn pre_authorization(shop: &Shop, code: &str) -> Value {
    with(shop.partner_pre_authorization(code), &json!({ "channel_id": CHANNEL, "service_id": service(shop) }))
}

/// An order of the bank's that the user need not confirm.
fn order(shop: &Shop, number: &str, openid: &str) -> Value {
    let changes = json!({
        "service_id": service(shop),
        "sub_mchid": shop.file.sub_mchid,
        "channel_id": CHANNEL,
        "need_user_confirm": false,
        "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 5000 },
        "time_range": { "start_time": "20261121115900", "start_time_remark": null },
        "openid": openid,
    });
    with(shop.new_order_of(number), &changes)
}
