//! All rows of one database in another.

mod kept;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use payscore_store::migrate::{MigrateError, Migrated, Place, Progress, Step, Table, migrate};
use payscore_store::{PostgresStore, Shared, SqliteStore, Store, StoreError};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A database with records of all kinds, and a place for another.
fn places() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (from, to) = (folder.path().join("from.db"), folder.path().join("to.db"));
    kept::restore(kept::SCHEMA_0008, &from);
    (folder, from, to)
}

async fn sqlite_to_sqlite(from: &Path, to: &Path) -> Result<Migrated, MigrateError> {
    migrate(&Place::Sqlite(from.to_owned()), &Place::Sqlite(to.to_owned()), &mut |_| {}).await
}

/// Over to PostgreSQL and back: nothing is lost or added on either way.
#[tokio::test(flavor = "multi_thread")]
async fn postgres_takes_all_and_gives_all_back() {
    let Some(database) = tokio::task::block_in_place(payscore_scratch_postgres::database) else { return };
    let (_folder, from, to) = places();
    let (source, postgres, target): (Place, Place, Place) =
        (Place::Sqlite(from.clone()), database.url.parse().expect("a place"), Place::Sqlite(to.clone()));
    let moved = migrate(&source, &postgres, &mut |_| {}).await.expect("moves there");
    assert!(matches!(migrate(&source, &postgres, &mut |_| {}).await, Err(MigrateError::NotEmpty { .. })));
    let store = PostgresStore::connect(&database.url).await.expect("connects");
    let (old, new) = (SqliteStore::open(&from).expect("opens"), kept::all(&store).await);
    assert_eq!(new, kept::all(&old).await);
    let settings = kept::settings(&store, kept::SCHEMA_0008).await;
    assert_eq!(settings, kept::settings(&old, kept::SCHEMA_0008).await);

    // While a server uses it, it is left alone.
    store.beat(0).await.expect("beats");
    let refused = migrate(&postgres, &target, &mut |_| {}).await;
    assert!(matches!(&refused, Err(MigrateError::Store { side: "source", .. })), "{refused:?}");
    store.close().await.expect("closes");

    let back = migrate(&postgres, &target, &mut |_| {}).await.expect("moves back");
    for (there, here) in moved.tables.iter().zip(&back.tables) {
        // How many row numbers were handed out may have grown to the highest that there is.
        assert!(there == here || there.0 == Table::RowNumbers, "{there:?} {here:?}");
    }
    drop(old);
    assert_eq!(kept::all(&SqliteStore::open(&to).expect("opens")).await, new);
}

fn outside(path: &Path) -> SqliteConnection {
    SqliteConnection::establish(path.to_str().expect("Unicode")).expect("opens")
}

#[tokio::test]
async fn the_target_has_all_that_the_source_has() {
    let (_folder, from, to) = places();
    let mut heard = Vec::new();
    let (source, target) = (Place::Sqlite(from.clone()), Place::Sqlite(to.clone()));
    let moved = migrate(&source, &target, &mut |progress| heard.push(progress)).await.expect("moves");

    let tables: Vec<Table> = moved.tables.iter().map(|(table, _)| *table).collect();
    assert_eq!(tables, Table::ALL);
    let rows: u64 = moved.tables.iter().map(|(_, fingerprint)| fingerprint.rows).sum();
    let all = |step| Progress { step, table: Table::Attempts, done: rows, of: rows };
    let last_of = |step| heard.iter().rfind(|progress| progress.step == step).copied();
    assert_eq!(last_of(Step::Copy), Some(all(Step::Copy)));
    assert_eq!(heard.last(), Some(&all(Step::Check)));

    let (old, new) = (SqliteStore::open(&from).expect("opens"), SqliteStore::open(&to).expect("opens"));
    let (old_has, new_has) = (kept::all(&old).await, kept::all(&new).await);
    assert!(new_has.lines().count() > 80, "{new_has}");
    assert_eq!(old_has, new_has);
    let settings = kept::settings(&new, kept::SCHEMA_0008).await;
    assert_eq!(settings, kept::settings(&old, kept::SCHEMA_0008).await);
    drop((old, new));

    // Moved once more it is still the same: the sums are of the rows, not of the file.
    let third = from.with_file_name("third.db");
    assert_eq!(sqlite_to_sqlite(&to, &third).await.expect("moves again"), moved);
}

#[tokio::test]
async fn more_rows_than_are_read_at_once_come_over() {
    let (_folder, from, to) = places();
    drop(SqliteStore::open(&from).expect("brings it up to date"));
    outside(&from)
        .batch_execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2345) \
             INSERT INTO handles SELECT i, 'm', 'order', 'name', 'value' || (i % 50) FROM n; \
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2345) \
             INSERT INTO attempts SELECT 1 + i % 3, 10 + i, i, i, NULL, i, NULL, NULL, NULL FROM n; \
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2345) \
             INSERT INTO settings SELECT 'setting ' || i, i FROM n",
        )
        .expect("writes");
    let moved = sqlite_to_sqlite(&from, &to).await.expect("moves");
    for (table, fingerprint) in moved.tables {
        if [Table::Handles, Table::Attempts, Table::Settings].contains(&table) {
            assert!(fingerprint.rows > 2345, "{table:?} {fingerprint}");
        }
    }
}

#[tokio::test]
async fn a_target_that_has_something_is_refused() {
    let (_folder, from, to) = places();
    sqlite_to_sqlite(&from, &to).await.expect("moves");
    match sqlite_to_sqlite(&from, &to).await {
        Err(MigrateError::NotEmpty { table: Table::Settings, rows: 3 }) => {}
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[tokio::test]
async fn a_source_in_use_is_refused_and_the_target_stays_empty() {
    let (_folder, from, to) = places();
    let server = SqliteStore::open(&from).expect("opens");
    match sqlite_to_sqlite(&from, &to).await {
        Err(MigrateError::Store { side: "source", source: StoreError::Open { reason, .. } }) => {
            assert!(reason.contains("another payscore server uses"), "{reason}");
        }
        other => panic!("expected a refusal, not {other:?}"),
    }
    assert!(!to.exists());
    drop(server);
    sqlite_to_sqlite(&from, &to).await.expect("moves now");
}

/// A row that the target cannot take: what was written before it is taken back.
#[tokio::test]
async fn what_fails_half_way_leaves_the_target_empty() {
    let (_folder, from, to) = places();
    drop(SqliteStore::open(&to).expect("makes it"));
    outside(&to)
        .batch_execute(
            "CREATE TRIGGER full BEFORE INSERT ON attempts BEGIN SELECT raise(ABORT, 'no room for attempts'); END",
        )
        .expect("writes");
    match sqlite_to_sqlite(&from, &to).await {
        Err(MigrateError::Store { side: "target", .. }) => {}
        other => panic!("expected a failure, not {other:?}"),
    }
    assert_eq!(kept::all(&SqliteStore::open(&to).expect("opens")).await, "");
}

/// A target that changes what it is given shows at the end, and is left empty, too.
#[tokio::test]
async fn what_arrives_otherwise_is_told() {
    let (_folder, from, to) = places();
    drop(SqliteStore::open(&to).expect("makes it"));
    outside(&to)
        .batch_execute(
            "CREATE TRIGGER bent AFTER INSERT ON records WHEN new.number = 'open-1' \
             BEGIN UPDATE records SET created_at = created_at + 1 WHERE row = new.row; END",
        )
        .expect("writes");
    match sqlite_to_sqlite(&from, &to).await {
        Err(MigrateError::Differs { table: Table::Records, source_has, target_has }) => {
            assert_eq!(source_has.rows, target_has.rows);
            assert_ne!(source_has, target_has);
        }
        other => panic!("expected a difference, not {other:?}"),
    }
    assert_eq!(kept::all(&SqliteStore::open(&to).expect("opens")).await, "");
}

#[test]
fn places_are_files_or_data_folders() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = |text: &str| text.parse::<Place>();
    assert_eq!(place("sqlite:a.db").expect("a place"), Place::Sqlite("a.db".into()));
    let named = format!("sqlite:{}", folder.path().display());
    assert_eq!(place(&named).expect("a place"), Place::Sqlite(folder.path().join("payscore.db")));
    for wrong in ["", "sqlite:", "a.db", "mysql://h/db"] {
        assert!(matches!(place(wrong), Err(MigrateError::Place(_))), "{wrong}");
    }
}

#[tokio::test]
async fn a_source_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (from, to) = (folder.path().join("from.db"), folder.path().join("to.db"));
    assert!(matches!(sqlite_to_sqlite(&from, &to).await, Err(MigrateError::NoSource(_))));
    assert!(!from.exists() && !to.exists());
}
