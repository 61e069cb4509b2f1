//! How many instructions a request costs the server besides RSA, counted by valgrind, held against `instructions.tsv`.
//!
//! ```sh
//! cargo bench -p payscore-benches --bench instructions              # fails where a count differs by more than 5 %
//! cargo bench -p payscore-benches --bench instructions -- --write   # and writes the counts down
//! cargo bench -p payscore-benches --bench instructions -- --test    # a tiny round, compared with nothing
//! ```

mod record;
mod server;

use payscore_benches::callgrind::Profile;
use payscore_benches::load::Merchant;
use payscore_benches::orders::{creations, queries};
use payscore_testkit::TestServer;
use server::Counted;
use std::process::{Command, ExitCode};

/// How much is counted.
struct Size {
    warm_up: usize,
    requests: usize,
}

fn main() -> ExitCode {
    // This program is also the server that is counted.
    if server::is_this() {
        server::serve();
        return ExitCode::SUCCESS;
    }
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    let smoke = given("--test");
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("nothing was counted: please install valgrind");
        return if smoke { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let size = if smoke { Size { warm_up: 4, requests: 8 } } else { Size { warm_up: 200, requests: 400 } };
    let counts = count(&size);
    if smoke {
        record::print(&counts);
        return ExitCode::SUCCESS;
    }
    if given("--write") {
        record::print(&counts);
        record::write(&counts);
        return ExitCode::SUCCESS;
    }
    record::compare(&counts)
}

/// What one request of an operation takes.
struct Count {
    operation: &'static str,
    /// Besides RSA.
    instructions: f64,
    /// In signing and verifying.
    rsa: f64,
}

/// One request after the other: every creation is a commit of its own, so that no count depends on who came in time for
/// which commit.
fn count(size: &Size) -> Vec<Count> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // Only for its data folder: making keys under valgrind takes minutes.
    let mut provided = runtime.block_on(TestServer::start());
    runtime.block_on(provided.stop());
    let file = provided.merchant("default");
    let merchant = Merchant::load(&provided.merchant_dir("default"));

    // All is signed before the server starts: its wall clock stands still from then on.
    let warm_up = creations(&merchant, &file, "warm", size.warm_up);
    let warm_queries = queries(&merchant, &file, "warm", 8.min(size.warm_up));
    let creations = creations(&merchant, &file, "counted", size.requests);
    let queries = queries(&merchant, &file, "counted", size.requests);
    let mut server = Counted::start(provided.data(), payscore_benches::load::now());
    server.ask(&warm_up);
    server.ask(&warm_queries);
    server.profile();
    [("create", creations), ("query", queries)]
        .into_iter()
        .map(|(operation, requests)| {
            server.ask(&requests);
            per_request(operation, &server.profile(), requests.len())
        })
        .collect()
}

fn per_request(operation: &'static str, profile: &Profile, requests: usize) -> Count {
    assert!(
        profile.rsa_calls >= 2 * requests as u64,
        "{} calls of RSA in {requests} requests: src/callgrind.rs does not know aws-lc's functions any more",
        profile.rsa_calls
    );
    let each = |instructions: u64| instructions as f64 / requests as f64;
    Count { operation, instructions: each(profile.all - profile.rsa), rsa: each(profile.rsa) }
}
