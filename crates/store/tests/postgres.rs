//! The suite on PostgreSQL, directly and behind PgBouncer, and what only PostgreSQL has: other servers.

mod servers;
mod suite;

use payscore_scratch_postgres::{Database, database};
use payscore_store::{PostgresStore, Store};
use std::sync::Arc;
use tokio::runtime::Handle;

/// Waits where a test is not asynchronous.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| Handle::current().block_on(future))
}

/// `None` where there is no PostgreSQL, which was said by then.
pub(crate) fn open_empty() -> Option<(Database, Arc<dyn Store>)> {
    let database = tokio::task::block_in_place(database)?;
    let store = wait(PostgresStore::connect(&database.url)).expect("connects");
    Some((database, Arc::new(store)))
}

suite::store_suite!(open_empty);

mod behind_pgbouncer {
    use super::{suite, wait};
    use payscore_scratch_postgres::{Bouncer, Database, database, excuse};
    use payscore_store::{PostgresStore, Store};
    use std::sync::Arc;

    fn open_empty() -> Option<((Bouncer, Database), Arc<dyn Store>)> {
        let database = tokio::task::block_in_place(database)?;
        let bouncer = Bouncer::start(&database.server).inspect_err(excuse).ok()?;
        let store = wait(PostgresStore::connect(&bouncer.url(&database.name))).expect("connects");
        Some(((bouncer, database), Arc::new(store)))
    }

    suite::store_suite!(open_empty);
}
