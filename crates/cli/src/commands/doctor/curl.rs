//! A request as it stands in a curl command line.

use super::{Quoted, lossy, read as read_file, value_of};
use crate::error::CliError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::Path;

/// What `--data-urlencode` encodes.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Options that take a value which says nothing about the request.
const SKIPPED: [&str; 34] = [
    "--cacert",
    "--capath",
    "--cert",
    "--ciphers",
    "--connect-timeout",
    "--cookie",
    "--cookie-jar",
    "--interface",
    "--key",
    "--max-time",
    "--noproxy",
    "--output",
    "--proxy",
    "--referer",
    "--resolve",
    "--retry",
    "--user",
    "--user-agent",
    "--write-out",
    "--config",
    "--connect-to",
    "--dump-header",
    "--limit-rate",
    "--max-redirs",
    "--proxy-user",
    "--range",
    "--stderr",
    "--trace",
    "--trace-ascii",
    "--unix-socket",
    "--cert-type",
    "--key-type",
    "--dns-servers",
    "--proto",
];
/// The same, in one letter.
const SKIPPED_SHORT: &str = "AbcDeEKmorUuwxyYzC";

/// Reads a command line, and the files that it names.
pub(super) fn read(command: &str) -> Result<Quoted, CliError> {
    if command.contains("$'") {
        let advice = "$'…' is a shell's own quoting: put the body into a file, and name it with --data-binary @FILE";
        return Err(CliError::Curl(advice.to_owned()));
    }
    // A line continued is one line.
    let command = command.replace("\\\r\n", " ").replace("\\\n", " ");
    let words = shlex::split(&command).ok_or_else(|| CliError::Curl("a quote is not closed".to_owned()))?;
    let mut request = Request::default();
    let mut words = words.into_iter().skip_while(|word| word == "$" || word == "curl" || word.ends_with("/curl"));
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| CliError::Curl(format!("{word} lacks its value")));
        if word.starts_with("--") {
            request.long(&word, &mut value)?;
        } else if word.len() > 1 && word.starts_with('-') {
            request.short(&word[1..], &mut value)?;
        } else {
            request.url = Some(word);
        }
    }
    request.quoted()
}

#[derive(Default)]
struct Request {
    method: Option<String>,
    url: Option<String>,
    authorization: Vec<String>,
    body: Option<Vec<u8>>,
    in_query: bool,
    head: bool,
}

type Value<'a> = &'a mut dyn FnMut() -> Result<String, CliError>;

impl Request {
    fn long(&mut self, option: &str, value: Value<'_>) -> Result<(), CliError> {
        match option {
            "--request" => self.method = Some(value()?),
            "--url" => self.url = Some(value()?),
            "--header" => self.header(&value()?),
            "--data" | "--data-ascii" => self.data(&value()?, true)?,
            "--data-binary" | "--json" => self.data(&value()?, false)?,
            "--data-raw" => self.add(value()?.into_bytes()),
            "--data-urlencode" => self.encoded(&value()?)?,
            "--get" => self.in_query = true,
            "--head" => self.head = true,
            "--upload-file" => self.upload(&value()?)?,
            "--form" | "--form-string" => return Err(CliError::Curl(FORM.to_owned())),
            option if SKIPPED.contains(&option) => drop(value()?),
            _ => {}
        }
        Ok(())
    }

    /// Letters, the last of which may have its value in the same word.
    fn short(&mut self, letters: &str, value: Value<'_>) -> Result<(), CliError> {
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            let long = match letter {
                'X' => "--request",
                'H' => "--header",
                'd' => "--data",
                'T' => "--upload-file",
                'F' => "--form",
                'G' => "--get",
                'I' => "--head",
                letter if SKIPPED_SHORT.contains(letter) => "--output",
                _ => continue,
            };
            if matches!(letter, 'G' | 'I') {
                self.long(long, value)?;
                continue;
            }
            let attached = rest.as_str().to_owned();
            let mut attached = || Ok(attached.clone());
            return self.long(long, if rest.as_str().is_empty() { value } else { &mut attached });
        }
        Ok(())
    }

    fn header(&mut self, header: &str) {
        let name = header.split(':').next().unwrap_or_default();
        if name.trim().eq_ignore_ascii_case("authorization") {
            self.authorization.push(value_of(header).to_owned());
        }
    }

    /// `@FILE` is the file's contents; `-d` takes line breaks out of them, as curl does.
    fn data(&mut self, value: &str, without_breaks: bool) -> Result<(), CliError> {
        let Some(path) = value.strip_prefix('@') else {
            self.add(value.as_bytes().to_vec());
            return Ok(());
        };
        let mut bytes = read_file(Path::new(path))?;
        if without_breaks {
            bytes.retain(|byte| !matches!(byte, b'\r' | b'\n' | 0));
        }
        self.add(bytes);
        Ok(())
    }

    /// `name=value`, `=value`, `value`, and `name@FILE`, the value encoded.
    fn encoded(&mut self, value: &str) -> Result<(), CliError> {
        let (name, text) = match (value.split_once('='), value.split_once('@')) {
            (Some((name, text)), _) => (name, text.to_owned()),
            (None, Some((name, path))) => (name, lossy(read_file(Path::new(path))?)),
            (None, None) => ("", value.to_owned()),
        };
        let text = utf8_percent_encode(&text, ENCODED);
        self.add(if name.is_empty() { text.to_string() } else { format!("{name}={text}") }.into_bytes());
        Ok(())
    }

    fn add(&mut self, bytes: Vec<u8>) {
        match &mut self.body {
            Some(body) => {
                body.push(b'&');
                body.extend(bytes);
            }
            body @ None => *body = Some(bytes),
        }
    }

    fn upload(&mut self, path: &str) -> Result<(), CliError> {
        self.body = Some(read_file(Path::new(path))?);
        self.method.get_or_insert_with(|| "PUT".to_owned());
        Ok(())
    }

    fn quoted(self) -> Result<Quoted, CliError> {
        let mut url = self.url.ok_or_else(|| CliError::Curl("it names no URL".to_owned()))?;
        let mut body = self.body.unwrap_or_default();
        let has_body = !body.is_empty() && !self.in_query;
        if self.in_query && !body.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&lossy(std::mem::take(&mut body)));
        }
        let customary = match (self.head, has_body) {
            (true, _) => "HEAD",
            (false, true) => "POST",
            (false, false) => "GET",
        };
        let method = self.method.unwrap_or_else(|| customary.to_owned());
        Ok(Quoted { method, url, authorization: self.authorization, body })
    }
}

const FORM: &str =
    "of a form (-F) curl draws the boundary at random: send it to the server, and look at it with --request";

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(method: &str, url: &str, authorization: &[&str], body: &str) -> Quoted {
        let authorization = authorization.iter().map(|text| (*text).to_owned()).collect();
        Quoted { method: method.to_owned(), url: url.to_owned(), authorization, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn command_lines_are_read_as_curl_reads_them() {
        const URL: &str = "http://127.0.0.1:9080/v3/a";
        for (command, expected) in [
            ("curl http://127.0.0.1:9080/v3/a", quoted("GET", URL, &[], "")),
            (
                r#"curl -sS -XPOST http://127.0.0.1:9080/v3/a -H 'authorization: A "b"' -d '{"x":1}'"#,
                quoted("POST", URL, &[r#"A "b""#], r#"{"x":1}"#),
            ),
            ("curl \\\n --url http://127.0.0.1:9080/v3/a \\\n --data-raw '{\n}'", quoted("POST", URL, &[], "{\n}")),
            ("curl -d a=1 -d b=2 http://127.0.0.1:9080/v3/a", quoted("POST", URL, &[], "a=1&b=2")),
            (
                "curl -G -d a=1 --data-urlencode 'b=x y' http://127.0.0.1:9080/v3/a",
                quoted("GET", "http://127.0.0.1:9080/v3/a?a=1&b=x%20y", &[], ""),
            ),
            (
                "curl -o /dev/null -w '%{http_code}' --max-time 5 http://127.0.0.1:9080/v3/a -k",
                quoted("GET", URL, &[], ""),
            ),
            (
                "curl -X PUT -H 'Authorization: 1' -H 'Authorization: 2' http://127.0.0.1:9080/v3/a",
                quoted("PUT", URL, &["1", "2"], ""),
            ),
            ("$ curl -I http://127.0.0.1:9080/v3/a", quoted("HEAD", URL, &[], "")),
        ] {
            assert_eq!(read(command).expect(command), expected, "{command}");
        }
    }

    #[test]
    fn files_are_read_as_curl_reads_them() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "{\r\n \"a\": 1\n}\n").expect("written");
        let path = file.path().display();
        let body = |option: &str| read(&format!("curl {option} @{path} http://h/v3/a")).expect("a request").body;
        assert_eq!(body("-d"), b"{ \"a\": 1}");
        assert_eq!(body("--data-binary"), b"{\r\n \"a\": 1\n}\n");
    }

    #[test]
    fn what_cannot_be_followed_is_told() {
        for (command, word) in [
            ("curl 'http://h", "quote"),
            ("curl -d x", "no URL"),
            ("curl -F a=b http://h", "boundary"),
            ("curl --data-raw $'x' http://h", "--data-binary"),
            ("curl http://h -H", "lacks its value"),
        ] {
            let error = read(command).expect_err(command).to_string();
            assert!(error.contains(word), "{command}: {error}");
        }
    }
}
