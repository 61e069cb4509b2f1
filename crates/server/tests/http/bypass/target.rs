//! The path and the query are signed as they are sent, byte for byte.

use super::{Attempt, REFUSED, Scene, swap};
use crate::shop::SERVICE_ORDERS;

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let path = scene.path();
    let elsewhere = |name, sent: &str| {
        let bytes = scene.right().bytes();
        Attempt::new(name, swap(&bytes, &format!("POST {path} "), &format!("POST {sent} ")), REFUSED)
    };
    // Routes are found by the bytes of the path: these lead nowhere, signed or not.
    let nowhere = |name, sent: &str| Attempt { answer: "404 NOT_FOUND", ..elsewhere(name, sent) };
    let query = scene.shop.query_target("&out_order_no=victim");
    let asked = |name, sent: String| {
        let bytes = scene.client().request("GET", query.clone()).bytes();
        Attempt::new(name, swap(&bytes, &format!("GET {query} "), &format!("GET {sent} ")), REFUSED)
    };
    let (before, after) = query.split_once('?').expect("a query");
    let reversed: Vec<&str> = after.split('&').rev().collect();
    vec![
        elsewhere("another order's number", &path.replace("victim", "victin")),
        elsewhere("another call on the same order", &path.replace("cancel", "complete")),
        elsewhere("another family's order", &path.replace("serviceorder", "smartretail-orders")),
        nowhere("a slash at the end", &format!("{path}/")),
        nowhere("two slashes", &path.replacen("/payscore/", "//payscore/", 1)),
        nowhere("a dot as a segment", &path.replacen("/payscore/", "/./payscore/", 1)),
        nowhere("two dots as a segment", &path.replacen("/payscore/", "/x/../payscore/", 1)),
        nowhere("two dots, encoded", &path.replacen("/payscore/", "/x/%2e%2e/payscore/", 1)),
        nowhere("capital letters", &path.replacen("payscore", "PayScore", 1)),
        elsewhere("a letter of the path, encoded", &path.replacen("victim", "%76ictim", 1)),
        nowhere("a slash of the path, encoded", &path.replacen("/cancel", "%2Fcancel", 1)),
        elsewhere("a letter of the path, encoded twice", &path.replacen("victim", "%2576ictim", 1)),
        elsewhere("a NUL in the path, encoded", &path.replacen("victim", "victim%00", 1)),
        elsewhere("a semicolon's parameter in the path", &path.replacen("victim", "victim;a=b", 1)),
        elsewhere("a query where none was signed", &format!("{path}?mchid=1")),
        elsewhere("an empty query where none was signed", &format!("{path}?")),
        elsewhere("a host, and another path behind it", "http://127.0.0.1/v3/payscore/serviceorder/other/cancel"),
        Attempt::refused(
            "a prefix that is not the signed one",
            &scene
                .client()
                .request("POST", format!("/b{path}"))
                .body(scene.body())
                .signing_target(&format!("/a{path}")),
        ),
        asked("a query left out", before.to_owned()),
        asked("the query's last byte left out", query[..query.len() - 1].to_owned()),
        asked("a parameter a second time", format!("{query}&out_order_no=other")),
        asked("the parameters in another order", format!("{before}?{}", reversed.join("&"))),
        asked("a parameter's value, encoded", query.replace("victim", "%76ictim")),
        asked("a plus for a space", format!("{query}+")),
        asked("an ampersand at the end", format!("{query}&")),
        Attempt::refused(
            "a query signed without its question mark",
            &scene.client().request("GET", query.clone()).signing_target(&query.replace('?', "")),
        ),
        Attempt::refused(
            "a target signed with its host",
            &scene.right().signing_target(&format!("https://api.mch.weixin.qq.com{path}")),
        ),
        Attempt::refused("another path signed", &scene.right().signing_target(SERVICE_ORDERS)),
    ]
}
