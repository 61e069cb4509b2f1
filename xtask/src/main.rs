//! `cargo xtask CHECK`: prints what is wrong, one line a problem.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name] = arguments.as_slice() else { return usage() };
    let Some(problems) = xtask::run(name) else { return usage() };
    for problem in &problems {
        eprintln!("{problem}");
    }
    if problems.is_empty() {
        println!("xtask {name}: nothing to complain about");
        return ExitCode::SUCCESS;
    }
    eprintln!("xtask {name}: {} to mend", problems.len());
    ExitCode::FAILURE
}

fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask deps|tidy|docs|check");
    ExitCode::from(2)
}
