//! Where writes gather before they go to the writing thread. What the runtime has ready to run goes first, so that its
//! writes join: a flush to disk costs as much for one as for twenty. Nobody who waits for an answer waits for what is not
//! there yet: such a write leaves as soon as the runtime gets round to it, and takes along whatever is there. What can wait
//! gives others a moment to come; else a backlog of notifications would be one flush for every two of them.

use super::writer::{Job, Task, Work};
use parking_lot::Mutex;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::Handle;

/// So many leave at once: half of the callers are worked for while the others' writes become durable.
const ENOUGH: usize = 16;
/// So many, where all of them can wait: half of what is sent to one merchant at once.
const ENOUGH_THAT_CAN_WAIT: usize = 32;
/// So long at most.
const PATIENCE: Duration = Duration::from_millis(10);

/// The gate. Writes leave in the order in which they came.
pub(super) struct Gate(Mutex<Option<Gathered>>);

struct Gathered {
    queue: Sender<Task>,
    jobs: Vec<Job>,
    /// Whether one of them cannot wait.
    in_a_hurry: bool,
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
        Self(Mutex::new(Some(Gathered { queue, jobs: Vec::new(), in_a_hurry: false, group: 0 })))
    }

    /// Takes a write in. Once closed it is dropped, and with it its answer's sender, which its receiver sees.
    pub(super) fn enter(self: &Arc<Self>, job: Job) {
        let mut gathered = self.0.lock();
        let Some(open) = gathered.as_mut() else { return };
        let hurries = !job.can_wait();
        let is_first_of_its_kind = open.jobs.is_empty() || (hurries && !open.in_a_hurry);
        open.jobs.push(job);
        open.in_a_hurry |= hurries;
        let enough = if open.in_a_hurry { ENOUGH } else { ENOUGH_THAT_CAN_WAIT };
        match Handle::try_current() {
            Ok(runtime) if open.jobs.len() < enough => {
                if !is_first_of_its_kind {
                    return;
                }
                let sending = SendingOff { gate: self.clone(), group: open.group };
                // A runtime that shuts down drops the task at once.
                drop(gathered);
                runtime.spawn(async move {
                    let sending = sending;
                    if hurries {
                        others_first().await;
                    } else {
                        tokio::time::sleep(PATIENCE).await;
                    }
                    drop(sending);
                });
            }
            _ => open.send_off(),
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
        self.in_a_hurry = false;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Attempt;
    use crate::job::Write;
    use crate::rows::{PhaseColumns, Place};
    use payscore_domain::Moment;
    use payscore_domain::notification::Phase;
    use std::sync::mpsc::{Receiver, TryRecvError, channel};
    use tokio::sync::oneshot;

    fn enter(gate: &Arc<Gate>, write: Write) {
        gate.enter(Job::new(write, oneshot::channel().0));
    }

    fn setting() -> Write {
        Write::Setting { name: "a".to_owned(), value: "b".to_owned() }
    }

    fn attempt() -> Write {
        let now = Moment::from_unix(0);
        let (number, status, duration_ms) = (1, Some(200), 1);
        let attempt = Attempt { number, at: now, status, duration_ms, error: None, response_body: None, fault: None };
        let from = Place::of(Phase::new(true, now));
        let to = PhaseColumns::new(Phase::Delivered { at: now }).expect("columns");
        Write::Attempt { notification: "n".to_owned(), attempt: attempt.into(), from, to }
    }

    /// How many leave together.
    fn left(tasks: &Receiver<Task>) -> Result<usize, TryRecvError> {
        tasks.try_recv().map(|task| match task {
            Task::Write(jobs) => jobs.len(),
            Task::Alone(_) => 0,
        })
    }

    #[tokio::test(start_paused = true)]
    async fn what_can_wait_gives_others_a_moment() {
        let (queue, tasks) = channel();
        let gate = Arc::new(Gate::new(queue));
        enter(&gate, attempt());
        tokio::time::sleep(PATIENCE / 2).await;
        enter(&gate, attempt());
        assert_eq!(left(&tasks), Err(TryRecvError::Empty));
        tokio::time::sleep(PATIENCE).await;
        assert_eq!(left(&tasks), Ok(2));
        (0..ENOUGH_THAT_CAN_WAIT).for_each(|_| enter(&gate, attempt()));
        assert_eq!(left(&tasks), Ok(ENOUGH_THAT_CAN_WAIT));
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_wait_leaves_next_and_takes_all_along() {
        let (queue, tasks) = channel();
        let gate = Arc::new(Gate::new(queue));
        enter(&gate, attempt());
        enter(&gate, setting());
        enter(&gate, attempt());
        assert_eq!(left(&tasks), Err(TryRecvError::Empty), "what is ready to run goes first");
        tokio::task::yield_now().await;
        assert_eq!(left(&tasks), Ok(3));
        // The timer of the group that is gone does not send the next one off.
        tokio::time::sleep(PATIENCE / 2).await;
        enter(&gate, attempt());
        tokio::time::sleep(PATIENCE * 3 / 4).await;
        assert_eq!(left(&tasks), Err(TryRecvError::Empty));
        tokio::time::sleep(PATIENCE / 2).await;
        assert_eq!(left(&tasks), Ok(1));
    }

    #[test]
    fn outside_of_a_runtime_nothing_waits() {
        let (queue, tasks) = channel();
        let gate = Arc::new(Gate::new(queue));
        enter(&gate, attempt());
        assert_eq!(left(&tasks), Ok(1));
    }
}
