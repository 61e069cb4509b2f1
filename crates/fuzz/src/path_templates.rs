//! Paths: the SDK's templates (the first line; the others are `name=value`), and what a server makes of a target.

use crate::reading::first_line;
use payscore::Error;
use payscore::chain::{Caller, Chain};
use payscore::core::Call;
use payscore_api::{operation_at, operations};
use payscore_server::fuzzing::without_prefix;
use percent_encoding::percent_decode_str;

/// Makes no call.
#[derive(Clone)]
struct Nobody;

impl Caller for Nobody {
    type Output = Result<Call, Error>;

    fn call(&self, call: Result<Call, Error>) -> Self::Output {
        call
    }
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (template, values) = text.split_once('\n').unwrap_or((text, ""));
    let values: Vec<(&str, &str)> = values.lines().filter_map(|line| line.split_once('=')).collect();
    expand(template, &values);
    for spec in operations() {
        fill(spec.path, values.first().map_or("", |(_, value)| value));
    }
    let (target, _) = first_line(data);
    if let Ok(uri) = http::Uri::try_from(target) {
        strip(&uri);
    }
}

fn expand(template: &str, values: &[(&str, &str)]) {
    let mut chain = Chain::new(Nobody, template.to_owned());
    for (name, value) in values {
        chain = chain.with(name, value);
    }
    let Ok(call) = chain.get() else { return };
    // A later value for a variable replaces an earlier one.
    let value_of = |name: &str| values.iter().rfind(|(given, _)| *given == name).map(|(_, value)| *value);
    let mut expected = String::new();
    let mut rest = template.strip_prefix('/').unwrap_or(template);
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a closed brace");
        expected += literal;
        expected += &encoded(value_of(name).expect("a value for each variable"));
        rest = after;
    }
    expected += rest;
    assert_eq!(call.path, format!("/{expected}"), "{template:?} {values:?}");
    can_be_sent(&call.path);
}

/// Every byte as `%XX` that is no letter, digit or one of four marks.
fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(one).collect()
}

/// One request line carries it, unaltered, and no library on the way resolves anything in it.
fn can_be_sent(path: &str) {
    assert!(path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic()), "{path:?}");
    assert!(!path.contains(['?', '#', '{', '}', '\\', '"', '<', '>']), "{path:?}");
    for segment in path.split('/') {
        let plain = segment.replace("%2e", ".").replace("%2E", ".");
        assert!(plain != "." && plain != "..", "{path:?}");
    }
    // `//x` would be a host.
    let read = http::Uri::try_from(format!("http://127.0.0.1{path}")).expect("a URI");
    assert_eq!((read.path(), read.query()), (path, None));
}

/// An operation's path with this value for all of its variables is a path of this operation, or of one that has the
/// value for a fixed segment.
fn fill(template: &'static str, value: &str) {
    let names: Vec<&str> = template.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0)).collect();
    let values: Vec<(&str, &str)> = names.iter().map(|name| (*name, value)).collect();
    let Ok(path) = payscore::core::expand(template, &values) else { return };
    can_be_sent(&path);
    let found = operation_at("GET", &path).or_else(|| operation_at("POST", &path)).expect("an operation");
    for ((declared, given), segment) in found.path.split('/').zip(path.split('/')).zip(template.split('/')) {
        assert!(declared.starts_with('{') || declared == given, "{path} is no {}", found.path);
        let decoded = percent_decode_str(given).decode_utf8().expect("UTF-8 went in");
        assert_eq!(decoded, if segment.starts_with('{') { value } else { segment });
    }
}

fn strip(uri: &http::Uri) {
    let stripped = without_prefix(uri);
    if stripped == *uri {
        return;
    }
    let (before, after) = (uri.path_and_query().map_or("", |it| it.as_str()), stripped.to_string());
    assert!(after.starts_with("/v3/"), "{after}");
    let prefix = before.strip_suffix(after.as_str()).expect("an end of what was sent");
    assert!(prefix.starts_with('/') && !prefix.starts_with("/_payscore"), "{before}");
    assert!(!prefix.contains("/v3/") && !prefix.contains('?'), "{before}");
    assert_eq!(without_prefix(&stripped), stripped, "once is enough");
}
