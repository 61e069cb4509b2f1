//! Several servers on one database: on one in this process, and on PostgreSQL where that is installed.

mod identity;
mod joint_store;
mod outage;
mod state;

use crate::shop::{NOON, Shop};
use joint_store::Joint;
use payscore_store::{PostgresStore, Store};
use payscore_testkit::{Config, ManualWall};
use std::sync::Arc;
use tempfile::TempDir;

/// A database for several servers.
pub(crate) enum Database {
    InProcess(Arc<Joint>),
    Postgres(payscore_scratch_postgres::Database),
}

impl Database {
    fn in_process() -> Self {
        Self::InProcess(Joint::open())
    }

    /// `None` where there is no PostgreSQL, which was said by then.
    async fn postgres() -> Option<Self> {
        let started = tokio::task::spawn_blocking(payscore_scratch_postgres::database);
        started.await.expect("no panic").map(Self::Postgres)
    }

    /// One more server's connection.
    pub(crate) async fn node(&self) -> Arc<dyn Store> {
        match self {
            Self::InProcess(joint) => joint.node(),
            Self::Postgres(database) => Arc::new(PostgresStore::connect(&database.url).await.expect("it connects")),
        }
    }

    /// One more server, and the shop of a merchant there.
    pub(crate) async fn shop(&self) -> Shop {
        let node = self.node().await;
        Shop::open_with(|config| config.store = Some(node)).await
    }

    /// One more server's configuration, with a data folder in which nothing is yet.
    async fn empty(&self) -> (TempDir, Config) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::new(folder.path());
        config.listen.set_port(0);
        config.store = Some(self.node().await);
        config.wall = Arc::new(ManualWall::new(NOON));
        (folder, config)
    }
}

/// Runs each test on both databases.
macro_rules! on_each_database {
    ($($name:ident,)*) => {
        mod in_process {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::nodes::Database::in_process()).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(database) = crate::nodes::Database::postgres().await {
                    super::$name(database).await;
                }
            })*
        }
    };
}
use on_each_database;

/// Two servers that share a database, and the merchant's shop at each.
pub(crate) struct Pair {
    pub(crate) a: Shop,
    pub(crate) b: Shop,
}

impl Pair {
    pub(crate) async fn open(database: &Database) -> Self {
        Self { a: database.shop().await, b: database.shop().await }
    }

    /// What both answer on this path of the control API, which has to be the same.
    pub(crate) async fn both(&self, path: &str) -> serde_json::Value {
        let (a, b) = tokio::join!(self.a.server.get(path), self.b.server.get(path));
        assert_eq!((a.status, &a.body), (200, &b.body), "{path}");
        b.body
    }
}
