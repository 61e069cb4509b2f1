//! What was good once is not good again; and what is too old or too young never was.

use super::{Attempt, REFUSED, Scene, swap};
use crate::client::Request;
use crate::shop::SERVICE_ORDERS;

/// How far a timestamp may be off, in seconds.
const SKEW: i64 = 300;

/// The wall moves on from one of them to the next. The request that is sent again is a creation: granted once, then
/// recorded by somebody.
pub(super) async fn attempts(scene: &Scene) -> Vec<Attempt> {
    let seen =
        scene.client().request("POST", SERVICE_ORDERS).body(scene.shop.new_order("seen").to_string()).nonce("SEEN");
    crate::shop::successful(seen.clone().send().await);
    let mut attempts = again(scene, &seen);
    attempts.extend(times(scene));
    attempts.extend(later(&seen));
    attempts
}

fn again(scene: &Scene, seen: &Request<'_>) -> Vec<Attempt> {
    let bytes = seen.bytes();
    let reordered = {
        let mut fields = seen.fields();
        fields.reverse();
        format!("WECHATPAY2-SHA256-RSA2048 {}", fields.join(","))
    };
    let nonce = |name, nonce: &str| Attempt::refused(name, &scene.right().nonce(nonce));
    vec![
        Attempt::new("a request a second time", bytes.clone(), REFUSED),
        Attempt::new(
            "the same with its fields in another order",
            seen.clone().authorized_by(&[&reordered]).bytes(),
            REFUSED,
        ),
        Attempt::new("the same with other headers", seen.clone().header("Accept-Language", "en").bytes(), REFUSED),
        Attempt::new("the same below a base URL's prefix", swap(&bytes, "POST /v3/", "POST /prefix/v3/"), REFUSED),
        Attempt::new("the same in absolute form", swap(&bytes, "POST /v3/", "POST http://localhost/v3/"), REFUSED),
        Attempt::new(
            "the same with its header's name in small letters",
            swap(&bytes, "Authorization:", "authorization:"),
            REFUSED,
        ),
        Attempt::new("the same in chunks", chunked(&bytes, &scene.shop.new_order("seen").to_string()), REFUSED),
        nonce("another request with a nonce that was used", "SEEN"),
        Attempt::new("the request 299 s later", bytes.clone(), REFUSED).after(SKEW - 1),
    ]
}

fn times(scene: &Scene) -> Vec<Attempt> {
    // As it will be when they are sent.
    let now = scene.now() + SKEW - 1;
    let dated = |name, timestamp: i64| Attempt::refused(name, &scene.right().stamped(timestamp));
    let written = |name, as_text: &str| {
        let request = scene.right().stamped(now);
        let bytes = swap(&request.bytes(), &format!("timestamp=\"{now}\""), &format!("timestamp=\"{as_text}\""));
        Attempt::new(name, bytes, REFUSED)
    };
    vec![
        dated("301 s old", now - SKEW - 1),
        dated("301 s early", now + SKEW + 1),
        dated("from 1970", 0),
        dated("before 1970", -1),
        dated("in milliseconds", now * 1000),
        dated("the latest second that there is", i64::MAX),
        dated("the earliest second that there is", i64::MIN),
        written("a second later than the latest that there is", "9223372036854775808"),
        written("with a plus sign", &format!("+{now}")),
        written("with a space", &format!(" {now}")),
        written("with a fraction", &format!("{now}.0")),
        written("in hexadecimal", &format!("{now:#x}")),
        written("with an exponent", "1.795233899e9"),
        written("in the clock's own words", "2026-11-21T12:04:59+08:00"),
        written("no time at all", ""),
    ]
}

fn later(seen: &Request<'_>) -> Vec<Attempt> {
    vec![
        Attempt::new("the request 301 s later", seen.bytes(), REFUSED).after(2),
        Attempt::new("the request an hour later", seen.bytes(), REFUSED).after(3000),
    ]
}

/// The same body in one chunk.
fn chunked(bytes: &[u8], body: &str) -> Vec<u8> {
    let length = format!("Content-Length: {}\r\n", body.len());
    let head = swap(bytes, &length, "Transfer-Encoding: chunked\r\n");
    swap(&head, body, &format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()))
}
