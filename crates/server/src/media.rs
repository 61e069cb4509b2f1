//! Uploaded files, in the data folder: bytes under their SHA-256 in `media/files/`, so that a file that is uploaded
//! twice takes its room once, and beside them a small JSON file for each upload. That one is written last: an upload is
//! there as a whole or not at all. Not in the database, whose one writer all orders wait for; but where several servers
//! share the database, it has both, and the folder is a copy of what was asked for here.

use crate::entropy::Entropy;
use crate::nodes::Common;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use parking_lot::Mutex;
use payscore_store::{Shared, SharedFile, Store, StoreError};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Ids are as long as upstream's: 107 characters.
const ID_BYTES: usize = 80;
/// Where the database of several servers has uploads, what is in them, and how many there were.
const SHARED_UPLOADS: &str = "media/uploads/";
const SHARED_CONTENT: &str = "media/files/";
const COUNT: &str = "media.count";
/// What is not yet whole.
const UNFINISHED: &str = "part";

/// An upload about to be kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NewMedia {
    pub(crate) mchid: String,
    /// `image` or `video`.
    pub(crate) kind: String,
    /// As the merchant names it.
    pub(crate) filename: String,
    /// 64 lower-case hex digits.
    pub(crate) sha256: String,
    /// On the service clock.
    pub(crate) uploaded_at: i64,
}

/// An upload that is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Media {
    /// Counts uploads, from 1.
    pub(crate) number: i64,
    pub(crate) media_id: String,
    /// In bytes.
    pub(crate) size: usize,
    #[serde(flatten)]
    pub(crate) new: NewMedia,
}

/// All uploads.
#[derive(Debug)]
pub(crate) struct MediaFolder {
    folder: PathBuf,
    kept: Mutex<Vec<Arc<Media>>>,
}

impl MediaFolder {
    /// Reads what is there, and removes what a crash left half written.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        let files = folder.join("files");
        fs::create_dir_all(&files)?;
        sync_folder(&folder)?;
        let mut kept = Vec::new();
        for path in entries(&folder)?.into_iter().chain(entries(&files)?) {
            let extension = path.extension().and_then(|extension| extension.to_str());
            match extension {
                Some(UNFINISHED) => fs::remove_file(&path)?,
                Some("json") => match serde_json::from_slice(&fs::read(&path)?) {
                    Ok(media) => kept.push(Arc::<Media>::new(media)),
                    Err(error) => tracing::warn!(path = %path.display(), %error, "an upload cannot be read: left out"),
                },
                _ => {}
            }
        }
        kept.sort_by_key(|media| media.number);
        Ok(Self { folder, kept: Mutex::new(kept) })
    }

    /// Keeps an upload, and gives its `media_id` once the disk has it.
    pub(crate) async fn keep(
        self: &Arc<Self>,
        new: NewMedia,
        file: Bytes,
        entropy: &dyn Entropy,
        store: &dyn Store,
    ) -> io::Result<String> {
        let media_id = URL_SAFE_NO_PAD.encode(entropy.bytes::<ID_BYTES>());
        let mut media = Media { number: 0, media_id: media_id.clone(), size: file.len(), new };
        if let Some(common) = Common::of(store) {
            media.number = number(common).await.map_err(io::Error::other)?;
            share(&media, &file, common.shared).await?;
        }
        let folder = self.clone();
        // Goes on by itself where the caller hangs up: an upload nobody was told of does no harm.
        tokio::task::spawn_blocking(move || folder.write(media, &file)).await.map_err(io::Error::other)??;
        Ok(media_id)
    }

    fn write(&self, mut media: Media, file: &[u8]) -> io::Result<()> {
        let content = self.content_path(&media.new.sha256);
        if !content.exists() {
            write_whole(&content, &media.media_id, file)?;
        }
        // Under the lock: uploads are numbered in the order in which they are there.
        let mut kept = self.kept.lock();
        if media.number == 0 {
            media.number = kept.last().map_or(1, |last| last.number + 1);
        }
        self.note(&mut kept, media)
    }

    /// Notes an upload that has its number, unless it is noted.
    fn note(&self, kept: &mut Vec<Arc<Media>>, media: Media) -> io::Result<()> {
        if kept.iter().rev().any(|other| other.media_id == media.media_id) {
            return Ok(());
        }
        let record = self.folder.join(&media.media_id).with_extension("json");
        write_whole(&record, &media.media_id, &serde_json::to_vec_pretty(&media)?)?;
        let place = kept.partition_point(|other| other.number < media.number);
        kept.insert(place, Arc::new(media));
        Ok(())
    }

    /// Takes over what was uploaded since by way of other servers.
    pub(crate) async fn take_over(&self, shared: &dyn Shared, since: i64) -> Result<(), StoreError> {
        for SharedFile { name, content } in shared.files(SHARED_UPLOADS, since).await? {
            let Some(media) = content.and_then(|content| self.readable(&name, &content)) else { continue };
            if let Err(error) = self.note(&mut self.kept.lock(), media) {
                tracing::warn!(name, %error, "an upload cannot be written into the data folder: left out");
            }
        }
        Ok(())
    }

    /// An upload that another server has kept. Its id is the name of its file.
    fn readable(&self, name: &str, content: &[u8]) -> Option<Media> {
        let media = serde_json::from_slice::<Media>(content).ok();
        let media =
            media.filter(|media| name == format!("{SHARED_UPLOADS}{}", media.media_id) && is_id(&media.media_id));
        if media.is_none() {
            tracing::warn!(name, "an upload in the database cannot be read: left out");
        }
        media
    }

    fn content_path(&self, sha256: &str) -> PathBuf {
        self.folder.join("files").join(sha256)
    }

    /// A page of uploads, newest first: of this merchant, older than this number.
    pub(crate) fn list(&self, mchid: Option<&str>, before: Option<i64>, limit: usize) -> Vec<Arc<Media>> {
        let kept = self.kept.lock();
        let wanted = |media: &&Arc<Media>| {
            before.is_none_or(|before| media.number < before) && mchid.is_none_or(|mchid| media.new.mchid == mchid)
        };
        kept.iter().rev().filter(wanted).take(limit).cloned().collect()
    }

    /// The upload of this id, also where another server was given it just now.
    pub(crate) async fn find(&self, media_id: &str, store: &dyn Store) -> Result<Option<Arc<Media>>, StoreError> {
        let known = self.kept.lock().iter().rev().find(|media| media.media_id == media_id).cloned();
        match store.shared() {
            Some(shared) if known.is_none() && is_id(media_id) => {
                let name = format!("{SHARED_UPLOADS}{media_id}");
                let content = shared.file(&name).await?;
                Ok(content.and_then(|content| self.readable(&name, &content)).map(Arc::new))
            }
            _ => Ok(known),
        }
    }

    /// Its bytes, which come from the database where they are asked for here for the first time.
    pub(crate) async fn read(self: &Arc<Self>, media: &Media, store: &dyn Store) -> io::Result<Vec<u8>> {
        let path = self.content_path(&media.new.sha256);
        if let Some(shared) = store.shared()
            && !path.exists()
        {
            let name = format!("{SHARED_CONTENT}{}", media.new.sha256);
            let content = shared.file(&name).await.map_err(io::Error::other)?;
            let content = content.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            let unique = media.media_id.clone();
            let written = move || write_whole(&path, &unique, &content).map(|()| content);
            return tokio::task::spawn_blocking(written).await.map_err(io::Error::other)?;
        }
        tokio::task::spawn_blocking(move || fs::read(path)).await.map_err(io::Error::other)?
    }
}

/// The number of one more upload, of all servers'.
async fn number(common: Common<'_>) -> Result<i64, StoreError> {
    let next = |count: Option<&str>| {
        let corrupt = |source| StoreError::Corrupt { what: "number of uploads", source };
        let next = count.map_or(Ok(0), serde_json::from_str::<i64>).map_err(corrupt)? + 1;
        Ok((Some(next.to_string()), next))
    };
    common.change(COUNT, next).await
}

/// The content first: what is there is there as a whole.
async fn share(media: &Media, file: &[u8], shared: &dyn Shared) -> io::Result<()> {
    let content = format!("{SHARED_CONTENT}{}", media.new.sha256);
    let record = format!("{SHARED_UPLOADS}{}", media.media_id);
    for (name, bytes) in [(content, file.to_vec()), (record, serde_json::to_vec(media)?)] {
        shared.change_files(None, vec![(name, Some(bytes))]).await.map_err(io::Error::other)?;
    }
    Ok(())
}

/// Only such names become paths.
fn is_id(media_id: &str) -> bool {
    !media_id.is_empty() && media_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// Writes a file that is there as a whole or not at all; on disk when this returns.
fn write_whole(path: &Path, unique: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_file_name(unique).with_extension(UNFINISHED);
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// A new name is on disk once its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows knows no such thing, and needs none.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    /// As an upload is kept where there is one server.
    fn keep(folder: &Arc<MediaFolder>, new: NewMedia) -> String {
        let media_id = URL_SAFE_NO_PAD.encode((&SystemEntropy as &dyn Entropy).bytes::<ID_BYTES>());
        folder.write(Media { number: 0, media_id: media_id.clone(), size: 3, new }, b"one").expect("kept");
        media_id
    }

    fn picture(sha256: &str) -> NewMedia {
        NewMedia {
            mchid: "1900000001".to_owned(),
            kind: "image".to_owned(),
            filename: "a.png".to_owned(),
            sha256: sha256.to_owned(),
            uploaded_at: 1,
        }
    }

    #[test]
    fn what_is_left_half_written_is_gone_and_the_rest_is_there() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = Arc::new(MediaFolder::open(data.path().to_owned()).expect("a media folder"));
        let first = keep(&folder, picture("aa"));
        let second = keep(&folder, picture("aa"));
        assert_ne!(first, second);
        assert_eq!(entries(&data.path().join("files")).expect("files").len(), 1, "once on disk");
        let half = data.path().join("files/half.part");
        fs::write(&half, "ha").expect("written");
        fs::write(data.path().join("broken.json"), "{").expect("written");

        let folder = MediaFolder::open(data.path().to_owned()).expect("a media folder");
        assert!(!half.exists());
        let listed: Vec<_> = folder.list(None, None, 9).iter().map(|media| media.number).collect();
        assert_eq!(listed, [2, 1], "newest first, the broken one left out");
        assert_eq!(folder.list(None, Some(2), 9).len(), 1);
        assert!(folder.list(Some("1900000002"), None, 9).is_empty());
        let found = folder.list(None, None, 9).pop().expect("the first");
        assert_eq!((&found.media_id, found.size), (&first, 3));
        let bytes = fs::read(folder.content_path(&found.new.sha256)).expect("its bytes");
        assert_eq!(bytes, b"one");
    }
}
