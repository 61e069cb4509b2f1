//! Somebody says to be somebody else, or a merchant asks for what is another's.

use super::{Attempt, Scene};
use crate::client::Request;
use crate::shop::SERVICE_ORDERS;

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let (own, other) = (scene.client(), &scene.other);
    let named = |name, mchid: &str| Attempt::refused(name, &scene.right().mchid(mchid));
    let holding = |name, serial_no: &str| Attempt::refused(name, &scene.right().serial_no(serial_no));
    let sub_mchid = scene.shop.server.merchant("partner").sub_mchid.expect("a sub-merchant");
    let mut attempts = vec![
        named("a merchant that does not exist", "1900000000"),
        named("another merchant", &other.mchid),
        named("a provider's sub-merchant", &sub_mchid),
        named("a number with a space before it", &format!(" {}", own.mchid)),
        named("a number with a zero before it", &format!("0{}", own.mchid)),
        named("a number in full-width digits", &wide(&own.mchid)),
        named("two numbers with a comma", &format!("{},{}", own.mchid, other.mchid)),
        named("a number that is a path", &format!("../{}", own.mchid)),
        named("a number that is SQL", "' OR '1'='1"),
        named("a number that is a pattern", "%"),
        named("a number of ten thousand digits", &"1".repeat(10_000)),
        holding("a serial number that does not exist", "5F0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B"),
        holding("another merchant's serial number", &other.serial_no),
        holding("the platform's serial number", &own.platform_serial_no),
        holding("the public key's id", &own.public_key_id),
        holding("a serial number with zeros before it", &format!("00{}", own.serial_no)),
        holding("the beginning of the serial number", &own.serial_no[..8]),
        holding("a serial number that is a pattern", "%"),
        Attempt::refused(
            "another merchant with its serial number, by the caller's key",
            &scene.right().mchid(&other.mchid).serial_no(&other.serial_no),
        ),
    ];
    attempts.extend(trespasses(scene));
    attempts
}

/// Rightly signed by another merchant, about what is not its own.
fn trespasses(scene: &Scene) -> Vec<Attempt> {
    let other = &scene.other;
    let body = || scene.body();
    let said = |name, request: Request<'_>, answer| Attempt::new(name, request.bytes(), answer);
    let partner = format!("{SERVICE_ORDERS}/victim/cancel").replace("payscore/", "payscore/partner/");
    vec![
        said(
            "another merchant cancels the order",
            other.request("POST", scene.path()).body(body()),
            "404 ORDER_NOT_EXIST",
        ),
        said(
            "another merchant asks for the order",
            other.request("GET", scene.shop.query_target("&out_order_no=victim")),
            "404 ORDER_NOT_EXIST",
        ),
        said(
            "a provider cancels the order of one that is not its sub-merchant",
            other.request("POST", partner).body(body()),
            "400 PARAM_ERROR",
        ),
    ]
}

fn wide(digits: &str) -> String {
    digits.bytes().filter_map(|digit| char::from_u32(u32::from('０') + u32::from(digit - b'0'))).collect()
}
