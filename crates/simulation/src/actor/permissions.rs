//! Users authorize services whose orders need no confirmation, and think better of it.

use super::{Actor, USERS};
use crate::model::Family;
use serde_json::json;

impl Actor {
    pub(super) async fn authorize(&self) {
        let dice = &self.world().dice;
        let family = *dice.pick(&[Family::Unconfirmed, Family::Direct]);
        let (kind, confirmed) = family.service();
        let merchant = self.merchant(family);
        let (mchid, openid) = (&merchant.file.mchid, merchant.user(*dice.pick(&USERS[2..4])));
        let body = json!({ "service_id": merchant.service(kind, confirmed) });
        let answer = self.client.control("POST", &format!("users/{mchid}/{openid}/authorize"), Some(&body)).await;
        let Some(answer) = answer.filter(super::Answer::is_success) else { return };
        let code = answer.body["authorization_code"].as_str().unwrap_or_default();
        self.life.note(format_args!("authorization {code}: in force"));
        if !dice.percent(60) {
            return;
        }
        let path = format!("permissions/{mchid}/{code}/close");
        let answer = self.client.control("POST", &path, Some(&json!({ "openid": openid }))).await;
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        self.life.note(format_args!("authorization {code}: the user: close: {status}"));
        if answer.is_some_and(|answer| answer.is_success()) {
            self.world().model.lock().closed.insert((mchid.clone(), code.to_owned()));
        }
    }
}
