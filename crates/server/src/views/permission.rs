//! Authorizations as the API shows them.

use crate::identity::Account;
use payscore_api::notification::UserService;
use payscore_api::payscore::permissions as api;
use payscore_domain::notification::EventType;
use payscore_domain::{Moment, Permission, risk};
use payscore_wire::rfc3339;

/// As a query shows it.
pub(crate) fn current(account: &Account, permission: &Permission) -> api::Permission {
    let terms = &permission.terms;
    let user = permission.openid.as_ref().and_then(|openid| account.merchant.user(openid).ok());
    let level = user.map(|user| risk::level(user.behaviour));
    let time = |at: Moment| rfc3339::format(at.unix());
    api::Permission {
        service_id: terms.service_id.to_string(),
        appid: terms.appid.to_string(),
        mchid: terms.mchid.to_string(),
        authorization_state: permission.state.as_str().to_owned(),
        openid: permission.openid.as_ref().map(ToString::to_string),
        authorization_code: known_code(permission),
        notify_url: terms.notify_url.clone(),
        cancel_authorization_time: permission.closing.as_ref().map(|closing| time(closing.at)),
        authorization_success_time: permission.opened_at.map(time),
        sub_mchid: terms.party.sub_mchid().map(ToString::to_string),
        sub_appid: terms.party.sub_appid().map(ToString::to_string),
        sub_openid: sub_openid(permission),
        channel_id: terms.party.channel_id().map(ToString::to_string),
        user_label: None,
        user_risk_level: level,
        risk_level_version: level.map(|_| risk::LEVEL_VERSION),
    }
}

/// As a notification tells of it.
pub(crate) fn notice(permission: &Permission, event_type: EventType) -> UserService {
    let terms = &permission.terms;
    let (status, at) = match event_type {
        EventType::UserCloseService => ("USER_CLOSE_SERVICE", permission.closing.as_ref().map(|closing| closing.at)),
        _ => ("USER_OPEN_SERVICE", permission.opened_at),
    };
    UserService {
        appid: terms.appid.to_string(),
        mchid: terms.mchid.to_string(),
        service_id: terms.service_id.to_string(),
        openid: permission.openid.as_ref().map(ToString::to_string).unwrap_or_default(),
        sub_appid: terms.party.sub_appid().map(ToString::to_string),
        sub_mchid: terms.party.sub_mchid().map(ToString::to_string),
        channel_id: terms.party.channel_id().map(ToString::to_string),
        sub_openid: sub_openid(permission),
        user_service_status: Some(status.to_owned()),
        openorclose_time: at.map(Moment::compact),
        authorization_code: known_code(permission),
        out_request_no: permission.out_request_no.clone(),
        contract_id: None,
        plan_id: None,
        contract_status: None,
        create_time: None,
        out_contract_code: None,
    }
}

/// The number, where the merchant gave it.
fn known_code(permission: &Permission) -> Option<String> {
    permission.pre_authorized.then(|| permission.terms.authorization_code.to_string())
}

/// The user as the sub-merchant's application sees it: test users have one openid under every application.
fn sub_openid(permission: &Permission) -> Option<String> {
    permission.terms.party.sub_appid().and(permission.openid.as_ref()).map(ToString::to_string)
}
