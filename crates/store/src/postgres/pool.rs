//! Connections to the database, and what is done when one of them is lost.
//!
//! Statements have no names: behind PgBouncer in transaction mode the next one may meet another connection of the
//! database, which has never heard of it.

use super::address::{Address, reason};
use crate::StoreError;
use deadpool_postgres::{Manager, ManagerConfig, Object, RecyclingMethod, Runtime};
use std::future::Future;
use std::time::Duration;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

/// The most connections of one server.
const SIZE: usize = 16;
/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a statement may take that is short and indexed: longer means that nobody answers.
const STATEMENT_PATIENCE: Duration = Duration::from_secs(5);
/// The same for one that looks at whole tables.
const LONG_PATIENCE: Duration = Duration::from_secs(600);

/// Begins a transaction. The database ends it by itself when nothing comes for as long as we would wait for an answer: if
/// the way to it is cut in the middle, what we have locked would keep all other servers waiting.
pub(super) const BEGIN: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '5s'";
/// The same for what need not be flushed: it is of use while servers run.
pub(super) const BEGIN_UNFLUSHED: &str = "BEGIN ISOLATION LEVEL READ COMMITTED;
     SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL synchronous_commit = off";

/// What is said of a connection or a server, besides what has classes of its own.
const OF_NO_STATEMENT: [SqlState; 3] = [
    SqlState::READ_ONLY_SQL_TRANSACTION,
    SqlState::TOO_MANY_CONNECTIONS,
    // See BEGIN: this server was too slow, or cut off.
    SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
];

/// A value of a statement, with its type: so that it needs not be asked for.
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// Why a statement has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The database has refused it.
    #[error("the database refused a statement: {}", reason(.0))]
    Refused(#[source] tokio_postgres::Error),
    /// The connection is lost, or the database is going, or is a standby: another connection may do better.
    #[error("the database cannot be reached: {0}")]
    Lost(String),
}

impl Trouble {
    pub(super) fn is_lost(&self) -> bool {
        matches!(self, Self::Lost(_))
    }
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        let lost = match error.code() {
            None => true,
            Some(code) => {
                code.code().starts_with("08") || code.code().starts_with("57P") || OF_NO_STATEMENT.contains(code)
            }
        };
        // An error in what was sent or in what came back is neither: it would come again.
        if lost && (error.is_closed() || error.code().is_some() || is_io(&error)) {
            Self::Lost(reason(&error))
        } else {
            Self::Refused(error)
        }
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |error| error.source()).any(<dyn std::error::Error>::is::<std::io::Error>)
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        Self::Database(Box::new(trouble))
    }
}

/// The connections of a store.
#[derive(Debug, Clone)]
pub(super) struct Pool(deadpool_postgres::Pool);

impl Pool {
    /// None is opened yet.
    pub(super) fn new(address: &Address) -> Result<Self, StoreError> {
        let config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(address.config.clone(), address.tls.clone(), config);
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(SIZE)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build();
        let unusable =
            |error: &dyn std::error::Error| StoreError::Open { path: address.shown.clone(), reason: reason(error) };
        pool.map(Self).map_err(|error| unusable(&error))
    }

    /// A connection that nobody else uses.
    pub(super) async fn take(&self) -> Result<Lease, Trouble> {
        let object = self.0.get().await.map_err(|error| Trouble::Lost(reason(&error)))?;
        Ok(Lease { pool: self.clone(), object: Some(object) })
    }

    /// The rows that a statement brings, which changes nothing: it is asked again where the connection was lost.
    pub(super) async fn rows(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        match self.rows_once(sql, parameters).await {
            Err(Trouble::Lost(_)) => Ok(self.rows_once(sql, parameters).await?),
            answered => Ok(answered?),
        }
    }

    async fn rows_once(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, Trouble> {
        self.run(async |client: &Client| client.query_typed(sql, parameters).await).await
    }

    /// What short statements on one connection come to. Where one fails, the connection is not used again.
    pub(super) async fn run<T>(&self, work: impl AsyncFnOnce(&Client) -> Result<T, Error>) -> Result<T, Trouble> {
        let lease = self.take().await?;
        let done = match lease.client() {
            Ok(client) => within(work(client)).await,
            Err(trouble) => Err(trouble),
        };
        lease.settle(done)
    }

    /// The rows of a statement that looks at whole tables.
    pub(super) async fn all_rows(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, StoreError> {
        let lease = self.take().await?;
        let rows = patiently(lease.client()?.query_typed(sql, parameters)).await;
        Ok(lease.settle(rows)?)
    }

    /// The one row that it brings, if any.
    pub(super) async fn row(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, parameters).await?.into_iter().next())
    }

    /// Lets all connections go, and gives none any more.
    pub(super) fn close(&self) {
        self.0.close();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// A connection, until it is settled. One that is dropped before is in the middle of something, and not used again.
pub(super) struct Lease {
    pool: Pool,
    object: Option<Object>,
}

impl Lease {
    pub(super) fn client(&self) -> Result<&Client, Trouble> {
        match &self.object {
            Some(object) => Ok(object),
            None => Err(Trouble::Lost("the connection was given back".to_owned())),
        }
    }

    /// Gives the connection back if all is well.
    pub(super) fn settle<T>(self, result: Result<T, Trouble>) -> Result<T, Trouble> {
        match result {
            Ok(value) => {
                self.give_back();
                Ok(value)
            }
            Err(trouble) => Err(self.failed(trouble)),
        }
    }

    /// For others to use.
    pub(super) fn give_back(mut self) {
        drop(self.object.take());
    }

    /// Not to be used again. If it is lost, so are the others, most likely: the next ones are new.
    pub(super) fn failed(self, trouble: Trouble) -> Trouble {
        if trouble.is_lost() {
            self.pool.0.retain(|_, _| false);
        }
        trouble
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}

/// Waits for an answer, but not for ever: a network that swallows packets says nothing.
pub(super) async fn within<T>(answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Trouble> {
    wait(STATEMENT_PATIENCE, answer).await
}

/// The same for what takes its time.
pub(super) async fn patiently<T>(answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Trouble> {
    wait(LONG_PATIENCE, answer).await
}

async fn wait<T>(
    patience: Duration,
    answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(patience, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Trouble::Lost(format!("no answer within {} s", patience.as_secs()))),
    }
}
