//! Who calls, who is notified, and where the data lie.

use crate::process::Process;
use crate::rows::ours;
use payscore_benches::load::{self, Merchant};
use payscore_benches::orders::{creations, life};
use payscore_benches::receiver::Receiver;
use payscore_testkit::MerchantFile;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Longer than any step takes; only one that hangs is ended by it.
const PATIENCE: Duration = Duration::from_secs(120);

const SECOND: &str = "second";
const BACKLOG: &str = "backlog";

/// The merchant's side of everything.
pub(crate) struct World {
    pub(crate) merchant: Merchant,
    pub(crate) file: MerchantFile,
    pub(crate) receiver: Receiver,
    runtime: Runtime,
    folder: TempDir,
}

impl World {
    /// A merchant as a first start provides it. The data lie where the build is: temporary folders may be in memory,
    /// where durability costs nothing.
    pub(crate) fn provide(binary: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let beside = binary.parent().expect("a folder");
        let folder = tempfile::Builder::new().prefix("bench-data-").tempdir_in(beside).expect("a folder");
        let data = folder.path().join("data");
        drop(ours::start(binary, &data, b"GET /_payscore/health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        for name in [SECOND, BACKLOG] {
            let copied = Command::new("cp").arg("-a").arg(&data).arg(folder.path().join(name)).status();
            assert!(copied.is_ok_and(|status| status.success()), "the data folder cannot be copied");
        }
        let merchant_dir = data.join("merchants").join("default");
        let text = std::fs::read_to_string(merchant_dir.join("merchant.json")).expect("a merchant");
        let file = serde_json::from_str(&text).expect("a readable merchant.json");
        let merchant = Merchant::load(&merchant_dir);
        let receiver = runtime.block_on(Receiver::open());
        Self { merchant, file, receiver, runtime, folder }
    }

    /// The server's data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Another server's, with the same merchant.
    pub(crate) fn second_data(&self) -> PathBuf {
        self.folder.path().join(SECOND)
    }

    /// The same of a server that owes notifications.
    pub(crate) fn backlog_data(&self) -> PathBuf {
        self.folder.path().join(BACKLOG)
    }

    /// What the database and its log hold, in bytes.
    pub(crate) fn stored(&self) -> f64 {
        let files = std::fs::read_dir(self.data()).expect("a data folder").flatten();
        files
            .filter_map(|file| file.metadata().ok())
            .filter(std::fs::Metadata::is_file)
            .map(|file| file.len() as f64)
            .sum()
    }

    /// The merchant's folder in it.
    pub(crate) fn merchant_dir(&self) -> PathBuf {
        self.data().join("merchants").join("default")
    }

    /// For what other programs want to have in files.
    pub(crate) fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// On the load's thread.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(async { tokio::time::timeout(PATIENCE, work).await.expect("a step that ends") })
    }

    /// A creation like those that are measured, on a nonce of its own.
    pub(crate) fn creation(&self, name: &str) -> Vec<u8> {
        creations(&self.merchant, &self.file, name, 1).remove(0)
    }

    /// A query of what [`Self::creation`] creates.
    pub(crate) fn query(&self, created: &str, nonce: &str) -> Vec<u8> {
        let (service_id, appid) = (&self.file.services[0].service_id, &self.file.appid);
        let number = payscore_benches::orders::number(created, 0);
        let query = format!("service_id={service_id}&appid={appid}&out_order_no={number}");
        self.merchant.request("GET", &format!("/v3/payscore/serviceorder?{query}"), nonce, "")
    }

    /// Creates orders that are in use at once; the requests that complete them. Nothing of it is measured.
    pub(crate) fn orders_in_use(&self, server: &Process, batch: &str, count: usize) -> Vec<Vec<u8>> {
        let url = self.receiver.url();
        let (mut creations, mut completions) = (Vec::new(), Vec::new());
        for n in 0..count {
            let mut life = life(&self.merchant, &self.file, &url, batch, n);
            completions.push(life.swap_remove(2));
            creations.push(life.swap_remove(0));
        }
        self.block_on(load::run(server.address, creations, 32));
        completions
    }
}
