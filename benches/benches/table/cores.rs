//! Which processor runs what.

use std::fs;
use std::process::{Command, Stdio};

/// The two processors that a run takes.
pub(crate) struct Cores {
    server: String,
    load: String,
    both: String,
}

impl Cores {
    /// The first two that this process may use. The load gets the one, which this thread moves to.
    pub(crate) fn split() -> Self {
        let usable = usable();
        let [load, server, ..] = usable[..] else {
            panic!("two processors are needed: one for the server, one for the load");
        };
        let cores = Self { server: server.to_string(), load: load.to_string(), both: format!("{load},{server}") };
        be(&cores.load);
        cores
    }

    /// What `work` does, and every process that it starts, gets the server's processor and no other.
    pub(crate) fn on_servers<T>(&self, work: impl FnOnce() -> T) -> T {
        self.on(&self.server, work)
    }

    /// The same with both processors.
    pub(crate) fn on_both<T>(&self, work: impl FnOnce() -> T) -> T {
        self.on(&self.both, work)
    }

    fn on<T>(&self, cores: &str, work: impl FnOnce() -> T) -> T {
        be(cores);
        let result = work();
        be(&self.load);
        result
    }
}

/// Numbers of processors: `0-3,8`.
fn usable() -> Vec<usize> {
    let status = fs::read_to_string("/proc/thread-self/status").expect("Linux");
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).expect("an affinity");
    let number = |text: &str| text.parse::<usize>().expect("a processor's number");
    let ranges = list.trim().split(',').map(|range| range.split_once('-').unwrap_or((range, range)));
    ranges.flat_map(|(first, last)| number(first)..=number(last)).collect()
}

/// Moves this thread; threads and processes that it starts inherit its place.
fn be(cores: &str) {
    let this = fs::read_link("/proc/thread-self").expect("Linux");
    let thread = this.file_name().expect("a thread").to_owned();
    let taskset = Command::new("taskset").args(["-p", "-c", cores]).arg(thread).stdout(Stdio::null()).status();
    assert!(taskset.is_ok_and(|status| status.success()), "taskset (Debian: util-linux) cannot move the load");
}
