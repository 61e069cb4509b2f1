//! A running server's control API.

use crate::args::{Connection, DEFAULT_SERVER};
use crate::error::CliError;
use crate::events::Events;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::io::{ErrorKind, Read};
use std::time::Duration;
use ureq::http::{Request, Response, Uri};
use ureq::{Agent, Body, SendBody};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(30);
/// 500 notifications with what was answered to each attempt fit easily.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;
/// Dots too: a segment of only dots would mean another folder.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// The control API of one server. Clones share connections.
#[derive(Clone)]
pub(crate) struct Control {
    server: String,
    token: Option<String>,
    http: Agent,
}

impl Control {
    /// No call is made yet.
    pub(crate) fn new(connection: &Connection) -> Result<Self, CliError> {
        let http = Agent::config_builder()
            .timeout_connect(Some(CONNECT_TIMEOUT))
            // The server is near; a proxy of the environment would not find it.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build()
            .new_agent();
        Ok(Self {
            server: server_address(&connection.server)?,
            // An environment variable that is set to nothing is how CI systems leave one out.
            token: connection.token.clone().filter(|token| !token.is_empty()),
            http,
        })
    }

    /// Its address, `http://HOST:PORT`.
    pub(crate) fn server(&self) -> &str {
        &self.server
    }

    /// `GET /_payscore/{path}?{query}`; what is `None` is left out of the query.
    pub(crate) fn get(&self, path: &[&str], query: &[(&str, Option<String>)]) -> Result<Value, CliError> {
        self.call("GET", &self.url_with(path, query), None, Some(TIMEOUT))
    }

    /// `GET /_payscore/{path}?{query}`: a stream of events that lasts as long as the server does.
    pub(crate) fn events(&self, path: &[&str], query: &[(&str, Option<String>)]) -> Result<Events, CliError> {
        let answer = self.exchange("GET", &self.url_with(path, query), None, None)?;
        if answer.status().is_success() {
            return Ok(Events::new(answer.into_body().into_reader()));
        }
        let status = answer.status().as_u16();
        self.read(answer).and(Err(CliError::NotPayscore { server: self.server.clone(), status }))
    }

    /// `GET /_payscore/{path}`: a file, and its length where the server says it.
    pub(crate) fn download(&self, path: &[&str]) -> Result<(impl Read + use<>, Option<u64>), CliError> {
        let answer = self.exchange("GET", &self.url(path), None, None)?;
        if answer.status().is_success() {
            let length = answer.body().content_length();
            return Ok((answer.into_body().into_reader(), length));
        }
        let status = answer.status().as_u16();
        Err(self.read(answer).err().unwrap_or(CliError::NotPayscore { server: self.server.clone(), status }))
    }

    /// `PUT /_payscore/{path}`: a file of this length, however long that takes.
    pub(crate) fn upload(&self, path: &[&str], file: impl Read, length: u64) -> Result<Value, CliError> {
        let mut request = Request::builder().method("PUT").uri(self.url(path)).header("Content-Length", length);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let mut file = file;
        let request = request.body(SendBody::from_reader(&mut file)).map_err(ureq::Error::from);
        let answer = request.and_then(|request| self.run(request, None));
        self.read(answer.map_err(|error| self.failure(error))?)
    }

    fn url_with(&self, path: &[&str], query: &[(&str, Option<String>)]) -> String {
        let query: Vec<String> = query
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", utf8_percent_encode(value.as_deref()?, SEGMENT))))
            .collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        format!("{}{query}", self.url(path))
    }

    /// `POST /_payscore/{path}`
    pub(crate) fn post(&self, path: &[&str], body: &Value) -> Result<Value, CliError> {
        self.call("POST", &self.url(path), Some(body), Some(TIMEOUT))
    }

    /// `POST /_payscore/{path}`, however long the answer takes.
    pub(crate) fn post_patiently(&self, path: &[&str], body: &Value) -> Result<Value, CliError> {
        self.call("POST", &self.url(path), Some(body), None)
    }

    /// `PUT /_payscore/{path}`
    pub(crate) fn put(&self, path: &[&str], body: &Value) -> Result<Value, CliError> {
        self.call("PUT", &self.url(path), Some(body), Some(TIMEOUT))
    }

    /// `DELETE /_payscore/{path}`
    pub(crate) fn delete(&self, path: &[&str]) -> Result<Value, CliError> {
        self.call("DELETE", &self.url(path), None, Some(TIMEOUT))
    }

    fn url(&self, path: &[&str]) -> String {
        let path: Vec<String> = path.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string()).collect();
        format!("{}/_payscore/{}", self.server, path.join("/"))
    }

    fn call(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
        timeout: Option<Duration>,
    ) -> Result<Value, CliError> {
        self.read(self.exchange(method, url, body, timeout)?)
    }

    fn exchange(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
        timeout: Option<Duration>,
    ) -> Result<Response<Body>, CliError> {
        let mut request = Request::builder().method(method).uri(url);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let answer = match body {
            Some(body) => request
                .header("Content-Type", "application/json")
                .body(SendBody::from_owned_reader(std::io::Cursor::new(body.to_string())))
                .map_err(ureq::Error::from)
                .and_then(|request| self.run(request, timeout)),
            None => request.body(()).map_err(ureq::Error::from).and_then(|request| self.run(request, timeout)),
        };
        answer.map_err(|error| self.failure(error))
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: Request<B>,
        timeout: Option<Duration>,
    ) -> Result<Response<Body>, ureq::Error> {
        let request = self.http.configure_request(request).timeout_global(timeout).build();
        self.http.run(request)
    }

    fn read(&self, answer: Response<Body>) -> Result<Value, CliError> {
        let status = answer.status();
        let body = answer.into_body().into_with_config().limit(LARGEST_ANSWER).read_to_vec();
        let body = body.map_err(|error| self.failure(error))?;
        let stranger = || CliError::NotPayscore { server: self.server.clone(), status: status.as_u16() };
        let value: Value = serde_json::from_slice(&body).map_err(|_| stranger())?;
        if status.is_success() {
            return Ok(value);
        }
        match (value["code"].as_str(), value["message"].as_str()) {
            (Some(code), Some(message)) => {
                Err(CliError::Api { status: status.as_u16(), code: code.to_owned(), message: message.to_owned() })
            }
            _ => Err(stranger()),
        }
    }

    fn failure(&self, error: ureq::Error) -> CliError {
        let server = self.server.clone();
        match error {
            ureq::Error::ConnectionFailed => CliError::NotRunning { server },
            ureq::Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => CliError::NotRunning { server },
            error => CliError::NoAnswer { server, source: Box::new(error) },
        }
    }
}

fn server_address(text: &str) -> Result<String, CliError> {
    let text = if text.is_empty() { DEFAULT_SERVER } else { text };
    let address = text.trim_end_matches('/');
    let fits = address.parse::<Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("http") && uri.path_and_query().is_none_or(|path| path.as_str() == "/")
    });
    if fits { Ok(address.to_owned()) } else { Err(CliError::ServerAddress(text.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control() -> Control {
        Control::new(&Connection { server: "http://127.0.0.1:9080/".to_owned(), token: Some(String::new()) }).unwrap()
    }

    #[test]
    fn paths_keep_their_segments() {
        let url = control().url(&["orders", "1230000109", "a|b*/..?c"]);
        assert_eq!(url, "http://127.0.0.1:9080/_payscore/orders/1230000109/a%7Cb%2A%2F%2E%2E%3Fc");
    }

    #[test]
    fn an_empty_token_is_none() {
        assert_eq!(control().token, None);
    }

    #[test]
    fn only_plain_http_addresses_are_servers() {
        assert_eq!(server_address("").unwrap(), DEFAULT_SERVER);
        assert_eq!(server_address("http://localhost:1/").unwrap(), "http://localhost:1");
        for wrong in ["localhost:9080", "https://127.0.0.1", "http://127.0.0.1/v3", "http://a b", "9080"] {
            assert!(server_address(wrong).is_err(), "{wrong}");
        }
    }
}
