//! Other paths and queries that may have been signed in place of the one sent.

use super::Given;
use super::cause::Cause;
use super::message::Variant;
use super::operation::operation;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// JavaScript's `encodeURIComponent`.
const COMPONENT: &AsciiSet = &STRICT.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');
/// RFC 3986: only what needs no encoding anywhere stays.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// So many parameters are tried in any order.
const PERMUTED: usize = 4;

/// What may have been signed as the message's second line.
pub(super) fn variants(given: &Given<'_>) -> Vec<Variant> {
    let mut variants = Vec::new();
    for target in [given.target, given.stripped] {
        let (path, query) = split(target);
        if let Some(query) = query {
            variants.push(Variant::new(path, Cause::QueryNotSigned));
            variants.extend(reordered(path, query));
        }
        variants.extend(encoded(path, query));
        variants.extend(whole(given.origin, target));
        let template = operation(None, split(given.stripped).0).map(|operation| operation.path);
        variants.extend(paths(path, query, template));
    }
    variants.retain(|variant| variant.bytes != given.target.as_bytes() && variant.bytes != given.stripped.as_bytes());
    let mut seen = std::collections::HashSet::new();
    variants.retain(|variant| seen.insert(variant.bytes.clone()));
    variants
}

fn split(target: &str) -> (&str, Option<&str>) {
    target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)))
}

fn join(path: &str, query: Option<&str>) -> String {
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

fn reordered(path: &str, query: &str) -> Vec<Variant> {
    let mut parameters: Vec<&str> = query.split('&').collect();
    let orders = if parameters.len() <= PERMUTED {
        permutations(&parameters)
    } else {
        parameters.sort_unstable();
        let ascending = parameters.clone();
        parameters.reverse();
        vec![ascending, parameters]
    };
    let of = |order: Vec<&str>| Variant::new(format!("{path}?{}", order.join("&")), Cause::QueryReordered);
    orders.into_iter().map(of).collect()
}

fn permutations<'a>(items: &[&'a str]) -> Vec<Vec<&'a str>> {
    if items.len() < 2 {
        return vec![items.to_vec()];
    }
    let mut all = Vec::new();
    for (index, first) in items.iter().enumerate() {
        let rest = [&items[..index], &items[index + 1..]].concat();
        for mut order in permutations(&rest) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}

/// Percent-encoding: taken off, put on by another set of rules, in small letters.
fn encoded(path: &str, query: Option<&str>) -> Vec<Variant> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).ok();
    let (Some(plain_path), plain_query) = (decoded(path), query.map(|query| decoded(query).unwrap_or_default())) else {
        return Vec::new();
    };
    let by = |set: &'static AsciiSet| {
        let encode = |text: &str| match decoded(text) {
            Some(text) => utf8_percent_encode(&text, set).to_string(),
            None => text.to_owned(),
        };
        let path = path.split('/').map(encode).collect::<Vec<_>>().join("/");
        let pair = |pair: &str| pair.split('=').map(encode).collect::<Vec<_>>().join("=");
        let query = query.map(|query| query.split('&').map(pair).collect::<Vec<_>>().join("&"));
        join(&path, query.as_deref())
    };
    let (component, strict) = (by(COMPONENT), by(STRICT));
    let how = ("signed decoded", "签名时未编码");
    let rules = ("signed encoded by other rules", "签名时按另一套规则编码");
    [
        (join(&plain_path, plain_query.as_deref()), how),
        (join(&plain_path, query), ("path signed decoded", "签名时路径未编码")),
        (join(path, plain_query.as_deref()), ("query signed decoded", "签名时查询参数未编码")),
        (join(path, plain_query.as_deref()).replace('+', " "), how),
        (lower_case_digits(&component), rules),
        (lower_case_digits(&strict), rules),
        (component.replace("%20", "+"), rules),
        (strict.replace("%20", "+"), rules),
        (component.replace("%3A", ":").replace("%2C", ","), rules),
        (component, rules),
        (strict, rules),
        (upper_or_lower(path, query), ("hexadecimal digits in another case", "十六进制大小写不同")),
    ]
    .into_iter()
    .map(|(target, how)| Variant::new(target, Cause::TargetEncoding).how(how))
    .collect()
}

fn upper_or_lower(path: &str, query: Option<&str>) -> String {
    let target = join(path, query);
    let lower = lower_case_digits(&target);
    if lower == target { case_digits(&target, str::to_ascii_uppercase) } else { lower }
}

fn lower_case_digits(target: &str) -> String {
    case_digits(target, str::to_ascii_lowercase)
}

/// `%7C` as `%7c`, or the other way round.
fn case_digits(target: &str, change: fn(&str) -> String) -> String {
    let mut parts = target.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('%');
        match (part.get(..2), part.get(2..)) {
            (Some(digits), Some(rest)) => {
                text.push_str(&change(digits));
                text.push_str(rest);
            }
            _ => text.push_str(part),
        }
    }
    text
}

fn whole(origin: &str, target: &str) -> Vec<Variant> {
    let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let upstream = "api.mch.weixin.qq.com";
    let roots = [
        host.to_owned(),
        format!("http://{host}"),
        format!("https://{host}"),
        format!("https://{upstream}"),
        upstream.to_owned(),
    ];
    roots.into_iter().map(|root| Variant::new(format!("{root}{target}"), Cause::UrlWhole)).collect()
}

/// Parts of the path, and its placeholders.
fn paths(path: &str, query: Option<&str>, template: Option<&str>) -> Vec<Variant> {
    let mut variants = Vec::new();
    if let Some(template) = template.filter(|template| template.contains('{')) {
        variants.push(Variant::new(join(template, query), Cause::PathTemplate));
        variants.push(Variant::new(template, Cause::PathTemplate));
    }
    let without_version = path.strip_prefix("/v3").unwrap_or(path);
    let slash = if path.ends_with('/') { path.trim_end_matches('/').to_owned() } else { format!("{path}/") };
    let others =
        [path.trim_start_matches('/'), without_version, without_version.trim_start_matches('/'), &slash, "/", ""];
    variants.extend(others.iter().map(|path| Variant::new(join(path, query), Cause::PathPart)));
    variants
}
