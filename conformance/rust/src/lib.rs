//! What the SDKs in Rust share. Each has a binary of its own in `src/bin`, and a driver beside this folder.

pub mod harness;
pub mod life;
pub mod wechat_pay;

use std::fmt::Debug;

/// Whatever goes wrong in a check becomes its line.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
pub type Outcome<T = ()> = Result<T, Failure>;

/// One check of a capability, and its line.
pub async fn check(capability: &str, what: &str, step: impl Future<Output = Outcome>) {
    match step.await {
        Ok(()) => println!("ok {capability}: {what}"),
        Err(error) => {
            let why = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            println!("FAIL {capability}: {what}: {why}");
        }
    }
}

/// A check that shows a bug of the SDK, by its name in `bugs.tsv`.
pub async fn reproduce(name: &str, step: impl Future<Output = Outcome>) {
    check("bugs", name, step).await;
}

pub fn equal<T: PartialEq<U> + Debug, U: Debug>(actual: T, expected: U) -> Outcome {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}, got {actual:?}").into()) }
}

pub fn holds(condition: bool, otherwise: impl Into<String>) -> Outcome {
    if condition { Ok(()) } else { Err(otherwise.into().into()) }
}
