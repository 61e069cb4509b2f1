//! What goes to stdout: JSON for programs, text for people.

use crate::error::CliError;
use serde_json::Value;
use std::io::{ErrorKind, IsTerminal, Write};

/// How results are shown.
#[derive(Clone, Copy)]
pub(crate) struct Screen {
    /// JSON instead of text.
    pub(crate) json: bool,
    /// Colours, where stdout is a terminal.
    pub(crate) paint: Paint,
}

impl Screen {
    /// Text unless `json`; colours on a terminal.
    pub(crate) fn new(json: bool) -> Self {
        let coloured = wants_colours(std::io::stdout().is_terminal());
        Self { json, paint: if coloured { Paint::COLOURED } else { Paint::PLAIN } }
    }

    /// The value as it is, or as `text` puts it.
    pub(crate) fn show(self, value: &Value, text: impl FnOnce(&Value, Paint) -> String) -> Result<(), CliError> {
        if self.json { print(&format!("{value:#}\n")) } else { print(&text(value, self.paint)) }
    }
}

/// Writes to stdout and flushes. Whoever closes the pipe early (`| head`) has seen enough; that is no error.
pub(crate) fn print(text: &str) -> Result<(), CliError> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(CliError::Output),
    }
}

/// Writes to stderr what is no result. Where it is closed, there is nobody to tell.
pub(crate) fn tell(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Colours are for terminals that can show them, and for people who want them (<https://no-color.org>).
pub(crate) fn wants_colours(terminal: bool) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    terminal && !refused && !dumb
}

/// What the environment says that messages should be in.
pub(crate) fn speaks_chinese() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).is_some_and(|locale| locale.starts_with("zh"))
}

/// The few colours in use.
#[derive(Clone, Copy)]
pub(crate) enum Colour {
    /// What ended well.
    Green,
    /// What is not over.
    Yellow,
    /// What ended otherwise.
    Red,
    /// What matters less.
    Dim,
    /// What matters more.
    Bold,
}

/// Colours text, or leaves it.
#[derive(Clone, Copy)]
pub(crate) struct Paint(bool);

impl Paint {
    /// Text as it is.
    pub(crate) const PLAIN: Self = Self(false);
    /// Text with colours.
    pub(crate) const COLOURED: Self = Self(true);

    /// The text in this colour.
    pub(crate) fn put(self, colour: Colour, text: &str) -> String {
        if !self.0 {
            return text.to_owned();
        }
        let code = match colour {
            Colour::Green => 32,
            Colour::Yellow => 33,
            Colour::Red => 31,
            Colour::Dim => 2,
            Colour::Bold => 1,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// The text in this colour, if any.
    pub(crate) fn maybe(self, colour: Option<Colour>, text: &str) -> String {
        colour.map_or_else(|| text.to_owned(), |colour| self.put(colour, text))
    }
}
