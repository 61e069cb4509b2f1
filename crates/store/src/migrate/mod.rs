//! All rows of one database to another, and the proof that they are the same there.
//!
//! A backend that can be moved from is an [`Export`], one that can be moved to an [`Import`]; what is between them knows
//! neither. Everything happens in one transaction of the target, which ends after the check.

mod fingerprint;
mod place;
pub(crate) mod rows;
mod sqlite;

use crate::StoreError;
pub use fingerprint::Fingerprint;
use futures_util::future::BoxFuture;
pub use place::Place;
pub use rows::Rows;
pub(crate) use sqlite::SqliteTables;
use thiserror::Error;

/// So many rows are in memory at a time: as many as PostgreSQL's parameters of one statement are enough for.
const BATCH: i64 = 1000;

/// A table that every backend has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// What outlives a restart besides records.
    Settings,
    /// Which row numbers were handed out.
    RowNumbers,
    /// Orders and all other records, with their timelines.
    Records,
    /// What records are found by besides their numbers.
    Handles,
    /// The outbox.
    Notifications,
    /// Attempts to deliver notifications.
    Attempts,
}

impl Table {
    /// In an order in which each row finds the row that it refers to.
    pub const ALL: [Self; 6] =
        [Self::Settings, Self::RowNumbers, Self::Records, Self::Handles, Self::Notifications, Self::Attempts];

    /// As the database calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::RowNumbers => "row_numbers",
            Self::Records => "records",
            Self::Handles => "handles",
            Self::Notifications => "notifications",
            Self::Attempts => "attempts",
        }
    }
}

/// A database that is nobody else's, of which every read sees the same moment.
pub trait Export: Send {
    /// How many rows a table has.
    fn count(&mut self, table: Table) -> BoxFuture<'_, Result<u64, StoreError>>;

    /// The rows of a table that come after the last of these, in the order of its primary key; at most `limit`.
    fn rows<'a>(
        &'a mut self,
        table: Table,
        after: Option<&'a Rows>,
        limit: i64,
    ) -> BoxFuture<'a, Result<Rows, StoreError>>;
}

/// A database in which a transaction is open; it is undone when this is dropped before [`finish`](Self::finish).
pub trait Import: Export {
    /// Writes rows; the one of [`Table::RowNumbers`], which every database has, is replaced.
    fn write<'a>(&'a mut self, rows: &'a Rows) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Commits.
    fn finish(&mut self) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// How far a migration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is done with the rows.
    pub step: Step,
    /// Of which table.
    pub table: Table,
    /// So many rows of all tables are done with.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Rows are written to the target.
    Copy,
    /// They are read back from there.
    Check,
}

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// What source and target both have of each table.
    pub tables: Vec<(Table, Fingerprint)>,
}

/// Why nothing was moved.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// It is no address of a database.
    #[error("{0} is no database: `sqlite:PATH` or `postgres://…`")]
    Place(String),
    /// There is nothing to move.
    #[error("there is no database at {0}")]
    NoSource(String),
    /// What is there would be mixed with what comes.
    #[error("the target is not empty: its table {} has {rows} rows. Name an empty one", .table.name())]
    NotEmpty {
        /// In which table.
        table: Table,
        /// How many rows.
        rows: u64,
    },
    /// The target does not give back what it was given.
    #[error("table {}: the source has {source_has}, the target {target_has}; the target was left empty", .table.name())]
    Differs {
        /// Which.
        table: Table,
        /// What was read from the source.
        source_has: Fingerprint,
        /// What was read back.
        target_has: Fingerprint,
    },
    /// A database failed.
    #[error("the {side} failed")]
    Store {
        /// `source` or `target`.
        side: &'static str,
        /// How.
        source: StoreError,
    },
}

fn source(source: StoreError) -> MigrateError {
    MigrateError::Store { side: "source", source }
}

fn target(source: StoreError) -> MigrateError {
    MigrateError::Store { side: "target", source }
}

/// Moves everything from one place to another, which must be empty. `told` hears how far it is.
///
/// # Errors
/// Nothing was moved then.
pub async fn migrate(
    from: &Place,
    to: &Place,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<Migrated, MigrateError> {
    let mut from = from.export().await?;
    let mut to = to.import().await.map_err(target)?;
    run(&mut *from, &mut *to, told).await
}

async fn run(
    from: &mut dyn Export,
    to: &mut dyn Import,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<Migrated, MigrateError> {
    check_empty(to).await?;
    let mut of = 0;
    for table in Table::ALL {
        of += from.count(table).await.map_err(source)?;
    }
    let mut tables = Vec::new();
    let mut teller = Teller { told: &mut *told, step: Step::Copy, done: 0, of };
    for table in Table::ALL {
        tables.push((table, copy(from, to, table, &mut teller).await?));
    }
    let mut teller = Teller { told, step: Step::Check, done: 0, of };
    for &(table, source_has) in &tables {
        let target_has = read_back(to, table, &mut teller).await.map_err(target)?;
        if source_has != target_has {
            return Err(MigrateError::Differs { table, source_has, target_has });
        }
    }
    to.finish().await.map_err(target)?;
    Ok(Migrated { tables })
}

/// Counts rows, and tells of them.
struct Teller<'a> {
    told: &'a mut (dyn FnMut(Progress) + Send),
    step: Step,
    done: u64,
    of: u64,
}

impl Teller<'_> {
    fn more(&mut self, table: Table, rows: u64) {
        self.done += rows;
        (self.told)(Progress { step: self.step, table, done: self.done, of: self.of });
    }
}

async fn check_empty(to: &mut dyn Import) -> Result<(), MigrateError> {
    for table in Table::ALL {
        let rows = to.count(table).await.map_err(target)?;
        // This one has its one row from the beginning.
        if rows > 0 && table != Table::RowNumbers {
            return Err(MigrateError::NotEmpty { table, rows });
        }
    }
    Ok(())
}

async fn copy(
    from: &mut dyn Export,
    to: &mut dyn Import,
    table: Table,
    teller: &mut Teller<'_>,
) -> Result<Fingerprint, MigrateError> {
    let mut fingerprint = Fingerprint::default();
    let mut last = None;
    while let Some(rows) = next_batch(from, table, last.as_ref()).await.map_err(source)? {
        to.write(&rows).await.map_err(target)?;
        fingerprint.add(&rows).map_err(source)?;
        teller.more(table, rows.len());
        last = Some(rows);
    }
    Ok(fingerprint)
}

/// The rows of a table that come after these, as many as are in memory at a time; `None` where there are none.
pub(crate) async fn next_batch<E: Export + ?Sized>(
    from: &mut E,
    table: Table,
    after: Option<&Rows>,
) -> Result<Option<Rows>, StoreError> {
    let rows = from.rows(table, after, BATCH).await?;
    Ok(Some(rows).filter(|rows| !rows.is_empty()))
}

async fn read_back(to: &mut dyn Import, table: Table, teller: &mut Teller<'_>) -> Result<Fingerprint, StoreError> {
    let mut fingerprint = Fingerprint::default();
    let mut last = None;
    while let Some(rows) = next_batch(to, table, last.as_ref()).await? {
        fingerprint.add(&rows)?;
        teller.more(table, rows.len());
        last = Some(rows);
    }
    Ok(fingerprint)
}
