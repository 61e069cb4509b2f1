//! `/v3/payscore/acquiringbank/permissions…`

mod apply;
mod authorization_code;

use crate::shop::{Shop, with};
use serde_json::{Value, json};

const CHANNEL: &str = "1900000300";

fn pre_authorization(shop: &Shop, code: &str) -> Value {
    with(shop.partner_pre_authorization(code), &json!({ "channel_id": CHANNEL }))
}
