//! What several servers on one database have in common besides records.

use crate::StoreError;
use futures_util::future::BoxFuture;
use payscore_domain::Mchid;

/// A file of all servers' identity (keys, certificates, merchants) or an upload, as it would lie in a data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFile {
    /// Its path below the data folder, with `/`.
    pub name: String,
    /// What is in it; `None` where it was removed.
    pub content: Option<Vec<u8>>,
}

/// What a database that several servers share has to offer them. Whoever has a database alone keeps all of this
/// in its memory and data folder instead.
///
/// The **state's version** counts every change of what all servers have to know: settings, files, and what
/// [`Store::reset`](crate::Store::reset) and [`Store::load_snapshot`](crate::Store::load_snapshot) replace. A server
/// asks for it now and then ([`beat`](Self::beat)), and reads anew what it keeps in memory when it has grown.
pub trait Shared: Send + Sync {
    /// This server's name among the others; a new one at every start.
    fn node(&self) -> &str;

    /// Notes that a merchant has used a nonce, at this second of the wall clock; `false` where it was used before, with
    /// whichever server, and is still remembered.
    fn note_nonce<'a>(&'a self, mchid: &'a Mchid, nonce: &'a str, at: i64) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Forgets all nonces.
    fn clear_nonces(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Changes a setting if it is what is expected (`None`: not there); `false` where it is not.
    fn swap_setting<'a>(
        &'a self,
        name: &'a str,
        expected: Option<&'a str>,
        value: &'a str,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// All settings, by their names.
    fn settings(&self) -> BoxFuture<'_, Result<Vec<(String, String)>, StoreError>>;

    /// The files whose names begin so and that were written or removed after the version `since`, in the order of their
    /// names. With 0: all that were ever there.
    fn files<'a>(&'a self, prefix: &'a str, since: i64) -> BoxFuture<'a, Result<Vec<SharedFile>, StoreError>>;

    /// The file of this name.
    fn file<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, StoreError>>;

    /// Writes files, and removes those that have no content: at once, or, where `unless_since` is given and any file
    /// was changed after that version, not at all (`false`).
    fn change_files(
        &self,
        unless_since: Option<i64>,
        changes: Vec<(String, Option<Vec<u8>>)>,
    ) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// The state's version.
    fn version(&self) -> BoxFuture<'_, Result<i64, StoreError>>;

    /// Says that this server runs, and has taken over the state up to the version `seen`; answers the version now.
    /// One that has not said so for [`GONE_AFTER_SECONDS`] counts as gone, as does one whose store was
    /// [closed](crate::Store::close).
    fn beat(&self, seen: i64) -> BoxFuture<'_, Result<i64, StoreError>>;

    /// Whether every server that runs has taken over the state up to this version.
    fn seen_by_all(&self, version: i64) -> BoxFuture<'_, Result<bool, StoreError>>;
}

/// After so many seconds without a word a server counts as gone.
pub const GONE_AFTER_SECONDS: i64 = 10;

/// Where several servers share a database, a notification that one of them was given to deliver is no other's for so
/// many seconds, or until its attempt is recorded, or that server is gone. Longer than an attempt takes.
pub const CLAIM_SECONDS: i64 = 20;
