use super::content::CHUNK;
use super::*;
use crate::testing::config;
use payscore_api::merchant::media::{IMAGE, VIDEO};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn refused(file: MediaFile) -> UploadError {
    match file.into_upload(&IMAGE, &config()) {
        Err(Error::Upload(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// What an attempt would send of the file.
fn sent(upload: &Upload) -> Result<Vec<u8>, UploadError> {
    let (mut all, mut reading) = (Vec::new(), Reading::new(upload.content()));
    loop {
        reading = reading.next()?;
        match reading.piece() {
            [] => return Ok(all),
            piece => all.extend_from_slice(piece),
        }
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
    let endless = MediaFile::from_source("a.png", || Ok(io::repeat(0)));
    assert!(matches!(refused(endless), UploadError::TooLarge { .. }));
}

#[test]
fn bytes_paths_sources_and_readers_give_the_same_as_often_as_asked() {
    let film: Vec<u8> = (0..=250).cycle().take(3 * CHUNK + 7).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    std::fs::write(&path, &film).unwrap();
    let (again, once) = (film.clone(), io::Cursor::new(film.clone()));
    let files = [
        MediaFile::from_bytes("a.mp4", film.clone()),
        MediaFile::from_path(&path),
        MediaFile::from_source("a.mp4", move || Ok(io::Cursor::new(again.clone()))),
        MediaFile::from_reader("b.mp4", once).named("a.mp4"),
    ];
    let uploads = files.map(|file| file.into_upload(&VIDEO, &config()).unwrap());
    for upload in &uploads {
        assert_eq!(upload.call(), uploads[0].call());
        (0..2).for_each(|_| assert!(sent(upload).unwrap() == film, "{upload:?}"));
    }
    assert!(uploads[0].call().form.is_some() && uploads[0].call().path == "/v3/merchant/media/video_upload");
}

#[test]
fn two_readings_of_what_was_kept_do_not_disturb_each_other() {
    let film: Vec<u8> = (0..=250).cycle().take(3 * CHUNK).collect();
    let file = MediaFile::from_reader("a.mp4", io::Cursor::new(film.clone()));
    let upload = file.into_upload(&VIDEO, &config()).unwrap();
    let given_up = Reading::new(upload.content()).next().unwrap();
    assert!(sent(&upload).unwrap() == film);
    assert_eq!(given_up.next().unwrap().piece(), &film[CHUNK..2 * CHUNK]);
}

#[test]
fn a_file_that_is_another_one_by_then_is_found_out() {
    let path = |contents: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        std::fs::write(&path, b"first").unwrap();
        let upload = MediaFile::from_path(&path).into_upload(&IMAGE, &config()).unwrap();
        std::fs::write(&path, contents).unwrap();
        sent(&upload)
    };
    assert_eq!(path(b"first").unwrap(), b"first");
    for changed in [b"firs".as_slice(), b"first!", b"First", b""] {
        assert!(matches!(path(changed), Err(UploadError::Changed { filename }) if filename == "a.png"), "{changed:?}");
    }
}

/// Fails at its second piece from the second opening on.
struct Failing {
    opened: AtomicUsize,
}

impl MediaSource for Failing {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let whole = io::repeat(1).take(2 * CHUNK as u64);
        if self.opened.fetch_add(1, Ordering::Relaxed) == 0 {
            return Ok(Box::new(whole));
        }
        Ok(Box::new(io::repeat(1).take(CHUNK as u64).chain(Broken)))
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn a_source_that_fails_says_so() {
    let failing = MediaFile::from_source("a.png", Failing { opened: AtomicUsize::new(0) });
    let error = sent(&failing.into_upload(&IMAGE, &config()).unwrap()).unwrap_err();
    assert!(matches!(&error, UploadError::Read { source, .. } if source.to_string() == "the disk is gone"), "{error}");
}

#[test]
fn no_more_than_a_piece_is_asked_for_at_once() {
    static LONGEST: Mutex<usize> = Mutex::new(0);
    struct Watched(io::Take<io::Repeat>);
    impl Read for Watched {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let mut longest = LONGEST.lock().unwrap();
            *longest = buf.len().max(*longest);
            self.0.read(buf)
        }
    }
    let source = || Ok(Watched(io::repeat(1).take(2 << 20)));
    let upload = MediaFile::from_source("a.png", source).into_upload(&IMAGE, &config()).unwrap();
    assert_eq!(sent(&upload).unwrap().len(), 2 << 20);
    assert_eq!(*LONGEST.lock().unwrap(), CHUNK);
}

#[test]
fn unchecked_limits_are_left_to_the_server() {
    let config = config().with_check_limits(false);
    assert!(MediaFile::from_bytes("a.gif", vec![0; 3 << 20]).into_upload(&IMAGE, &config).is_ok());
}
