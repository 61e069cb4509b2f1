//! A disk that dawdles, fails, loses answers, and power.

use super::{Medium, State, complaint};
use crate::world::Life;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use payscore_store::StoreError;
use std::sync::Arc;
use tokio::sync::{Notify, oneshot};

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It is done.
    None,
    /// It is not done, and that is said.
    Refused,
    /// It is done, and what is said is that it failed.
    AnswerLost,
}

/// Tells whoever waits.
type Tell = Box<dyn FnOnce() + Send>;
/// A write that is queued.
type Job = Box<dyn FnOnce(&mut State, Trouble) -> Tell + Send>;

/// As one process of the server sees the disk: writes are queued, and done in groups, in the order in which they came.
pub(crate) struct Faulty {
    life: Arc<Life>,
    queue: Mutex<Vec<Job>>,
    wake: Notify,
}

impl Faulty {
    /// In a process. [`run`](Self::run) does the writing.
    pub(crate) fn new(life: Arc<Life>) -> Self {
        Self { life, queue: Mutex::default(), wake: Notify::new() }
    }

    /// Writes what is queued, for as long as the process lives.
    pub(crate) async fn run(self: Arc<Self>) {
        loop {
            let group = std::mem::take(&mut *self.queue.lock());
            if group.is_empty() {
                self.wake.notified().await;
            } else {
                self.flush(group).await;
            }
        }
    }

    async fn flush(&self, group: Vec<Job>) {
        let (life, world) = (&self.life, &self.life.world);
        tokio::time::sleep(world.dice.moment(if world.trouble(30) { 3000 } else { 8 })).await;
        if world.trouble(6) {
            life.crash("before a commit");
        }
        life.alive().await;
        let told: Vec<Tell> = {
            let mut disk = world.disk.lock();
            group.into_iter().map(|job| job(&mut disk, self.trouble())).collect()
        };
        if world.trouble(6) {
            life.crash("after a commit, before its answer");
        }
        life.alive().await;
        told.into_iter().for_each(|tell| tell());
    }

    fn trouble(&self) -> Trouble {
        let world = &self.life.world;
        let trouble = match world.trouble(25) {
            false => Trouble::None,
            true if world.dice.percent(50) => Trouble::Refused,
            true => Trouble::AnswerLost,
        };
        if trouble != Trouble::None {
            self.life.note(format_args!("store: {trouble:?}"));
        }
        trouble
    }
}

impl Medium for Faulty {
    fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&State) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        let life = self.life.clone();
        Box::pin(async move {
            let world = &life.world;
            life.alive().await;
            if world.trouble(50) {
                tokio::time::sleep(world.dice.moment(30)).await;
                life.alive().await;
            }
            if world.trouble(4) {
                life.note("store: a read fails");
                return Err(complaint("disk I/O error"));
            }
            Ok(read(&world.disk.lock()))
        })
    }

    fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut State) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |state, trouble| {
            let result = match trouble {
                Trouble::None => Ok(write(state)),
                Trouble::Refused => Err(complaint("disk I/O error")),
                Trouble::AnswerLost => {
                    write(state);
                    Err(complaint("the connection was lost"))
                }
            };
            Box::new(move || drop(answer.send(result)))
        });
        self.queue.lock().push(job);
        self.wake.notify_one();
        Box::pin(async move { answered.await.unwrap_or(Err(StoreError::Closed)) })
    }

    fn conflicts(&self) -> bool {
        self.life.world.trouble(20)
    }
}
