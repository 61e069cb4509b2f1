//! Server-sent events, read one after another.

use crate::error::CliError;
use crate::output::tell;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

/// How often a server that went away is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The stream of a running server; ends with it.
pub(crate) struct Events {
    lines: BufReader<Box<dyn Read + Send>>,
}

/// One event.
#[derive(Debug, PartialEq)]
pub(crate) struct Event {
    /// What it is.
    pub(crate) name: String,
    /// What it says: JSON, or else text.
    pub(crate) data: Value,
}

impl Events {
    pub(crate) fn new(body: impl Read + Send + 'static) -> Self {
        Self { lines: BufReader::new(Box::new(body)) }
    }

    /// The next event; `None` where the stream has ended or broken off. Comments, which keep it alive, are passed over.
    pub(crate) fn next(&mut self) -> Option<Event> {
        let (mut name, mut data) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            let line = line.trim_end_matches(['\n', '\r']);
            match line.split_once(':').map(|(field, value)| (field, value.strip_prefix(' ').unwrap_or(value))) {
                Some(("event", value)) => value.clone_into(&mut name),
                Some(("data", value)) => {
                    if !data.is_empty() {
                        data.push('\n');
                    }
                    data.push_str(value);
                }
                None if line.is_empty() && !data.is_empty() => {
                    let data = serde_json::from_str(&data).unwrap_or(Value::String(data));
                    return Some(Event { name, data });
                }
                _ => {}
            }
        }
    }
}

/// Watches a stream, and once more where the server was restarted, until that is impossible. `watch` hears whether it
/// is once more, and returns at the stream's end.
pub(crate) fn keep_watching(mut watch: impl FnMut(bool) -> Result<(), CliError>) -> CliError {
    let mut again = false;
    loop {
        match watch(again) {
            Ok(()) => tell("the server has ended; waiting for it to come back\n"),
            Err(CliError::NotRunning { .. } | CliError::NoAnswer { .. }) if again => std::thread::sleep(LOOK_AGAIN),
            Err(error) => return error,
        }
        again = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn events_are_read_up_to_the_end() {
        let text =
            ": comment\n\nevent: a\ndata: {\"x\":1}\n\n:\n\nevent: b\r\ndata: [1,\r\ndata: 2]\r\n\r\nevent: cut\nda";
        let mut events = Events::new(text.as_bytes());
        assert_eq!(events.next(), Some(Event { name: "a".to_owned(), data: json!({ "x": 1 }) }));
        assert_eq!(events.next(), Some(Event { name: "b".to_owned(), data: json!([1, 2]) }));
        assert_eq!(events.next(), None);
        let data = Events::new("data: orders requests\n\n".as_bytes()).next().map(|event| event.data);
        assert_eq!(data, Some(json!("orders requests")));
    }
}
