//! The archive: writing it, and reading it without believing it.

use super::files::{Content, Item, mode};
use super::{BackupError, Entry, FORMAT, MANIFEST, Manifest, unread, unwritten};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use payscore_wire::digest::Sha256;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read};
use std::path::{Component, Path};
use tar::{Archive, Builder, EntryType, Header};

/// The longest manifest that is read: a million uploads have room.
const LONGEST_MANIFEST: u64 = 512 << 20;
const CHUNK: usize = 256 << 10;

/// A backup that is being written.
pub(super) struct Writer<'a> {
    path: &'a Path,
    tar: Builder<GzEncoder<BufWriter<&'a File>>>,
    entries: Vec<Entry>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(path: &'a Path, file: &'a File) -> Self {
        // Keys and pictures do not get shorter, and for the rest more effort gains little.
        let gzip = GzEncoder::new(BufWriter::with_capacity(CHUNK, file), Compression::fast());
        Self { path, tar: Builder::new(gzip), entries: Vec::new() }
    }

    pub(super) fn add(&mut self, item: &Item) -> Result<(), BackupError> {
        match &item.content {
            Content::Small(content) => self.file(&item.name, item.mode, content.len() as u64, content.as_slice()),
            Content::Link(target) => self.link(&item.name, item.mode, target),
            Content::Stream(path) => {
                let file = File::open(path).map_err(unread(path))?;
                let length = file.metadata().map_err(unread(path))?.len();
                self.stream(item, path, file, length)
            }
        }
    }

    fn stream(&mut self, item: &Item, path: &Path, file: impl Read, length: u64) -> Result<(), BackupError> {
        let mut content = file.take(length);
        self.file(&item.name, item.mode, length, &mut content)?;
        // Its header has already said how long it is.
        if content.limit() > 0 { Err(unread(path)(ErrorKind::UnexpectedEof.into())) } else { Ok(()) }
    }

    /// Adds a log, if there is one, as far as it has come. A reset that empties it while it is read leaves zeros in its
    /// place: to who reads nonces that are some of 1970, which count no longer.
    pub(super) fn add_log(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let file = match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            file => file.map_err(unread(path))?,
        };
        let metadata = file.metadata().map_err(unread(path))?;
        self.log(name, mode(&metadata), file, metadata.len())
    }

    fn log(&mut self, name: &str, mode: u32, file: impl Read, length: u64) -> Result<(), BackupError> {
        self.file(name, mode, length, file.chain(io::repeat(0)).take(length))
    }

    fn file(&mut self, name: &str, mode: u32, length: u64, content: impl Read) -> Result<(), BackupError> {
        let mut header = Header::new_gnu();
        header.set_mode(mode);
        header.set_size(length);
        let mut hashing = Hashing { reader: content, hash: Sha256::new() };
        self.tar.append_data(&mut header, name, &mut hashing).map_err(unwritten(self.path))?;
        self.entries.push(Entry { path: name.to_owned(), bytes: length, sha256: hashing.hash.hex() });
        Ok(())
    }

    fn link(&mut self, name: &str, mode: u32, target: &str) -> Result<(), BackupError> {
        let mut header = Header::new_gnu();
        header.set_mode(mode);
        header.set_entry_type(EntryType::Symlink);
        header.set_size(0);
        self.tar.append_link(&mut header, name, target).map_err(unwritten(self.path))?;
        self.entries.push(Entry { path: name.to_owned(), bytes: 0, sha256: Sha256::of(target.as_bytes()) });
        Ok(())
    }

    /// Writes the manifest, and all to disk.
    pub(super) fn end(mut self, manifest: impl FnOnce(Vec<Entry>) -> Manifest) -> Result<Manifest, BackupError> {
        let failed = unwritten(self.path);
        let manifest = manifest(self.entries);
        let json = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from).map_err(&failed)?;
        let mut header = Header::new_gnu();
        header.set_mode(0o600);
        header.set_size(json.len() as u64);
        self.tar.append_data(&mut header, MANIFEST, json.as_slice()).map_err(&failed)?;
        let file = self.tar.into_inner().and_then(GzEncoder::finish).map_err(&failed)?;
        file.into_inner().map_err(io::IntoInnerError::into_error).and_then(File::sync_all).map_err(failed)?;
        Ok(manifest)
    }
}

/// Hashes what is read through it.
struct Hashing<R> {
    reader: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.hash.update(&buffer[..length]);
        Ok(length)
    }
}

/// Takes what is read from a backup.
pub(super) trait Sink {
    /// A file, of which all must be read.
    fn file(&mut self, name: &str, mode: u32, content: &mut dyn Read) -> Result<(), BackupError>;
    /// A link to a neighbour.
    fn link(&mut self, name: &str, target: &str) -> Result<(), BackupError>;
}

/// Only looks.
struct Nothing<'a>(&'a Path);

impl Sink for Nothing<'_> {
    fn file(&mut self, _: &str, _: u32, content: &mut dyn Read) -> Result<(), BackupError> {
        io::copy(content, &mut io::sink()).map(drop).map_err(|error| broken(self.0, &error))
    }

    fn link(&mut self, _: &str, _: &str) -> Result<(), BackupError> {
        Ok(())
    }
}

/// Reads a backup through, and holds it against its manifest.
///
/// # Errors
/// [`BackupError::Unusable`] names the first entry that is not as it was saved.
pub fn verify(path: &Path) -> Result<Manifest, BackupError> {
    read(path, &mut Nothing(path))
}

fn unusable(path: &Path, reason: impl Into<String>) -> BackupError {
    BackupError::Unusable { path: path.to_owned(), reason: reason.into() }
}

/// What a damaged or cut file looks like to those who unpack it.
pub(super) fn broken(path: &Path, error: &io::Error) -> BackupError {
    unusable(path, format!("it is damaged, cut off, or no backup of payscore ({error})"))
}

/// Gives all entries to a sink, and believes them once the manifest has said the same.
pub(super) fn read(path: &Path, sink: &mut dyn Sink) -> Result<Manifest, BackupError> {
    let damaged = |error: io::Error| broken(path, &error);
    let file = File::open(path).map_err(unread(path))?;
    let mut archive = Archive::new(GzDecoder::new(BufReader::with_capacity(CHUNK, file)));
    let mut found = Vec::new();
    let mut manifest = None;
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = entry.path().map_err(damaged)?.to_str().map(ToOwned::to_owned);
        let name = name.filter(|name| is_below(name)).ok_or_else(|| {
            unusable(path, "an entry's name leads out of the data folder: it was not made by payscore")
        })?;
        if name == MANIFEST {
            let mut json = Vec::new();
            entry.take(LONGEST_MANIFEST).read_to_end(&mut json).map_err(damaged)?;
            let read = serde_json::from_slice(&json);
            manifest = Some(read.map_err(|error| unusable(path, format!("its {MANIFEST} cannot be read: {error}")))?);
            break;
        }
        found.push(take(path, name, &mut entry, sink)?);
    }
    // What stands between the entries has no hash but that of the whole, at its end.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(damaged)?;
    let none = || unusable(path, format!("it has no {MANIFEST}: it is cut off, or no backup of payscore"));
    compare(path, manifest.ok_or_else(none)?, &found)
}

fn take(
    path: &Path,
    name: String,
    entry: &mut tar::Entry<'_, impl Read>,
    sink: &mut dyn Sink,
) -> Result<Entry, BackupError> {
    let damaged = |error: io::Error| broken(path, &error);
    let bytes = entry.size();
    let sha256 = match entry.header().entry_type() {
        EntryType::Regular => {
            let mode = entry.header().mode().map_err(damaged)? & 0o777;
            let mut hashing = Hashing { reader: entry, hash: Sha256::new() };
            sink.file(&name, mode, &mut hashing)?;
            hashing.hash.hex()
        }
        EntryType::Symlink => {
            let target = entry.link_name().map_err(damaged)?.and_then(|target| target.to_str().map(str::to_owned));
            let target = target.filter(|target| is_below(target) && !target.contains('/'));
            let target = target.ok_or_else(|| unusable(path, format!("{name} is a link out of its folder")))?;
            sink.link(&name, &target)?;
            Sha256::of(target.as_bytes())
        }
        _ => return Err(unusable(path, format!("{name} is neither a file nor a link"))),
    };
    Ok(Entry { path: name, bytes, sha256 })
}

/// Whether a name stays in its folder.
fn is_below(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn compare(path: &Path, manifest: Manifest, found: &[Entry]) -> Result<Manifest, BackupError> {
    if manifest.format != FORMAT {
        let reason = format!("it has format {}, this payscore {FORMAT}: use the one that made it", manifest.format);
        return Err(unusable(path, reason));
    }
    for (said, found) in manifest.entries.iter().zip(found) {
        if said.path != found.path {
            return Err(unusable(path, format!("{} stands where {} should", found.path, said.path)));
        }
        if said != found {
            return Err(unusable(path, format!("{} is not as it was saved: its SHA-256 is another", said.path)));
        }
    }
    match manifest.entries.len().cmp(&found.len()) {
        std::cmp::Ordering::Equal => Ok(manifest),
        std::cmp::Ordering::Less => {
            Err(unusable(path, format!("{} was added to it", found[manifest.entries.len()].path)))
        }
        std::cmp::Ordering::Greater => {
            Err(unusable(path, format!("{} is missing", manifest.entries[found.len()].path)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn what_becomes_shorter_while_it_is_read_is_filled_up_or_told() {
        let (path, upload) = (PathBuf::from("backup.tar.gz"), PathBuf::from("picture"));
        let file = tempfile::tempfile().expect("a file");
        let mut archive = Writer::new(&path, &file);
        archive.log("nonces", 0o600, &b"1234"[..], 8).expect("added");
        assert_eq!(archive.entries[0].bytes, 8);
        assert_eq!(archive.entries[0].sha256, Sha256::of(b"1234\0\0\0\0"));
        let item = Item { name: "picture".to_owned(), mode: 0o600, content: Content::Stream(upload.clone()) };
        let cut = archive.stream(&item, &upload, &b"1234"[..], 8);
        assert!(matches!(cut, Err(BackupError::Read { path, .. }) if path == upload));
    }
}
