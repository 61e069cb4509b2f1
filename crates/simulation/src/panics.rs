//! Panics of a seed. The runtime catches those of tasks, and from outside they look like an answer that is lost.

use parking_lot::Mutex;
use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Once};

thread_local! {
    /// Where panics of this thread are noted.
    static NOTED: RefCell<Option<Panics>> = const { RefCell::new(None) };
}

/// The first panic of a seed, in whichever of its threads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Panics(Arc<Mutex<Option<String>>>);

impl Panics {
    /// From now on this thread's are among them.
    pub(crate) fn watch(&self) {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                note(panic);
                before(panic);
            }));
        });
        NOTED.set(Some(self.clone()));
    }

    /// Where it was, and what it said.
    pub(crate) fn first(&self) -> Option<String> {
        self.0.lock().clone()
    }
}

fn note(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let said = panic.payload_as_str().unwrap_or_default();
    // A thread that ends has none any more.
    let _ = NOTED.try_with(|noted| {
        if let Some(Panics(first)) = &*noted.borrow() {
            first.lock().get_or_insert_with(|| format!("a panic at {place}: {said}"));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::runtime::Builder;

    /// What is noted while `task` runs on a runtime as seeds have it.
    fn noted<F: Future<Output = ()> + Send + 'static>(task: F) -> Option<String> {
        let panics = Panics::default();
        panics.watch();
        let watched = panics.clone();
        let runtime =
            Builder::new_current_thread().on_thread_start(move || watched.watch()).build().expect("a runtime");
        let _ = runtime.block_on(async { tokio::spawn(task).await });
        panics.first()
    }

    #[test]
    fn a_panic_that_a_runtime_caught_is_noted() {
        let found = noted(async { panic!("of a task") }).expect("it is noted");
        assert!(found.contains("panics.rs") && found.ends_with(": of a task"), "{found}");
    }

    #[test]
    fn so_is_one_of_another_of_its_threads() {
        let found = noted(async {
            let _ = tokio::task::spawn_blocking(|| panic!("of {} thread", "another")).await;
        });
        assert!(found.is_some_and(|found| found.ends_with(": of another thread")));
    }

    #[test]
    fn what_is_cut_off_is_no_panic() {
        assert_eq!(noted(async { tokio::spawn(std::future::pending::<()>()).abort() }), None);
    }
}
