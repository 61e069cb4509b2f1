//! The identity that nodes share: what `ca/`, `platform/` and `merchants/` of a data folder hold is kept by the database,
//! file by file, as it lies on disk. The folder of a node is a copy, for those who read keys there.

use super::take_over_since;
use crate::app::App;
use crate::clock::Now;
use crate::config::Config;
use crate::identity::{self, IdentityError, Merchants, Platform, TlsIdentity};
use crate::live::Topic;
use payscore_store::{Shared, SharedFile};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The folders that are shared, below the data folder.
const FOLDERS: [&str; 3] = ["ca/", "platform/", "merchants/"];
/// By which two identities are told apart.
const AUTHORITY: &str = "platform/ca_cert.pem";

/// Files, by their names below a data folder.
type Files = BTreeMap<String, Vec<u8>>;
/// Files to be written, or removed where they have no content.
type Changes = Vec<(String, Option<Vec<u8>>)>;

/// Makes data folder and database hold the same identity: the database's, or, where it has none, the folder's, which is
/// made if need be. Answers the state's version that the folder is as new as.
pub(crate) async fn join(config: &Config, shared: &dyn Shared, now: Now, with_tls: bool) -> Result<i64, IdentityError> {
    loop {
        let version = shared.version().await?;
        // From here on a change made elsewhere waits for this node, too.
        shared.beat(version).await?;
        let theirs = present(changed(shared, 0).await?);
        let work = config.clone();
        let (whole, changes) = blocking(move || {
            check_same(&work.data, &theirs)?;
            // A first identity is made on a copy: what the database does not take must not stay as the folder's own.
            let is_first = !theirs.contains_key(AUTHORITY) && !work.data.join(AUTHORITY).exists();
            let copy = is_first.then(|| scratch(&work.data)).transpose()?;
            let place = copy.as_ref().map_or(&*work.data, tempfile::TempDir::path);
            mirror(place, &files(&work.data)?)?;
            mirror(place, &theirs)?;
            provide(&Config { data: place.to_owned(), ..work.clone() }, now, with_tls)?;
            let whole = files(place)?;
            let changes = differences(&theirs, &whole);
            Ok::<_, IdentityError>((whole, changes))
        })
        .await?;
        // Otherwise another node was faster, and the identity is its.
        if changes.is_empty() || shared.change_files(Some(version), changes).await? {
            let data = config.data.clone();
            blocking(move || mirror(&data, &whole)).await?;
            return Ok(version);
        }
    }
}

/// Makes in a data folder what is missing there, and does what is due. Names besides the folders' own are given later, as
/// copies have none.
fn provide(config: &Config, now: Now, with_tls: bool) -> Result<(), IdentityError> {
    let Config { data, entropy, .. } = config;
    // What comes from a node without the key for secrets is sealed for all.
    config.vault().prepare(data)?;
    if with_tls {
        TlsIdentity::open(&data.join("ca"), &config.vault(), now.wall, &**entropy)?;
    }
    let platform = Platform::open(&data.join("platform"), &config.vault(), now.wall, &**entropy)?;
    platform.catch_up(now, &**entropy)?;
    Merchants::open(&data.join("merchants"), &platform, now.wall, &**entropy).map(drop)
}

/// Changes the identity of all nodes: `change` is made on a copy of the folder, again where another node was faster.
/// What this node knows of it, it learns as the others do.
pub(crate) async fn change<T, E>(
    app: &Arc<App>,
    shared: &dyn Shared,
    change: impl Fn(&App, &Platform, &Merchants) -> Result<T, E> + Clone + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<IdentityError> + Send + 'static,
{
    let store = |error| E::from(IdentityError::Store(error));
    loop {
        // Held until it is done: nobody writes to the folder while it is copied.
        let mut seen = app.nodes.seen.lock().await;
        let version = take_over_since(app, &mut seen).await?;
        let (work, change) = (app.clone(), change.clone());
        let (outcome, changes) = blocking(move || {
            let before = files(&work.config.data)?;
            let copy = scratch(&work.config.data)?;
            mirror(copy.path(), &before)?;
            let (now, entropy) = (work.clock.wall(), &*work.entropy);
            let platform = Platform::open(&copy.path().join("platform"), &work.config.vault(), now, entropy)?;
            let merchants = Merchants::open(&copy.path().join("merchants"), &platform, now, entropy)?;
            let outcome = change(&work, &platform, &merchants)?;
            Ok::<_, E>((outcome, differences(&before, &files(copy.path())?)))
        })
        .await?;
        if changes.is_empty() || shared.change_files(Some(version), changes).await.map_err(store)? {
            take_over_since(app, &mut seen).await?;
            return Ok(outcome);
        }
    }
}

/// Takes over what others have made of the identity since.
pub(super) async fn take_over(app: &Arc<App>, shared: &dyn Shared, since: i64) -> Result<(), IdentityError> {
    let changed = changed(shared, since).await?;
    if changed.is_empty() {
        return Ok(());
    }
    let app = app.clone();
    blocking(move || {
        let data = &app.config.data;
        for SharedFile { name, content } in &changed {
            // What this node has changed itself is there: whoever reads it just now is not disturbed.
            if fs::read(place(data, name)?).ok() != *content {
                put(data, name, content.as_deref())?;
            }
        }
        if changed.iter().any(|file| file.name.starts_with("platform/")) {
            app.platform.reload(app.clock.wall(), &*app.entropy)?;
            app.alarms.platform.notify_one();
            app.live.changed(Topic::Platform);
        }
        let merchants: BTreeSet<&str> = changed.iter().filter_map(|file| merchant_of(&file.name)).collect();
        merchants.into_iter().try_for_each(|name| app.merchants.reload(name, &app.platform, app.clock.wall()))
    })
    .await
}

/// Whose file this is.
fn merchant_of(name: &str) -> Option<&str> {
    name.strip_prefix("merchants/")?.split_once('/').map(|(folder, _)| folder)
}

async fn changed(shared: &dyn Shared, since: i64) -> Result<Vec<SharedFile>, IdentityError> {
    let mut changed = Vec::new();
    for folder in FOLDERS {
        changed.extend(shared.files(folder, since).await?);
    }
    Ok(changed)
}

fn present(files: Vec<SharedFile>) -> Files {
    files.into_iter().filter_map(|SharedFile { name, content }| Some((name, content?))).collect()
}

/// A folder that has keys of its own is no other database's copy: they would be lost.
fn check_same(data: &Path, theirs: &Files) -> Result<(), IdentityError> {
    let path = data.join(AUTHORITY);
    match (fs::read(&path), theirs.get(AUTHORITY)) {
        (Ok(ours), Some(theirs)) if ours != *theirs => Err(IdentityError::OtherIdentity { path: data.to_owned() }),
        _ => Ok(()),
    }
}

/// Makes the folder hold these files, and nothing else where they have anything: a merchant that only the folder has
/// stays, to be added.
fn mirror(data: &Path, theirs: &Files) -> Result<(), IdentityError> {
    let known: BTreeSet<&str> = theirs.keys().map(|name| unit(name)).collect();
    let ours = files(data)?;
    for name in ours.keys().filter(|name| known.contains(unit(name)) && !theirs.contains_key(*name)) {
        put(data, name, None)?;
    }
    for (name, content) in theirs.iter().filter(|(name, content)| ours.get(*name) != Some(content)) {
        put(data, name, Some(content))?;
    }
    Ok(())
}

/// What is only of use as a whole: the authority, the platform, one merchant.
fn unit(name: &str) -> &str {
    let depth = if name.starts_with("merchants/") { 2 } else { 1 };
    name.match_indices('/').nth(depth - 1).map_or(name, |(end, _)| &name[..end])
}

/// What has to be written and removed to make `after` of `before`.
fn differences(before: &Files, after: &Files) -> Changes {
    let gone = before.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), None));
    let written = after.iter().filter(|(name, content)| before.get(*name) != Some(content));
    gone.chain(written.map(|(name, content)| (name.clone(), Some(content.clone())))).collect()
}

/// All files of a folder's identity.
fn files(data: &Path) -> Result<Files, IdentityError> {
    let mut found = Files::new();
    for folder in FOLDERS {
        collect(&data.join(folder), folder, &mut found)?;
    }
    Ok(found)
}

/// Links are names for what is there under another one; what is hidden or unfinished is for nobody else.
fn collect(folder: &Path, prefix: &str, found: &mut Files) -> Result<(), IdentityError> {
    let failed = |source| IdentityError::Read { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let (kind, name) = (entry.file_type().map_err(failed)?, entry.file_name());
        let Some(name) = name.to_str().filter(|name| !identity::is_passing(name)) else { continue };
        if kind.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() {
            let content = fs::read(entry.path());
            let content = content.map_err(|source| IdentityError::Read { path: entry.path(), source })?;
            found.insert(format!("{prefix}{name}"), content);
        }
    }
    Ok(())
}

/// Writes a file of the identity into a folder, or removes it.
fn put(data: &Path, name: &str, content: Option<&[u8]>) -> Result<(), IdentityError> {
    let path = place(data, name)?;
    let Some(content) = content else { return remove(&path) };
    if let Some(folder) = path.parent() {
        identity::make_folder(folder)?;
    }
    identity::replace_bytes(&path, content, !is_public(name))
}

/// Below the folder and nowhere else, whatever the database says.
fn place(data: &Path, name: &str) -> Result<PathBuf, IdentityError> {
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if inside && FOLDERS.iter().any(|folder| name.starts_with(folder)) {
        return Ok(data.join(name));
    }
    Err(IdentityError::Make(format!("the database names a file {name:?}, which is none of an identity's")))
}

/// A folder that is empty now goes, too: an identity that is retired has one of its own.
fn remove(path: &Path) -> Result<(), IdentityError> {
    identity::remove_file(path)?;
    if let Some(folder) = path.parent() {
        // Not empty, most often.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// What anybody on the machine may read. Whatever else there is is for its owner only.
fn is_public(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.ends_with("cert.pem") || ["ca.pem", "server.pem", "wechatpay_public_key.pem", "rotation.json"].contains(&name)
}

fn scratch(data: &Path) -> Result<tempfile::TempDir, IdentityError> {
    let made = tempfile::Builder::new().prefix(".identity-").tempdir_in(data);
    made.map_err(|source| IdentityError::Write { path: data.to_owned(), source })
}

/// Keys are made and files are written: not on a thread that serves requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> Files {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_folder_becomes_a_copy_but_for_merchants_of_its_own() {
        let data = tempfile::tempdir().expect("a folder");
        let ours = [
            "platform/old.pem",
            "merchants/1/merchant.json",
            "merchants/1/apiclient_key.pem",
            "merchants/2/merchant.json",
        ];
        mirror(data.path(), &set(&ours)).expect("written");
        let theirs = set(&["platform/certificates/A/key.pem", "merchants/1/merchant.json", "ca/ca.pem"]);
        mirror(data.path(), &theirs).expect("written");
        let mut expected = theirs.clone();
        expected.extend(set(&["merchants/2/merchant.json"]));
        let found = files(data.path()).expect("read");
        assert_eq!(found, expected, "a key of merchant 1 that the database does not have is of no use");
        let changes = differences(&theirs, &found);
        assert_eq!(changes, [("merchants/2/merchant.json".to_owned(), Some(b"merchants/2/merchant.json".to_vec()))]);
        assert_eq!(differences(&found, &theirs), [("merchants/2/merchant.json".to_owned(), None)]);
    }

    #[test]
    fn names_from_a_database_stay_below_the_folder() {
        let data = Path::new("data");
        for name in
            ["../x", "/etc/passwd", "merchants/../../x", "merchants/./../x", "payscore.db", "merchants//../x", ""]
        {
            assert!(place(data, name).is_err(), "{name}");
        }
        assert_eq!(place(data, "merchants/1/a").ok(), Some(data.join("merchants/1/a")));
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_their_owners() {
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().expect("a folder");
        for (name, mode) in [
            ("merchants/1/apiclient_key.pem", 0o600),
            ("merchants/1/merchant.json", 0o600),
            ("merchants/1/wechatpay_public_key.pem", 0o644),
            ("platform/certificates/A/cert.pem", 0o644),
            ("platform/certificates/A/key.pem", 0o600),
            ("ca/ca_key.pem", 0o600),
            ("ca/server.pem", 0o644),
            ("merchants/1/notes", 0o600),
        ] {
            put(data.path(), name, Some(b"x")).expect("written");
            let found = fs::metadata(data.path().join(name)).expect("there").permissions().mode() & 0o777;
            assert_eq!(found, mode, "{name}");
        }
    }
}
