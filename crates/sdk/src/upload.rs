//! Files to upload, and why one is not.

mod content;

pub(crate) use content::{Content, Reading};

use crate::config::Config;
use crate::core::Upload;
use crate::error::Error;
use bytes::Bytes;
use content::Source;
use payscore_api::merchant::media::Upload as Kind;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// However little the limits are checked, no more than this is read: 16 MiB.
const MOST: usize = 16 << 20;

/// A picture or a film to upload: its name, and where its bytes come from.
///
/// ```no_run
/// use payscore::MediaFile;
///
/// # async fn example(client: payscore::Client, jpeg: Vec<u8>) -> Result<(), payscore::Error> {
/// let licence = client.upload_image(MediaFile::from_path("licence.png")).await?.value.media_id;
/// let shop = client.upload_image(MediaFile::from_bytes("shop.jpg", jpeg)).await?.value.media_id;
/// # let _ = (licence, shop);
/// # Ok(())
/// # }
/// ```
///
/// What is signed of an upload is the file's SHA-256, so all of the file is read before the first byte is sent: once to
/// be hashed, no further than the limit (2 MiB, 5 MiB for a film), and once for each attempt, piece by piece, while it
/// is sent. No more than a piece of it, 64 KiB, is in memory at any time. A file that is another one by then ends in
/// [`UploadError::Changed`], and in a request that is not whole.
pub struct MediaFile {
    filename: String,
    source: Source,
}

/// Where a file's bytes come from, as often as they are asked for. A closure that opens a reader is one.
pub trait MediaSource: Send + Sync + 'static {
    /// Opens it, to be read from its beginning. By the async client this is called, and the reader read, on a thread
    /// where waiting disturbs nobody.
    ///
    /// # Errors
    /// Those of its own.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;
}

impl<F, R> MediaSource for F
where
    F: Fn() -> io::Result<R> + Send + Sync + 'static,
    R: Read + Send + 'static,
{
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(self()?))
    }
}

impl MediaFile {
    /// These bytes, under this name.
    pub fn from_bytes(filename: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { filename: filename.into(), source: Source::Bytes(bytes.into()) }
    }

    /// The file at this path, under its own name. It is opened when it is uploaded, and again for each attempt; by the
    /// async client on a thread where that disturbs nobody.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let filename = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { filename, source: Source::Path(path.to_owned()) }
    }

    /// What this opens, under this name: something that is in no file, and can be read more than once.
    ///
    /// ```
    /// let film = payscore::MediaFile::from_source("film.mp4", || std::fs::File::open("/mnt/films/1"));
    /// ```
    pub fn from_source(filename: impl Into<String>, source: impl MediaSource) -> Self {
        Self { filename: filename.into(), source: Source::Opened(Arc::new(source)) }
    }

    /// What this reads to its end, under this name. It can be read only once, and so goes through an unnamed file on
    /// disk if it is longer than a piece.
    pub fn from_reader(filename: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self { filename: filename.into(), source: Source::Once(Box::new(reader)) }
    }

    /// The same, under another name. Its extension says what it is.
    #[must_use]
    pub fn named(self, filename: impl Into<String>) -> Self {
        Self { filename: filename.into(), ..self }
    }

    /// Whether reading it may take a while.
    pub(crate) fn is_far(&self) -> bool {
        !matches!(self.source, Source::Bytes(_))
    }

    /// Hashes and checks the file, and makes an upload of it.
    pub(crate) fn into_upload(self, kind: &Kind, config: &Config) -> Result<Upload, Error> {
        let Self { filename, source } = self;
        let checks = config.checks_limits();
        if checks && !kind.takes(&filename) {
            return Err(UploadError::Extension { filename, allowed: kind.extensions }.into());
        }
        let limit = if checks { kind.max_bytes } else { MOST };
        let content = source.hashed(&filename, limit)?;
        if content.length() > limit as u64 {
            return Err(UploadError::TooLarge { filename, limit }.into());
        }
        if checks && content.length() == 0 {
            return Err(UploadError::Empty { filename }.into());
        }
        Ok(Upload::new(kind, &filename, content)?)
    }
}

impl fmt::Debug for MediaFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaFile({:?}, {})", self.filename, self.source)
    }
}

/// Why a file is not uploaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The name has another extension than such files have.
    #[error("`{filename}` has none of the extensions {}", allowed.join(", "))]
    Extension {
        /// The name.
        filename: String,
        /// The extensions.
        allowed: &'static [&'static str],
    },
    /// There is nothing in it.
    #[error("`{filename}` is empty")]
    Empty {
        /// The name.
        filename: String,
    },
    /// It is longer than such files may be.
    #[error("`{filename}` has more than {limit} bytes")]
    TooLarge {
        /// The name.
        filename: String,
        /// At most so many bytes.
        limit: usize,
    },
    /// It cannot be read.
    #[error("`{filename}` cannot be read")]
    Read {
        /// The name, or the path.
        filename: String,
        /// Why not.
        source: io::Error,
    },
    /// It was another one when it was sent than when it was hashed: shorter, longer, or with other bytes. The request
    /// was not completed.
    #[error("`{filename}` has changed since it was hashed")]
    Changed {
        /// The name.
        filename: String,
    },
}

#[cfg(test)]
#[path = "upload/tests.rs"]
mod tests;
