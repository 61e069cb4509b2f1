//! What earlier versions have written is found again, all of it. `CONTRIBUTING.md` says how a release adds its own.

mod kept;

use payscore_store::SqliteStore;

/// What was in it is beside it, as the version that wrote it read it. `PAYSCORE_REWRITE=1` writes that of a new one.
async fn check(name: &str, sql: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("payscore.db");
    kept::restore(sql, &path);
    let store = SqliteStore::open(&path).expect("brings it up to date");
    let found = kept::all(&store).await + &kept::settings(&store, sql).await;
    let beside = format!("{}/tests/releases/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("PAYSCORE_REWRITE").is_some() {
        std::fs::write(&beside, &found).expect("writes");
    }
    let expected = std::fs::read_to_string(&beside).expect("what was in it");
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{name}");
}

#[tokio::test]
async fn a_database_of_schema_0008_has_all_that_it_had() {
    check("schema_0008", kept::SCHEMA_0008).await;
}
