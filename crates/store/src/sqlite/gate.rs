//! Where writes gather before they go to the writing thread. What the runtime has ready to run goes first, so that its
//! writes join: a flush to disk costs as much for one as for twenty. There is no timer, and nobody waits for what is
//! not there yet: a write that is alone leaves as soon as the runtime gets round to it.

use super::writer::{Job, Task, Work};
use parking_lot::Mutex;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::Poll;
use tokio::runtime::Handle;

/// So many leave at once: half of the callers are worked for while the others' writes become durable.
const ENOUGH: usize = 16;

/// The gate. Writes leave in the order in which they came.
pub(super) struct Gate(Mutex<Option<Gathered>>);

struct Gathered {
    queue: Sender<Task>,
    jobs: Vec<Job>,
    /// Counts groups: whoever is to send one off must not send the next one off too early.
    group: u64,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

impl Gate {
    pub(super) fn new(queue: Sender<Task>) -> Self {
        Self(Mutex::new(Some(Gathered { queue, jobs: Vec::new(), group: 0 })))
    }

    /// Takes a write in. Once closed it is dropped, and with it its answer's sender, which its receiver sees.
    pub(super) fn enter(self: &Arc<Self>, job: Job) {
        let mut gathered = self.0.lock();
        let Some(open) = gathered.as_mut() else { return };
        open.jobs.push(job);
        if open.jobs.len() >= ENOUGH {
            open.send_off();
        } else if let Ok(runtime) = Handle::try_current() {
            if open.jobs.len() > 1 {
                return;
            }
            let sending = SendingOff { gate: self.clone(), group: open.group };
            // A runtime that shuts down drops the task at once.
            drop(gathered);
            runtime.spawn(async move {
                let sending = sending;
                others_first().await;
                drop(sending);
            });
        } else {
            open.send_off();
        }
    }

    /// Takes in what needs the connection to itself, after all that came before it.
    pub(super) fn enter_alone(&self, work: Work) {
        if let Some(open) = self.0.lock().as_mut() {
            open.send_off();
            // Fails when the thread has died; the answer's sender is dropped with the task, which its receiver sees.
            let _ = open.queue.send(Task::Alone(work));
        }
    }

    /// Lets what is here leave, and nothing in any more.
    pub(super) fn close(&self) {
        if let Some(mut open) = self.0.lock().take() {
            open.send_off();
        }
    }
}

impl Gathered {
    fn send_off(&mut self) {
        self.group += 1;
        if !self.jobs.is_empty() {
            // Fails as above.
            let _ = self.queue.send(Task::Write(std::mem::take(&mut self.jobs)));
        }
    }
}

/// Sends a group off when it is dropped, be it with its runtime.
struct SendingOff {
    gate: Arc<Gate>,
    group: u64,
}

impl Drop for SendingOff {
    fn drop(&mut self) {
        if let Some(open) = self.gate.0.lock().as_mut().filter(|open| open.group == self.group) {
            open.send_off();
        }
    }
}

/// Goes behind what is ready to run by now. Tokio's own `yield_now` would go behind what the sockets bring next, too.
async fn others_first() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
