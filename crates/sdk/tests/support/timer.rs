//! A timer that nobody waits for.

use payscore::config::Timer;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// From here on it is a task that waits, and not a call.
const LONG: Duration = Duration::from_secs(60);

/// The waits of calls have passed at once, and are on record. Tasks wait until they are told that time has gone by.
#[derive(Clone)]
pub(crate) struct Impatient {
    now: watch::Sender<Duration>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    waits: Vec<Duration>,
    at_first_wait: Option<Box<dyn FnOnce() + Send>>,
}

impl Default for Impatient {
    fn default() -> Self {
        Self { now: watch::Sender::new(Duration::ZERO), state: Arc::default() }
    }
}

impl Impatient {
    /// What happens while a call waits for the first time.
    pub(crate) fn meanwhile(self, act: impl FnOnce() + Send + 'static) -> Self {
        self.state.lock().unwrap().at_first_wait = Some(Box::new(act));
        self
    }

    /// Lets time go by.
    pub(crate) fn advance(&self, duration: Duration) {
        self.now.send_modify(|now| *now += duration);
    }

    /// How many tasks wait.
    pub(crate) fn sleepers(&self) -> usize {
        self.now.receiver_count()
    }

    /// How long calls have waited, each time.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.state.lock().unwrap().waits.clone()
    }

    fn wait(&self, duration: Duration) {
        self.advance(duration);
        let act = {
            let mut state = self.state.lock().unwrap();
            state.waits.push(duration);
            state.at_first_wait.take()
        };
        if let Some(act) = act {
            act();
        }
    }
}

impl Timer for Impatient {
    fn elapsed(&self) -> Duration {
        *self.now.borrow()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if duration < LONG {
            self.wait(duration);
            return Box::pin(std::future::ready(()));
        }
        let until = self.elapsed() + duration;
        let mut now = self.now.subscribe();
        Box::pin(async move {
            if now.wait_for(|now| *now >= until).await.is_err() {
                // The test is over.
                std::future::pending::<()>().await;
            }
        })
    }

    fn pause(&self, duration: Duration) {
        self.wait(duration);
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}
