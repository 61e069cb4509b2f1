//! Uploaded files, in the data folder: bytes under their SHA-256 in `media/files/`, so that a file that is uploaded
//! twice takes its room once, and beside them a small JSON file for each upload. That one is written last: an upload is
//! there as a whole or not at all. Not in the database, whose one writer all orders wait for.

use crate::entropy::Entropy;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Ids are as long as upstream's: 107 characters.
const ID_BYTES: usize = 80;
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
    ) -> io::Result<String> {
        let media_id = URL_SAFE_NO_PAD.encode(entropy.bytes::<ID_BYTES>());
        let folder = self.clone();
        let id = media_id.clone();
        // Goes on by itself where the caller hangs up: an upload nobody was told of does no harm.
        tokio::task::spawn_blocking(move || folder.write(new, &id, &file)).await.map_err(io::Error::other)??;
        Ok(media_id)
    }

    fn write(&self, new: NewMedia, media_id: &str, file: &[u8]) -> io::Result<()> {
        let content = self.content_path(&new.sha256);
        if !content.exists() {
            write_whole(&content, media_id, file)?;
        }
        let mut media = Media { number: 0, media_id: media_id.to_owned(), size: file.len(), new };
        let record = self.folder.join(media_id).with_extension("json");
        // Under the lock: uploads are numbered in the order in which they are there.
        let mut kept = self.kept.lock();
        media.number = kept.last().map_or(1, |last| last.number + 1);
        write_whole(&record, media_id, &serde_json::to_vec_pretty(&media)?)?;
        kept.push(Arc::new(media));
        Ok(())
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

    /// The upload of this id.
    pub(crate) fn find(&self, media_id: &str) -> Option<Arc<Media>> {
        self.kept.lock().iter().rev().find(|media| media.media_id == media_id).cloned()
    }

    /// Its bytes.
    pub(crate) async fn read(&self, media: &Media) -> io::Result<Vec<u8>> {
        let path = self.content_path(&media.new.sha256);
        tokio::task::spawn_blocking(move || fs::read(path)).await.map_err(io::Error::other)?
    }
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

    fn picture(sha256: &str) -> NewMedia {
        NewMedia {
            mchid: "1900000001".to_owned(),
            kind: "image".to_owned(),
            filename: "a.png".to_owned(),
            sha256: sha256.to_owned(),
            uploaded_at: 1,
        }
    }

    #[tokio::test]
    async fn what_is_left_half_written_is_gone_and_the_rest_is_there() {
        let data = tempfile::tempdir().expect("a folder");
        let folder = Arc::new(MediaFolder::open(data.path().to_owned()).expect("a media folder"));
        let entropy: &dyn Entropy = &SystemEntropy;
        let first = folder.keep(picture("aa"), Bytes::from_static(b"one"), entropy).await.expect("kept");
        let second = folder.keep(picture("aa"), Bytes::from_static(b"one"), entropy).await.expect("kept");
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
        let found = folder.find(&first).expect("the first");
        assert_eq!((found.size, folder.read(&found).await.expect("its bytes").as_slice()), (3, b"one".as_slice()));
    }
}
