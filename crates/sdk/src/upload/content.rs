//! A file's bytes: hashed once, then read again, piece by piece, for each attempt.

use super::{MediaSource, UploadError};
use bytes::Bytes;
use payscore_wire::digest::Sha256;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::SpooledTempFile;

/// A piece: no more of a file is in memory.
pub(super) const CHUNK: usize = 64 << 10;

/// Where bytes come from.
pub(super) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Opened(Arc<dyn MediaSource>),
    Once(Box<dyn Read + Send>),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => path.display().fmt(f),
            Self::Opened(_) => f.write_str("a source"),
            Self::Once(_) => f.write_str("a reader"),
        }
    }
}

impl Source {
    /// Reads everything, or one byte more than `limit`, and remembers what it was.
    pub(super) fn hashed(self, filename: &str, limit: usize) -> Result<Content, UploadError> {
        let failed = |source| UploadError::Read { filename: filename.to_owned(), source };
        let (length, sha256, again) = match self {
            Self::Bytes(bytes) => (bytes.len() as u64, Sha256::of(&bytes), Again::Bytes(bytes)),
            Self::Path(path) => {
                let unread = |source| UploadError::Read { filename: path.to_string_lossy().into_owned(), source };
                let file = File::open(&path).map_err(unread)?;
                if !file.metadata().map_err(unread)?.is_file() {
                    // A pipe, perhaps, which can be read only once.
                    return Self::Once(Box::new(file)).hashed(filename, limit);
                }
                let (length, sha256) = hash(file, limit, |_| Ok(())).map_err(failed)?;
                (length, sha256, Again::Opened(Arc::new(move || File::open(&path))))
            }
            Self::Opened(source) => {
                let (length, sha256) = source.open().and_then(|it| hash(it, limit, |_| Ok(()))).map_err(failed)?;
                (length, sha256, Again::Opened(source))
            }
            Self::Once(reader) => {
                let mut kept = SpooledTempFile::new(CHUNK);
                let (length, sha256) = hash(reader, limit, |piece| kept.write_all(piece)).map_err(failed)?;
                (length, sha256, Again::Kept(Arc::new(Mutex::new(kept))))
            }
        };
        Ok(Content { filename: filename.to_owned(), length, sha256, again })
    }
}

/// How much there is, up to one byte more than `limit`, and its hash.
fn hash(reader: impl Read, limit: usize, mut keep: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<(u64, String)> {
    let mut reader = reader.take(limit as u64 + 1);
    let (mut length, mut hash) = (0, Sha256::new());
    let mut chunk = vec![0; CHUNK];
    loop {
        let piece = match read(&mut reader, &mut chunk)? {
            0 => return Ok((length, hash.hex())),
            read => &chunk[..read],
        };
        hash.update(piece);
        keep(piece)?;
        length += piece.len() as u64;
    }
}

fn read(reader: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// A file that was hashed.
pub(crate) struct Content {
    filename: String,
    length: u64,
    sha256: String,
    again: Again,
}

/// Where it is read from once more.
enum Again {
    Bytes(Bytes),
    Opened(Arc<dyn MediaSource>),
    Kept(Arc<Mutex<SpooledTempFile>>),
}

impl Content {
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// All of it, where it is in memory anyway.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        if let Again::Bytes(bytes) = &self.again { Some(bytes) } else { None }
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.again {
            Again::Bytes(bytes) => Box::new(io::Cursor::new(bytes.clone())),
            Again::Opened(source) => source.open()?,
            Again::Kept(file) => Box::new(Kept { file: file.clone(), at: 0 }),
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({:?}, {} bytes)", self.filename, self.length)
    }
}

/// One attempt's reading of a file.
pub(crate) struct Reading {
    content: Arc<Content>,
    left: u64,
    reader: Option<Box<dyn Read + Send>>,
    hash: Sha256,
    piece: Vec<u8>,
}

impl Reading {
    /// Begins to read it. Nothing is opened yet.
    pub(crate) fn new(content: &Arc<Content>) -> Self {
        let (content, left) = (content.clone(), content.length);
        Self { content, left, reader: None, hash: Sha256::new(), piece: Vec::new() }
    }

    /// Reads the next piece. An empty one is the end; only then is it certain that this was the file that was hashed.
    pub(crate) fn next(mut self) -> Result<Self, UploadError> {
        match self.advance() {
            Ok(true) => Ok(self),
            Ok(false) => Err(UploadError::Changed { filename: self.content.filename.clone() }),
            Err(source) => Err(UploadError::Read { filename: self.content.filename.clone(), source }),
        }
    }

    /// What was read last.
    pub(crate) fn piece(&self) -> &[u8] {
        &self.piece
    }

    /// Whether it is, so far, the file that was hashed.
    fn advance(&mut self) -> io::Result<bool> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => none.insert(self.content.open()?),
        };
        // At its end there must not be a byte more.
        self.piece.resize(usize::try_from(self.left).unwrap_or(CHUNK).clamp(1, CHUNK), 0);
        let length = read(reader, &mut self.piece)?;
        self.piece.truncate(length);
        if self.left == 0 || length == 0 {
            return Ok(self.left == 0 && length == 0 && self.hash.clone().hex() == self.content.sha256);
        }
        self.hash.update(&self.piece);
        self.left -= length as u64;
        Ok(true)
    }
}

/// What a reader gave, from the beginning. Each reading has a place of its own: one that was given up may go on for a
/// piece while the next has begun.
struct Kept {
    file: Arc<Mutex<SpooledTempFile>>,
    at: u64,
}

impl Read for Kept {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let length = file.read(buf)?;
        self.at += length as u64;
        Ok(length)
    }
}
