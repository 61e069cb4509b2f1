//! The control API does as it is told, without a signature: it must not be told by strangers.

use super::{Attempt, Scene};

pub(super) const TOKEN: &str = "a-token-that-nobody-knows";

const FORBIDDEN: &str = "403 NO_AUTH";
const TOO_MANY: &str = "429 FREQUENCY_LIMITED";
const NOWHERE: &str = "404 NOT_FOUND";

/// Forgets every order.
const RESET: &str = "/_payscore/reset";

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let mut attempts = strangers();
    attempts.extend(tokens());
    attempts.extend(ways_in(scene));
    attempts
}

fn post(target: &str, headers: &[&str]) -> Vec<u8> {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("POST {target} HTTP/1.1\r\n{headers}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}").into_bytes()
}

/// Pages of other sites, which a browser on this machine has open.
fn strangers() -> Vec<Attempt> {
    let from = |name, headers: &[&str]| Attempt::new(name, post(RESET, headers), FORBIDDEN);
    vec![
        from("another name for this machine", &["Host: rebound.example.com"]),
        from("a name that begins like this machine's", &["Host: 127.0.0.1.example.com"]),
        from("a name that ends like this machine's", &["Host: example.com.localhost.evil"]),
        from("this machine's name before an at sign", &["Host: localhost@example.com"]),
        from("no host", &[]),
        from("an empty host", &["Host:"]),
        from("an address that is not this machine's", &["Host: 10.0.0.1:9080"]),
        from("the address of every interface", &["Host: 0.0.0.0:9080"]),
        from("a page of another origin", &["Host: localhost", "Origin: https://example.com"]),
        from("a page of no origin", &["Host: localhost", "Origin: null"]),
        from(
            "a page whose origin begins like this machine",
            &["Host: localhost", "Origin: http://localhost.example.com"],
        ),
        from("an image of another site", &["Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]),
        from("a form of another site", &["Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"]),
        from("let through by a proxy of this machine", &["Host: localhost", "X-Forwarded-For: 192.0.2.1"]),
        from("sent on by a proxy of this machine", &["Host: localhost", "Via: 1.1 proxy"]),
        from("a notification, by this server itself", &["Host: localhost", "Wechatpay-Signature: x"]),
        from("said to be forwarded for this machine", &["Host: example.com", "X-Forwarded-For: 127.0.0.1"]),
        from("said to be meant for this machine", &["Host: example.com", "X-Forwarded-Host: localhost"]),
    ]
}

fn tokens() -> Vec<Attempt> {
    let with_answer =
        |name, header: &str, answer| Attempt::new(name, post(RESET, &["Host: pay.example.com", header]), answer);
    let with = |name, header: &str| with_answer(name, header, FORBIDDEN);
    let mut other = TOKEN.to_owned();
    other.replace_range(..1, "b");
    vec![
        with("an empty token", "Authorization: Bearer "),
        with("the token's beginning", &format!("Authorization: Bearer {}", &TOKEN[..8])),
        with("the token and more", &format!("Authorization: Bearer {TOKEN}x")),
        with("the token in capitals", &format!("Authorization: Bearer {}", TOKEN.to_uppercase())),
        with("a token of the same length", &format!("Authorization: Bearer {other}")),
        with("the token without its scheme", &format!("Authorization: {TOKEN}")),
        with("the token under another scheme", &format!("Authorization: Basic {TOKEN}")),
        with("a wrong cookie", &format!("Cookie: payscore_token={other}")),
        with("the token in another cookie", &format!("Cookie: token={TOKEN}")),
        Attempt::new(
            "the right cookie, sent along by another site's page",
            post(
                RESET,
                &["Host: pay.example.com", "Origin: https://example.com", &format!("Cookie: payscore_token={TOKEN}")],
            ),
            FORBIDDEN,
        ),
        Attempt::new(
            "the token in the address",
            post(&format!("{RESET}?token={TOKEN}"), &["Host: pay.example.com"]),
            FORBIDDEN,
        ),
        Attempt::new(
            "a wrong token at the entrance",
            format!(
                "GET /_payscore/console/enter?token={other} HTTP/1.1\r\nHost: pay.example.com\r\nConnection: close\r\n\r\n"
            ),
            FORBIDDEN,
        ),
        with_answer("a seventh guess at once", &format!("Authorization: Bearer {other}"), TOO_MANY),
        with_answer("a guess in a cookie instead", &format!("Cookie: payscore_token={other}"), TOO_MANY),
        with_answer("the right token after too many wrong ones", &format!("Authorization: Bearer {TOKEN}"), TOO_MANY),
    ]
}

/// By way of what is open to everybody.
fn ways_in(scene: &Scene) -> Vec<Attempt> {
    let by = |name, target: &str, answer| Attempt::new(name, post(target, &["Host: example.com"]), answer);
    let signed = |name, target: &str, answer| {
        Attempt::new(name, scene.client().request("POST", target).body("{}").bytes(), answer)
    };
    vec![
        by("two dots behind the API's path", "/v3/../_payscore/reset", NOWHERE),
        by("two dots, encoded", "/v3/%2e%2e/_payscore/reset", NOWHERE),
        by("two slashes", "//_payscore/reset", NOWHERE),
        by("capital letters", "/_PAYSCORE/reset", NOWHERE),
        by("an encoded letter", "/%5Fpayscore/reset", NOWHERE),
        by("a whole address of this machine", "http://localhost/_payscore/reset", FORBIDDEN),
        by("a prefix before the control API", "/prefix/_payscore/reset", NOWHERE),
        by("the API's path behind the control API's", "/_payscore/reset/v3/certificates", NOWHERE),
        signed("a merchant's signature below a prefix", "/prefix/_payscore/reset", NOWHERE),
    ]
}
