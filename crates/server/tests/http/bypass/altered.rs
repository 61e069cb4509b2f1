//! Between signing and sending somebody changed the body, the method, the time or the nonce.

use super::{Attempt, REFUSED, Scene, swap};

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let body = scene.body();
    let sent = |name, altered: String| {
        assert_ne!(altered, body, "{name}");
        Attempt::refused(name, &scene.right().body(altered).signing_body(body.clone()))
    };
    let bytes = || scene.right().bytes();
    vec![
        sent("the body's first byte", body.replacen('{', "[", 1)),
        sent("a byte in the middle of the body", body.replacen("reason", "reasom", 1)),
        sent("the body's last byte", format!("{}]", &body[..body.len() - 1])),
        sent("a space after the body", format!("{body} ")),
        sent("a newline after the body", format!("{body}\n")),
        sent("a NUL after the body", format!("{body}\0")),
        sent("a byte order mark before the body", format!("\u{feff}{body}")),
        sent("the body's last byte left out", body[..body.len() - 1].to_owned()),
        sent("no body", String::new()),
        sent("another value in the body", body.replace("not by its merchant", "by nobody at all, ok")),
        sent("a field of the body a second time", body.replacen('{', r#"{"reason":"mine","#, 1)),
        sent("a field added to the body", body.replacen('{', r#"{"openid":"o","#, 1)),
        sent("the same JSON with an escape", body.replacen("reason", r"\u0072eason", 1)),
        sent("the same JSON with spaces", body.replacen(':', ": ", 1)),
        Attempt::refused("a body where none was signed", &scene.right().signing_body("")),
        Attempt::new("PUT where POST was signed", swap(&bytes(), "POST /", "PUT /"), "405 METHOD_NOT_ALLOWED"),
        Attempt::new("the method in small letters", swap(&bytes(), "POST /", "post /"), "405 METHOD_NOT_ALLOWED"),
        Attempt::new("HEAD where GET was signed", swap(&query(scene), "GET /", "HEAD /"), "401"),
        Attempt::new("DELETE where GET was signed", swap(&query(scene), "GET /", "DELETE /"), "405 METHOD_NOT_ALLOWED"),
        Attempt::new("the timestamp, by a second", timestamp(scene, 1), REFUSED),
        Attempt::new("the timestamp, with a zero before it", swap(&bytes(), "timestamp=\"", "timestamp=\"0"), REFUSED),
        Attempt::new("the nonce, by a letter", nonce(scene, "ALTERED1", "ALTERED2"), REFUSED),
        Attempt::new("the nonce, in small letters", nonce(scene, "CASE", "case"), REFUSED),
        Attempt::new("the nonce, with a space after it", nonce(scene, "SPACE", "SPACE "), REFUSED),
    ]
}

fn query(scene: &Scene) -> Vec<u8> {
    scene.client().request("GET", scene.shop.query_target("&out_order_no=victim")).bytes()
}

fn timestamp(scene: &Scene, by: i64) -> Vec<u8> {
    let now = scene.now();
    swap(&scene.right().bytes(), &now.to_string(), &(now + by).to_string())
}

fn nonce(scene: &Scene, signed: &str, sent: &str) -> Vec<u8> {
    swap(&scene.right().nonce(signed).bytes(), &format!("\"{signed}\""), &format!("\"{sent}\""))
}
