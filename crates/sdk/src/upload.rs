//! Files to upload, and why one is not.

use crate::config::Config;
use crate::core::Call;
use crate::error::Error;
use bytes::Bytes;
use payscore_api::merchant::media::Upload;
use payscore_wire::digest::Sha256;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// However little the limits are checked, no more than this is read: 16 MiB.
const MOST: usize = 16 << 20;
const CHUNK: usize = 64 << 10;

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
/// What is signed of an upload is the file's SHA-256, so all of the file is read before the first byte is sent. It is
/// read once, in pieces that are hashed as they come, and no further than the limit (2 MiB, 5 MiB for a film); the
/// attempts of a call share the bytes. A reader need not be seekable.
pub struct MediaFile {
    filename: String,
    source: Source,
}

enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Reader(Box<dyn Read + Send>),
}

impl MediaFile {
    /// These bytes, under this name.
    pub fn from_bytes(filename: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { filename: filename.into(), source: Source::Bytes(bytes.into()) }
    }

    /// The file at this path, under its own name. It is opened when it is uploaded; by the async client on a thread
    /// where that disturbs nobody.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let filename = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { filename, source: Source::Path(path.to_owned()) }
    }

    /// What this reads to its end, under this name. It is read as a [path](Self::from_path) is.
    pub fn from_reader(filename: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self { filename: filename.into(), source: Source::Reader(Box::new(reader)) }
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

    /// Reads, hashes and checks the file, and makes a call of it.
    pub(crate) fn into_call(self, upload: &Upload, config: &Config) -> Result<Call, Error> {
        let filename = self.filename;
        let checks = config.checks_limits();
        if checks && !upload.takes(&filename) {
            return Err(UploadError::Extension { filename, allowed: upload.extensions }.into());
        }
        let limit = if checks { upload.max_bytes } else { MOST };
        let failed = |filename: &str, source| UploadError::Read { filename: filename.to_owned(), source };
        let (content, sha256) = match self.source {
            Source::Bytes(bytes) => {
                let sha256 = Sha256::of(&bytes);
                (bytes, sha256)
            }
            Source::Path(path) => {
                let file = std::fs::File::open(&path).map_err(|source| failed(&path.to_string_lossy(), source))?;
                read(file, limit).map_err(|source| failed(&filename, source))?
            }
            Source::Reader(reader) => read(reader, limit).map_err(|source| failed(&filename, source))?,
        };
        if content.len() > limit {
            return Err(UploadError::TooLarge { filename, limit }.into());
        }
        if checks && content.is_empty() {
            return Err(UploadError::Empty { filename }.into());
        }
        Ok(Call::upload(upload, &filename, &sha256, &content)?)
    }
}

/// Everything, or one byte more than `limit`.
fn read(reader: impl Read, limit: usize) -> io::Result<(Bytes, String)> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut reader = reader.take(most);
    let (mut content, mut hash) = (Vec::new(), Sha256::new());
    let mut chunk = vec![0; CHUNK];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return Ok((content.into(), hash.hex())),
            Ok(length) => {
                hash.update(&chunk[..length]);
                content.extend_from_slice(&chunk[..length]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl fmt::Debug for MediaFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = match &self.source {
            Source::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Source::Path(path) => path.display().to_string(),
            Source::Reader(_) => "a reader".to_owned(),
        };
        write!(f, "MediaFile({:?}, {from})", self.filename)
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::config;
    use payscore_api::merchant::media::{IMAGE, VIDEO};

    fn refused(file: MediaFile) -> UploadError {
        match file.into_call(&IMAGE, &config()) {
            Err(Error::Upload(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_taken_is_not_sent() {
        assert!(matches!(refused(MediaFile::from_bytes("a.gif", "x")), UploadError::Extension { .. }));
        assert!(matches!(refused(MediaFile::from_bytes("a.png", "")), UploadError::Empty { .. }));
        let error = refused(MediaFile::from_path("/nowhere/a.png"));
        assert!(matches!(&error, UploadError::Read { filename, .. } if filename == "/nowhere/a.png"), "{error}");
        let long = MediaFile::from_bytes("a.png", vec![0; (2 << 20) + 1]);
        assert!(matches!(refused(long), UploadError::TooLarge { limit: 2_097_152, .. }));
    }

    #[test]
    fn a_reader_without_an_end_is_not_read_to_it() {
        let endless = MediaFile::from_reader("a.png", io::repeat(0));
        assert!(matches!(refused(endless), UploadError::TooLarge { .. }));
    }

    #[test]
    fn bytes_paths_and_readers_give_the_same_call() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        std::fs::write(&path, b"film").unwrap();
        let call = |file: MediaFile| file.into_call(&VIDEO, &config()).unwrap();
        let bytes = call(MediaFile::from_bytes("a.mp4", "film"));
        assert_eq!(bytes, call(MediaFile::from_path(&path)));
        assert_eq!(bytes, call(MediaFile::from_reader("b.mp4", b"film".as_slice()).named("a.mp4")));
        assert!(bytes.form.is_some() && bytes.path == "/v3/merchant/media/video_upload");
    }

    #[test]
    fn unchecked_limits_are_left_to_the_server() {
        let config = config().with_check_limits(false);
        assert!(MediaFile::from_bytes("a.gif", vec![0; 3 << 20]).into_call(&IMAGE, &config).is_ok());
    }
}
