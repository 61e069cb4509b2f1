//! A program in the background, which ends with this process, however that ends.

use crate::ScratchError;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;

/// A program that has said that it is ready.
#[derive(Debug)]
pub(crate) struct Running {
    pid: u32,
    /// What it is ended with.
    signal: &'static str,
    /// Waits for its end. It was told to end when the thread that started it does, so this one lives as long as it.
    waiting: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts a program, and waits until it says `ready` on its standard error.
    pub(crate) fn start(mut command: Command, ready: &'static str, signal: &'static str) -> Result<Self, ScratchError> {
        let (told, started) = mpsc::channel();
        let program = format!("{command:?}");
        let named = program.clone();
        let waiting = std::thread::spawn(move || {
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
            match child {
                Ok(child) => attend(child, named, ready, &told),
                // Fails when nobody waits for it any more.
                Err(source) => drop(told.send(Err(ScratchError::Run { program: named, source }))),
            }
        });
        let pid = started.recv().unwrap_or(Err(ScratchError::Failed { program, output: String::new() }))?;
        Ok(Self { pid, signal, waiting: Some(waiting) })
    }
}

/// Reads what it says, says when it is ready, and waits for its end.
fn attend(mut child: Child, program: String, ready: &str, told: &mpsc::Sender<Result<u32, ScratchError>>) {
    let mut said = Vec::new();
    let mut is_ready = false;
    let lines = child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).lines());
    for line in lines.map_while(Result::ok) {
        if !is_ready && line.contains(ready) {
            is_ready = true;
            // Fails when nobody waits for it any more.
            let _ = told.send(Ok(child.id()));
        } else if !is_ready {
            said.push(line);
        }
    }
    // Its exit status says nothing: it is ended by a signal.
    let _ = child.wait();
    if !is_ready {
        let _ = told.send(Err(ScratchError::Failed { program, output: said.join("\n") }));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let told = Command::new("kill").arg(format!("-{}", self.signal)).arg(self.pid.to_string()).status();
        if let (Ok(_), Some(waiting)) = (told, self.waiting.take()) {
            // Panics where the thread has: nothing to be done about that here.
            let _ = waiting.join();
        }
    }
}
