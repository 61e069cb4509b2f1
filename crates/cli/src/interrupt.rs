//! Ctrl-c, for commands that have something to clear up.

use crate::error::CliError;
use tokio::sync::oneshot;

/// Does the work in a thread of its own; `None` where ctrl-c came first. What the thread still does then ends with the
/// process.
pub(crate) fn unless_interrupted<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CliError> + Send + 'static,
) -> Result<Option<T>, CliError> {
    let system = |source| CliError::System { what: "listen for ctrl-c", source };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(system)?;
    let (sender, done) = oneshot::channel();
    std::thread::spawn(move || {
        // Fails where ctrl-c was faster; nobody waits for the outcome then.
        let _ = sender.send(work());
    });
    runtime.block_on(async {
        tokio::select! {
            // The sender goes without a word only if the thread panics, which has been reported by then.
            outcome = done => outcome.unwrap_or(Err(CliError::Interrupted)).map(Some),
            _ = tokio::signal::ctrl_c() => Ok(None),
        }
    })
}
