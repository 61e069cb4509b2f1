//! The `Authorization` header in shapes that it must not have.

use super::{Attempt, REFUSED, Scene, swap};

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let right = || scene.right().nonce("H");
    let whole = right().authorization();
    let by = |name, values: &[&str]| Attempt::refused(name, &right().authorized_by(values));
    let changed = |name, from: &str, to: &str| {
        assert!(whole.contains(from), "{name}");
        by(name, &[&whole.replacen(from, to, 1)])
    };
    let (scheme, fields) = whole.split_once(' ').expect("a scheme");
    let field = |name: &str| fields.split(',').find(|field| field.starts_with(name)).expect("a field").to_owned();
    let without = |label, name: &str| {
        let rest: Vec<&str> = fields.split(',').filter(|field| !field.starts_with(name)).collect();
        by(label, &[&format!("{scheme} {}", rest.join(","))])
    };
    let sent_as = |name, header: &str| {
        Attempt::new(name, swap(&right().bytes(), "Authorization: ", &format!("{header}: ")), REFUSED)
    };
    let raw = |name, from: &str, to: &str, answer| Attempt::new(name, swap(&right().bytes(), from, to), answer);
    vec![
        by("none", &[]),
        by("empty", &[""]),
        by("twice the same", &[&whole, &whole]),
        by("a wrong one before the right one", &["WECHATPAY2-SHA256-RSA2048 x", &whole]),
        by("a wrong one after the right one", &[&whole, "WECHATPAY2-SHA256-RSA2048 x"]),
        by("both in one, with a comma", &[&format!("{whole}, {whole}")]),
        by("the scheme alone", &[scheme]),
        by("no scheme", &[fields]),
        changed("Bearer", scheme, "Bearer"),
        changed("Basic", scheme, "Basic"),
        changed("the scheme of SM2", scheme, "WECHATPAY2-SM2-WITH-SM3"),
        changed("a scheme without a hash", scheme, "WECHATPAY2-NONE"),
        changed("the scheme's older number", scheme, "WECHATPAY-SHA256-RSA2048"),
        without("without mchid", "mchid"),
        without("without nonce_str", "nonce_str"),
        without("without signature", "signature"),
        without("without timestamp", "timestamp"),
        without("without serial_no", "serial_no"),
        changed("mchid a second time", fields, &format!("{fields},{}", field("mchid"))),
        changed("another mchid before the right one", fields, &format!("mchid=\"{}\",{fields}", scene.other.mchid)),
        changed("signature a second time", fields, &format!("{fields},{}", field("signature"))),
        changed("a field that does not exist", fields, &format!("{fields},alg=\"none\"")),
        changed("an empty nonce_str", "nonce_str=\"H\"", "nonce_str=\"\""),
        changed("values without quotes", fields, &fields.replace('"', "")),
        changed("values in single quotes", fields, &fields.replace('"', "'")),
        changed("a quote left open", fields, &fields[..fields.len() - 1]),
        changed("semicolons for commas", fields, &fields.replace(',', ";")),
        changed("colons for equals signs", fields, &fields.replace("=\"", ":\"")),
        changed("names in capitals", "mchid=", "MCHID="),
        changed("all of it encoded for an address", fields, &fields.replace('"', "%22")),
        sent_as("under the name Proxy-Authorization", "Proxy-Authorization"),
        sent_as("under the name X-Authorization", "X-Authorization"),
        sent_as("in a cookie", "Cookie"),
        raw("a space before the header's colon", "Authorization: ", "Authorization : ", "400"),
        raw("a line folded", "nonce_str=", "\r\n nonce_str=", "400"),
        raw("a NUL in it", "nonce_str=\"H\"", "nonce_str=\"H\0\"", "400"),
        raw("as long as a book", "nonce_str=\"H\"", &format!("nonce_str=\"{}\"", "H".repeat(1 << 20)), "431"),
    ]
}
