use super::*;
use crate::testing::{APIV3_KEY, MCHID, NOW, PUBLIC_KEY_ID, config, platform_key, set, signed};
use payscore_wire::{Envelope, Notice, headers};
use serde_json::json;

fn envelope(event_type: &str, resource: &Value) -> Vec<u8> {
    let notice = Notice {
        id: "EV-1",
        create_time: NOW,
        event_type,
        summary: "摘要",
        original_type: "payscore",
        associated_data: "payscore",
        nonce: "fdasflkja484",
    };
    let key = ApiV3Key::new(APIV3_KEY).unwrap();
    serde_json::to_vec(&Envelope::seal(&key, &notice, resource.to_string().as_bytes()).unwrap()).unwrap()
}

fn open_signed(body: &[u8]) -> Result<Notification, NotificationError> {
    NotificationOpener::from(&config()).open(&signed(body, PUBLIC_KEY_ID, NOW), body)
}

fn order(state: &str) -> Value {
    json!({
        "appid": "wx1", "mchid": MCHID, "out_order_no": "A1", "service_id": "5", "state": state,
        "service_introduction": "充电宝", "total_amount": 100, "field_of_the_future": true,
    })
}

#[test]
fn each_event_is_typed() {
    let event = |event_type: &str, state: &str| open_signed(&envelope(event_type, &order(state))).unwrap().event;
    assert!(matches!(event("PAYSCORE.USER_CONFIRM", "DOING"), Event::UserConfirm(order) if order.state == "DOING"));
    assert!(matches!(event("PAYSCORE.USER_ACCEPTED", "USER_ACCEPTED"), Event::UserAccepted(_)));
    assert!(matches!(event("PAYSCORE.USER_PAID", "DONE"), Event::UserPaid(UserPaid::ServiceOrder(_))));
    assert!(matches!(event("PAYSCORE.USER_PAID", "USER_PAID"), Event::UserPaid(UserPaid::RetailOrder(_))));
    assert!(matches!(
        event("PAYSCORE.OF_THE_FUTURE", "x"),
        Event::Other { event_type, value } if event_type == "PAYSCORE.OF_THE_FUTURE" && value["out_order_no"] == "A1"
    ));
}

#[test]
fn the_envelope_and_the_plaintext_come_along() {
    let resource = order("DOING");
    let notification = open_signed(&envelope("PAYSCORE.USER_CONFIRM", &resource)).unwrap();
    assert_eq!((notification.id.as_str(), notification.summary.as_str()), ("EV-1", "摘要"));
    assert_eq!(notification.event_type, "PAYSCORE.USER_CONFIRM");
    assert_eq!(notification.create_time, "2027-01-15T16:00:00+08:00");
    assert_eq!(notification.plaintext, resource.to_string().as_bytes());
}

#[test]
fn a_probe_has_a_name_of_its_own_even_with_an_unknown_serial() {
    let body = envelope("PAYSCORE.USER_CONFIRM", &order("DOING"));
    let mut probe = signed(&body, "PUB_KEY_ID_UNKNOWN", NOW);
    set(&mut probe, headers::WECHATPAY_SIGNATURE, "WECHATPAY/SIGNTEST/aGVsbG8=");
    let error = NotificationOpener::from(&config()).open(&probe, &body).unwrap_err();
    assert!(matches!(error, NotificationError::Probe), "{error:?}");
}

#[test]
fn what_is_not_authentic_is_refused_before_it_is_opened() {
    let body = envelope("PAYSCORE.USER_CONFIRM", &order("DOING"));
    let opener = NotificationOpener::from(&config());
    let refused = |headers: &HeaderMap, body: &[u8]| match opener.open(headers, body) {
        Err(NotificationError::Authenticity(reason)) => reason,
        other => panic!("{other:?}"),
    };
    let stale = signed(&body, PUBLIC_KEY_ID, NOW - 301);
    assert_eq!(refused(&stale, &body), SignatureError::Skew { timestamp: NOW - 301, seconds: 301 }.into());
    let good = signed(&body, PUBLIC_KEY_ID, NOW);
    assert_eq!(refused(&good, &[&body[..], b"\n"].concat()), SignatureError::Mismatch.into());
    let unknown = signed(&body, "PUB_KEY_ID_UNKNOWN", NOW);
    assert!(matches!(refused(&unknown, &body), AuthenticityError::Signature(SignatureError::UnknownSerial { .. })));
    assert!(matches!(refused(&HeaderMap::new(), &body), AuthenticityError::MissingHeader { .. }));
}

#[test]
fn an_opener_needs_no_client_and_another_apiv3_key_does_not_open() {
    let body = envelope("PAYSCORE.USER_CONFIRM", &order("DOING"));
    let keys = PlatformKeys::new().with_public_key(PUBLIC_KEY_ID, platform_key().public_key());
    let key = ApiV3Key::new("ffffffffffffffffffffffffffffffff").unwrap();
    let opener = NotificationOpener::new(keys, key).with_clock(|| NOW);
    let error = opener.open(&signed(&body, PUBLIC_KEY_ID, NOW), &body).unwrap_err();
    assert!(matches!(error, NotificationError::Decrypt(OpenError::Tampered)), "{error:?}");
}

#[test]
fn genuine_bodies_that_are_no_notification_are_told_apart() {
    assert!(matches!(open_signed(b"{}"), Err(NotificationError::Envelope(_))));
    let error = open_signed(&envelope("PAYSCORE.USER_PAID", &json!({"state": "DONE"}))).unwrap_err();
    assert!(matches!(error, NotificationError::Resource { event_type, .. } if event_type == "PAYSCORE.USER_PAID"));
}
