//! What a backend is asked to write, ready to be written: made on the caller's thread, the same for all of them.

use crate::rows::{AttemptRow, ChangeRows, PhaseColumns, Place};
use crate::{Attempt, Change, CommitError, StoreError, Transition};
use futures_util::future::BoxFuture;
use payscore_domain::notification::Phase;

/// Something to be written.
#[derive(Debug)]
pub(crate) enum Write {
    /// Records with their timelines, and notifications.
    Commit(Box<ChangeRows>),
    /// An attempt, where its notification stood before it, and where it stands after it.
    Attempt { notification: String, attempt: AttemptRow, from: Place, to: PhaseColumns },
    /// A notification that stands there, or anywhere, and where it goes on.
    Reschedule { notification: String, url: String, from: Option<Place>, to: PhaseColumns },
    /// A setting.
    Setting { name: String, value: String },
    /// Everything away but the settings whose names do not begin so; and these in its stead.
    Reset { settings: Vec<String>, changes: Vec<ChangeRows> },
}

impl Write {
    /// Whether nobody is kept from anything by its being written a little later: where a delivery's attempt is lost with
    /// the process, it is made again.
    pub(crate) fn can_wait(&self) -> bool {
        matches!(self, Self::Attempt { .. })
    }
}

/// What became of a write that the database did not refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is written.
    Done,
    /// An attempt is written, and its notification stays where others have left it.
    Overtaken,
    /// What it would change is not there, or not in the version that was read. Nothing is written.
    NotThere,
}

/// A write that is in the queue; resolves once it is durable.
pub(crate) type Queued = BoxFuture<'static, Result<Outcome, StoreError>>;

/// A backend's queue.
pub(crate) trait Queue {
    /// Puts a write into it, before this returns.
    fn submit(&self, write: Write) -> Queued;

    /// The same for one that may be none: what cannot be written as rows is refused.
    fn submit_rows(&self, write: Result<Write, StoreError>) -> Queued {
        match write {
            Ok(write) => self.submit(write),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    /// [`Store::commit`](crate::Store::commit)
    fn commit(&self, change: Change) -> BoxFuture<'static, Result<(), CommitError>> {
        let queued = self.submit_rows(ChangeRows::try_from(change).map(|rows| Write::Commit(Box::new(rows))));
        Box::pin(async move {
            match queued.await? {
                Outcome::Done | Outcome::Overtaken => Ok(()),
                Outcome::NotThere => Err(CommitError::Conflict),
            }
        })
    }

    /// [`Store::record_attempt`](crate::Store::record_attempt)
    fn record_attempt(
        &self,
        id: &str,
        attempt: Attempt,
        transition: Transition,
    ) -> BoxFuture<'static, Result<bool, StoreError>> {
        let queued = self.submit_rows(PhaseColumns::new(transition.to).map(|to| Write::Attempt {
            notification: id.to_owned(),
            attempt: attempt.into(),
            from: Place::of(transition.from),
            to,
        }));
        Box::pin(async move {
            match queued.await? {
                Outcome::Done => Ok(true),
                Outcome::Overtaken => Ok(false),
                Outcome::NotThere => Err(StoreError::Database("there is no such notification".into())),
            }
        })
    }

    /// [`Store::reschedule`](crate::Store::reschedule)
    fn reschedule(
        &self,
        id: &str,
        url: &str,
        from: Option<Phase>,
        to: Phase,
    ) -> BoxFuture<'static, Result<bool, StoreError>> {
        let queued = self.submit_rows(PhaseColumns::new(to).map(|to| Write::Reschedule {
            notification: id.to_owned(),
            url: url.to_owned(),
            from: from.map(Place::of),
            to,
        }));
        Box::pin(async move { Ok(queued.await? == Outcome::Done) })
    }

    /// [`Store::set_setting`](crate::Store::set_setting)
    fn set_setting(&self, name: &str, value: &str) -> BoxFuture<'static, Result<(), StoreError>> {
        let queued = self.submit(Write::Setting { name: name.to_owned(), value: value.to_owned() });
        Box::pin(async move { queued.await.map(drop) })
    }

    /// [`Store::reset`](crate::Store::reset)
    fn reset(&self, settings: &[&str], changes: Vec<Change>) -> BoxFuture<'static, Result<(), StoreError>> {
        let settings = settings.iter().map(|prefix| (*prefix).to_owned()).collect();
        let changes: Result<_, _> = changes.into_iter().map(ChangeRows::try_from).collect();
        let queued = self.submit_rows(changes.map(|changes| Write::Reset { settings, changes }));
        Box::pin(async move { queued.await.map(drop) })
    }
}
