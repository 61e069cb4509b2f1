//! The server's log on stderr: lines for people, or JSON for programs.

use crate::args::LogFormat;
use crate::error::{CliError, report};
use crate::output::{tell, wants_colours};
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// A started log.
#[derive(Clone, Copy)]
pub(super) struct Log(LogFormat);

impl Log {
    /// To be called once.
    pub(super) fn start(verbose: u8, format: LogFormat) -> Self {
        let builder = tracing_subscriber::fmt().with_env_filter(filter(verbose)).with_writer(std::io::stderr);
        match format {
            LogFormat::Text => builder.with_ansi(wants_colours(std::io::stderr().is_terminal())).init(),
            LogFormat::Json => {
                builder.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
                // Else it would be the one line that is no JSON.
                std::panic::set_hook(Box::new(|panic| tracing::error!(panic = %panic, "a part of the server failed")));
            }
        }
        Self(format)
    }

    /// Tells people what is no event.
    pub(super) fn say(self, text: &str) {
        if self.0 == LogFormat::Text {
            tell(text);
        }
    }

    /// The server did not start: a line of the log for programs, what any command says for people.
    pub(super) fn failed(self, error: CliError) -> Result<ExitCode, CliError> {
        if self.0 == LogFormat::Text {
            return Err(error);
        }
        tracing::error!(error = report(&error), "the server did not start");
        Ok(ExitCode::FAILURE)
    }
}

fn filter(verbose: u8) -> EnvFilter {
    let wanted = std::env::var("RUST_LOG").unwrap_or_default();
    match (wanted.as_str(), verbose) {
        ("", 0) => EnvFilter::new("warn"),
        ("", 1) => EnvFilter::new("info"),
        // The libraries' own details would drown ours; RUST_LOG=debug shows them.
        ("", _) => EnvFilter::new("info,payscore_server=debug,payscore_store=debug,payscore_wire=debug"),
        (wanted, _) => EnvFilter::builder().parse_lossy(wanted),
    }
}
