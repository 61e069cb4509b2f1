//! Servers as processes of their own: started, measured, ended.

use payscore_benches::load;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest start that is waited for: a JVM's on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs, until it is dropped.
pub(crate) struct Process {
    name: String,
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts one, and says how long it took until `first` was answered.
    pub(crate) fn start(name: &str, command: impl FnOnce(SocketAddr) -> Command, first: &[u8]) -> (Self, Duration) {
        let address = free_address();
        let mut command = command(address);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let child = command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let mut process = Self { name: name.to_owned(), child, address };
        while !load::answers(address, first) {
            if let Ok(Some(status)) = process.child.try_wait() {
                panic!("{name} has ended: {status}; it was run as {command:?}");
            }
            assert!(began.elapsed() < PATIENCE, "{name} does not answer; it was run as {command:?}");
        }
        (process, began.elapsed())
    }

    /// User and system time so far of all its threads, those that have ended too.
    pub(crate) fn cpu(&self) -> Duration {
        let text = self.read("stat");
        ticks(&text)
    }

    /// The same of the threads that run now and whose names begin like this; the system keeps 15 letters.
    pub(crate) fn cpu_of_threads(&self, name: &str) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("its threads");
        let stat = |task: fs::DirEntry| fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        let named = format!("({name}");
        tasks.flatten().map(stat).filter(|stat| stat.contains(&named)).map(|stat| ticks(&stat)).sum()
    }

    /// Resident memory in bytes.
    pub(crate) fn memory(&self) -> f64 {
        let status = self.read("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("its resident memory");
        kilobytes * 1024.0
    }

    /// Ends it now.
    pub(crate) fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn read(&self, file: &str) -> String {
        let path = format!("/proc/{}/{file}", self.child.id());
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{} has ended: {error}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Fields 14 and 15 of `/proc/PID/stat`, in hundredths of a second; the name, field 2, may hold spaces.
fn ticks(stat: &str) -> Duration {
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(10 * fields.map(|field| field.parse::<u64>().unwrap_or_default()).sum::<u64>())
}

/// Free a moment ago; not every server can be asked which port it took.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound port")
}
