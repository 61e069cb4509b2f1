//! `cargo xtask CHECK`: prints what is wrong, one line a problem. `cargo xtask chain --write` mends it. `cargo xtask sbom`
//! prints what the binary is made of.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, problems) = match arguments.as_slice() {
        [name] if name == "sbom" => return sbom(),
        [name] => (name, xtask::run(name)),
        [name, write] if name == "chain" && write == "--write" => {
            (name, Some(xtask::chain::write(&xtask::workspace())))
        }
        _ => return usage(),
    };
    let Some(problems) = problems else { return usage() };
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

fn sbom() -> ExitCode {
    match xtask::sbom::document(&xtask::workspace()) {
        Ok(document) => {
            println!("{document:#}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask chain [--write] | deps | tidy | docs | lints | reasons | check | sbom");
    ExitCode::from(2)
}
