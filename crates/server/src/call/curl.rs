//! A call as a command for the shell.

use super::Draft;
use http::{HeaderMap, Method};
use std::fmt::Write as _;

/// `curl` with all that makes the call, to be pasted into a POSIX shell.
pub(super) fn curl(draft: &Draft, origin: &str, headers: &HeaderMap) -> String {
    let mut command = format!("curl -sS -X {} {}", draft.method, quoted(&format!("{origin}{}", draft.target)));
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let _ = write!(command, " \\\n  -H {}", quoted(&format!("{name}: {value}")));
    }
    if !draft.body.is_empty() {
        // Text, or the shell could not carry it.
        let _ = write!(command, " \\\n  --data-binary {}", quoted(&String::from_utf8_lossy(&draft.body)));
    } else if draft.method != Method::GET {
        command.push_str(" \\\n  -H 'content-length: 0'");
    }
    command
}

/// As one word, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderValue;
    use http::header::ACCEPT;

    #[test]
    fn nothing_in_a_call_ends_its_quotes() {
        let draft = Draft {
            method: Method::POST,
            target: "/v3/x?a=%27".parse().expect("a target"),
            headers: HeaderMap::new(),
            body: Bytes::from_static(b"{\"a\":\"it's $(id)\"}"),
        };
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        assert_eq!(
            curl(&draft, "http://127.0.0.1:9080", &headers),
            "curl -sS -X POST 'http://127.0.0.1:9080/v3/x?a=%27' \\\n  -H 'accept: application/json' \\\n  \
             --data-binary '{\"a\":\"it'\\''s $(id)\"}'"
        );
    }
}
