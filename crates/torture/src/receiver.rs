//! The merchant's notify endpoint, which is never killed: it verifies, opens, and keeps what came.

use crate::Result;
use crate::life::lock;
use crate::verdict::Arrived;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use payscore::{Config, NotificationOpener};
use serde_json::Value;
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// How it treats what comes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manners {
    /// So many of a hundred notifications are refused the first time.
    pub(crate) refused_percent: u64,
    /// At most so long until it answers.
    pub(crate) slowest: Duration,
    /// Whether the words are kept, besides the count: not for a million of them.
    pub(crate) counts_only: bool,
}

/// An endpoint on a free port of loopback.
pub(crate) struct Receiver {
    pub(crate) url: String,
    desk: Arc<Desk>,
}

struct Desk {
    opener: NotificationOpener,
    manners: Manners,
    closed: AtomicBool,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    arrived: HashMap<String, Arrived>,
    under_way: HashMap<String, u32>,
    problems: Vec<String>,
    deliveries: u64,
    repeats: u64,
}

/// What came in all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) deliveries: u64,
    pub(crate) taken: u64,
    /// Taken again, after a success that the server could not record.
    pub(crate) repeats: u64,
    /// Notifications that came while an earlier delivery of the same was not answered yet.
    pub(crate) overlapped: u64,
}

impl Receiver {
    pub(crate) async fn start(config: &Config, manners: Manners) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let at: SocketAddr = listener.local_addr()?;
        let desk =
            Arc::new(Desk { opener: config.into(), manners, closed: AtomicBool::new(false), book: Mutex::default() });
        let router = Router::new().fallback(take).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url: format!("http://{at}/notify"), desk })
    }

    pub(crate) fn arrived(&self, id: &str) -> Option<Arrived> {
        lock(&self.desk.book).arrived.get(id).cloned()
    }

    pub(crate) fn counts(&self) -> Counts {
        lock(&self.desk.book).counts()
    }

    /// While it is closed it answers 503 to everything, and keeps nothing.
    pub(crate) fn close(&self, closed: bool) {
        self.desk.closed.store(closed, Ordering::SeqCst);
    }

    /// What may not come, whatever died: forged, or other words under the same id. What may come twice, and at once, is
    /// for each run to say: [`Receiver::counts`].
    pub(crate) fn problems(&self) -> Vec<String> {
        lock(&self.desk.book).problems.clone()
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if desk.closed.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let notification = match desk.opener.open(&headers, &body) {
        Ok(notification) => notification,
        Err(error) => {
            lock(&desk.book).problems.push(format!("a notification that is not to be believed: {error:?}"));
            return StatusCode::UNAUTHORIZED;
        }
    };
    let hash = notification.id.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let refused = {
        let mut book = lock(&desk.book);
        let words = if desk.manners.counts_only {
            Value::Null
        } else {
            serde_json::from_slice(&notification.plaintext).unwrap_or_default()
        };
        book.note(&notification.id, &notification.event_type, words);
        let first = book.arrived.get(&notification.id).is_none_or(|arrived| arrived.taken == 0);
        first && hash % 100 < desk.manners.refused_percent && book.first_time(&notification.id)
    };
    let under_way = UnderWay { desk: &desk, id: &notification.id };
    let slowest = u64::try_from(desk.manners.slowest.as_millis()).unwrap_or_default();
    if slowest > 0 {
        tokio::time::sleep(Duration::from_millis(hash % slowest)).await;
    }
    drop(under_way);
    if !refused {
        lock(&desk.book).taken(&notification.id);
    }
    if refused { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::NO_CONTENT }
}

impl Book {
    fn counts(&self) -> Counts {
        let count = |is: fn(&Arrived) -> bool| self.arrived.values().filter(|arrived| is(arrived)).count() as u64;
        let (taken, overlapped) = (count(|arrived| arrived.taken > 0), count(|arrived| arrived.overlapped));
        Counts { deliveries: self.deliveries, taken, repeats: self.repeats, overlapped }
    }

    fn note(&mut self, id: &str, event_type: &str, plaintext: Value) {
        self.deliveries += 1;
        let under_way = self.under_way.entry(id.to_owned()).or_default();
        *under_way += 1;
        let arrived = self.arrived.entry(id.to_owned()).or_insert_with(|| Arrived {
            times: 0,
            taken: 0,
            overlapped: false,
            event_type: event_type.to_owned(),
            plaintext: plaintext.clone(),
        });
        arrived.times += 1;
        arrived.overlapped |= *under_way > 1;
        if arrived.event_type != event_type || arrived.plaintext != plaintext {
            self.problems.push(format!("other words under the id {id}: {event_type} {plaintext}, before: {arrived:?}"));
        }
    }

    fn first_time(&self, id: &str) -> bool {
        self.arrived.get(id).is_none_or(|arrived| arrived.times == 1)
    }

    /// A delivery is answered, or its sender gone.
    fn ended(&mut self, id: &str) {
        if let Some(under_way) = self.under_way.get_mut(id) {
            *under_way -= 1;
            if *under_way == 0 {
                self.under_way.remove(id);
            }
        }
    }

    fn taken(&mut self, id: &str) {
        if let Some(arrived) = self.arrived.get_mut(id) {
            self.repeats += u64::from(arrived.taken > 0);
            arrived.taken += 1;
        }
    }
}

/// A delivery that is not answered yet. Its connection may end first, and this with it: the sender was killed.
struct UnderWay<'a> {
    desk: &'a Desk,
    id: &'a str,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        lock(&self.desk.book).ended(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(book: &mut Book, ids: &[&str]) {
        ids.iter().for_each(|id| book.note(id, "PAYSCORE.USER_PAID", Value::Null));
    }

    #[test]
    fn two_deliveries_of_one_at_once_overlap() {
        let mut book = Book::default();
        noted(&mut book, &["a", "b", "a"]);
        for id in ["a", "a", "b"] {
            book.ended(id);
        }
        let counts = book.counts();
        assert_eq!((counts.deliveries, counts.overlapped, counts.taken), (3, 1, 0));
        assert!(book.under_way.is_empty() && book.problems.is_empty());
    }

    #[test]
    fn one_that_is_taken_again_is_a_repeat() {
        let mut book = Book::default();
        for id in ["a", "b", "a"] {
            noted(&mut book, &[id]);
            book.ended(id);
            book.taken(id);
        }
        let counts = book.counts();
        assert_eq!((counts.deliveries, counts.taken, counts.repeats, counts.overlapped), (3, 2, 1, 0));
    }

    #[test]
    fn other_words_under_the_same_id_are_a_problem() {
        let mut book = Book::default();
        noted(&mut book, &["a"]);
        book.note("a", "PAYSCORE.USER_CONFIRM", Value::Null);
        assert_eq!(book.problems.len(), 1);
    }
}
