//! `payscore serve`

pub(super) mod guide;
mod logging;

use super::secret;
use crate::args::Serve;
use crate::error::CliError;
use crate::output::print;
use logging::Log;
use payscore_server::{Config, Door, Server};
use std::io;
use std::net::SocketAddr;
use std::num::NonZero;
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Runs the server until a signal ends it.
pub(super) fn run(args: Serve) -> Result<ExitCode, CliError> {
    let log = Log::start(args.service.verbose, args.service.log_format);
    match run_with(args, log) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => log.failed(error),
    }
}

fn run_with(args: Serve, log: Log) -> Result<(), CliError> {
    let runtime = runtime().map_err(|source| CliError::System { what: "start threads", source })?;
    runtime.block_on(serve(args, log))
}

/// A thread for each processor. Where there is one only, handing tasks from thread to thread would be all cost.
fn runtime() -> io::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut builder = if processors == 1 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    builder.enable_all().build()
}

async fn serve(args: Serve, log: Log) -> Result<(), CliError> {
    let secret_key = secret::read(&args.service.seal)?;
    let config = Config {
        secret_key,
        listen: args.listen,
        tls: door(args.tls_listen, args.no_tls),
        proxy: door(args.proxy_listen, args.no_tls),
        proxy_tunnel: args.proxy_tunnel,
        // An environment variable that is set to nothing is how CI systems leave one out. Taken as a token, it would
        // open the control API to everyone.
        control_token: args.control_token.filter(|token| !token.is_empty()),
        deduction_seconds: args.deduction_seconds,
        strict_notify_url: args.strict_notify_url,
        strict_start_time: args.strict_start_time,
        strict_user_limits: args.strict_user_limits,
        calls_per_second: args.calls_per_second,
        max_connections: args.max_connections,
        journal: args.journal,
        drain_delay: Duration::from_secs(args.service.drain_delay.into()),
        drain_timeout: Duration::from_secs(args.service.drain_timeout.into()),
        ..Config::new(&args.data)
    };
    let token_given = config.control_token.is_some();
    let server = Server::start(args.database.open(config).await?).await?;
    // Before the line is printed: whoever reads it may send a signal at once. And not earlier: until then the system's
    // own way, to end the process on the spot, is the right one.
    let mut signals = Signals::new().map_err(|source| CliError::System { what: "listen for signals", source })?;
    print(&format!("listening on http://{}\n", server.address()))?;
    log.say(&guide::text(&server, &args.data, token_given));
    signals.next().await;
    log.say("stopping: what runs is finished first; once more stops at once\n");
    tracing::info!("stopping");
    tokio::select! {
        () = server.stop() => Ok(()),
        code = signals.next() => std::process::exit(code),
    }
}

fn door(wanted: Option<SocketAddr>, closed: bool) -> Door {
    if closed { Door::Closed } else { wanted.map_or(Door::Customary, Door::At) }
}

/// Ctrl-c, and what ends a service.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next one. The exit code of a process that it ends.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }
}

/// Ctrl-c.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Waits for the next one. The exit code of a process that it ends.
    async fn next(&mut self) -> i32 {
        // Where ctrl-c cannot be listened for, the system's own way ends the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        130
    }
}
