//! A call as a command for a POSIX shell.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `curl` with `options` and all that makes the call.
pub(crate) fn curl<'a>(
    options: &str,
    method: &str,
    url: &str,
    headers: impl Iterator<Item = (&'a str, &'a [u8])>,
    body: &[u8],
) -> String {
    let mut command = format!("curl {options} -X {method} {}", quoted(url));
    // Writing into a String cannot fail.
    for (name, value) in headers {
        let _ = write!(command, " \\\n  -H {}", quoted(&format!("{name}: {}", text(value))));
    }
    if !body.is_empty() {
        let _ = write!(command, " \\\n  --data-binary {}", quoted(&text(body)));
    } else if method != "GET" {
        command.push_str(" \\\n  -H 'content-length: 0'");
    }
    command
}

/// What is no text a shell could not carry.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// As one word, whatever is in it: nothing inside single quotes means anything, but for the quote itself.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_call_ends_its_quotes() {
        let headers = [("accept", &b"application/json"[..])].into_iter();
        assert_eq!(
            curl("-sS", "POST", "http://127.0.0.1:9080/v3/x?a=%27", headers, b"{\"a\":\"it's $(id)\"}"),
            "curl -sS -X POST 'http://127.0.0.1:9080/v3/x?a=%27' \\\n  -H 'accept: application/json' \\\n  \
             --data-binary '{\"a\":\"it'\\''s $(id)\"}'"
        );
    }

    #[test]
    fn a_shell_gets_back_what_was_sent() {
        let text = "it's $HOME `id` \"x\" \\ \n|*";
        assert_eq!(quoted("it's"), r"'it'\''s'");
        let output = std::process::Command::new("sh").args(["-c", &format!("printf %s {}", quoted(text))]).output();
        assert_eq!(output.expect("a shell").stdout, text.as_bytes());
    }
}
