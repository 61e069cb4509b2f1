//! What has to arrive, by the list and RFC 3986, without the help of the SDK.

use crate::given::value;

/// One line of the list, and the request that it asks for.
pub(crate) struct Expected {
    pub(crate) method: String,
    /// With variables in braces.
    pub(crate) template: String,
    /// The template's variables, in their order.
    pub(crate) variables: Vec<String>,
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
}

/// Each operation of the list, in its order.
pub(crate) fn operations() -> Vec<Expected> {
    include_str!("../../v3-operations.tsv").lines().map(expected).collect()
}

fn expected(line: &str) -> Expected {
    let mut columns = line.split('\t');
    let (method, template) = (columns.next().unwrap(), columns.next().unwrap());
    let variables: Vec<String> = template
        .split('/')
        .filter(|segment| segment.starts_with('{'))
        .map(|it| it[1..it.len() - 1].to_owned())
        .collect();
    let mut target = fill(template, value);
    let has_body = ["POST", "PUT", "PATCH"].contains(&method);
    if !has_body {
        assert!(["GET", "DELETE"].contains(&method), "{line}");
        target.push_str("?q=a%20b%2B%252F%26%E5%AE%8C");
    }
    Expected {
        method: method.to_owned(),
        template: template.to_owned(),
        variables,
        target,
        body: if has_body { r#"{"reason":"用户投诉"}"#.as_bytes().to_vec() } else { Vec::new() },
    }
}

/// The template with its variables' values.
pub(crate) fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let segments = template.split('/').map(|segment| match segment.strip_prefix('{') {
        Some(variable) => encoded(&value(variable.strip_suffix('}').unwrap())),
        None => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

/// RFC 3986, 2.3: everything but the unreserved characters, byte by byte.
pub(crate) fn encoded(value: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(byte).collect()
}
