//! What an upload puts on the wire, what of it is in memory, and what happens when its source or its connection gives
//! out on the way: against a bare socket.

use payscore::{Client, Config, Error, MediaFile, MediaSource, PrivateKey, RetryPolicy, UploadError, blocking};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// Only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);
const PIECE: usize = 64 << 10;
const REFUSAL: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 30\r\n\r\n{\"code\":\"NO\",\"message\":\"done\"}";

type Send = fn(Config, MediaFile) -> Error;
const CLIENTS: [(&str, Send); 2] = [("async", send_async), ("blocking", send_blocking)];

fn send_async(config: Config, file: MediaFile) -> Error {
    let client = Client::new(config).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.upload_video(file)).unwrap_err()
}

fn send_blocking(config: Config, file: MediaFile) -> Error {
    blocking::Client::new(config).upload_video(file).unwrap_err()
}

fn config(base_url: &str) -> Config {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    Config::builder()
        .mchid("1900000109")
        .serial_no("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E")
        .private_key(KEY.get_or_init(|| PrivateKey::generate().unwrap()).clone())
        .apiv3_key("0123456789abcdef0123456789abcdef")
        .base_url(base_url)
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE)
        .check_limits(false)
        .build()
        .unwrap()
        .with_retry(RetryPolicy::default().base_delay(Duration::ZERO))
}

fn serve<T: std::marker::Send + 'static>(
    act: impl FnOnce(TcpListener) -> T + std::marker::Send + 'static,
) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || act(listener)))
}

/// How long the body of the next request is to be.
fn announced(stream: &mut TcpStream) -> usize {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    assert_eq!(head.matches("content-length: ").count(), 1, "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    length.parse().unwrap()
}

/// Reads so much, or all there is; how much that was. Keeps nothing.
fn swallow(stream: &mut TcpStream, most: usize) -> usize {
    let mut buffer = vec![0; PIECE];
    let mut read = 0;
    while read < most {
        let room = buffer.len().min(most - read);
        match stream.read(&mut buffer[..room]) {
            Ok(length) if length > 0 => read += length,
            _ => break,
        }
    }
    read
}

/// Gives as many bytes as the array says, opening by opening; then fails, if it is to.
struct Scripted {
    lengths: Vec<usize>,
    fails: bool,
    opened: Arc<AtomicUsize>,
}

impl Scripted {
    fn new(lengths: &[usize], fails: bool) -> (Self, Arc<AtomicUsize>) {
        let opened = Arc::new(AtomicUsize::new(0));
        (Self { lengths: lengths.to_vec(), fails, opened: opened.clone() }, opened)
    }
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

impl MediaSource for Scripted {
    fn open(&self) -> io::Result<Box<dyn Read + std::marker::Send>> {
        let at = self.opened.fetch_add(1, Ordering::Relaxed);
        let bytes = io::repeat(7).take(self.lengths[at] as u64);
        Ok(if self.fails && at > 0 { Box::new(bytes.chain(Failing)) } else { Box::new(bytes) })
    }
}

#[test]
fn a_source_that_gives_out_on_the_way_leaves_a_request_that_is_not_whole() {
    const WHOLE: usize = 20 * PIECE;
    for (name, send) in CLIENTS {
        for (second, fails) in [(WHOLE - 1, false), (WHOLE + 1, false), (3 * PIECE, false), (3 * PIECE, true)] {
            let (url, thread) = serve(|listener| {
                let (mut stream, _) = listener.accept().unwrap();
                let length = announced(&mut stream);
                (length, swallow(&mut stream, usize::MAX))
            });
            let (source, opened) = Scripted::new(&[WHOLE, second], fails);
            let error = send(config(&url), MediaFile::from_source("a.mp4", source));
            match &error {
                Error::Upload(UploadError::Read { source, .. }) if fails => {
                    assert_eq!(source.to_string(), "the disk is gone");
                }
                Error::Upload(UploadError::Changed { filename }) if !fails => assert_eq!(filename, "a.mp4"),
                other => panic!("{name}: {other:?}"),
            }
            assert!(!error.may_have_taken_effect(), "{name}");
            let (announced, arrived) = thread.join().unwrap();
            assert!(announced > WHOLE && arrived < announced, "{name}: {arrived} of {announced}");
            assert_eq!(opened.load(Ordering::Relaxed), 2, "{name}: nothing is tried again");
        }
    }
}

#[test]
fn after_a_connection_that_broke_the_file_is_read_and_sent_once_more() {
    const WHOLE: usize = 40 * PIECE;
    for (name, send) in CLIENTS {
        let (url, thread) = serve(|listener| {
            let (mut first, _) = listener.accept().unwrap();
            let length = announced(&mut first);
            swallow(&mut first, WHOLE / 4);
            // Unread bytes make it a reset.
            drop(first);
            let (mut second, _) = listener.accept().unwrap();
            assert_eq!(announced(&mut second), length);
            let arrived = swallow(&mut second, length);
            second.write_all(REFUSAL).unwrap();
            (length, arrived)
        });
        let (source, opened) = Scripted::new(&[WHOLE; 3], false);
        let error = send(config(&url), MediaFile::from_source("a.mp4", source));
        assert_eq!(error.code(), Some("NO"), "{name}: {error:?}");
        let (announced, arrived) = thread.join().unwrap();
        assert_eq!(arrived, announced, "{name}");
        assert_eq!(opened.load(Ordering::Relaxed), 3, "{name}: hashed, sent, sent again");
    }
}

/// Of this process, in bytes: what is in memory now, or was at most.
#[cfg(target_os = "linux")]
fn memory(field: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// What this does to the memory that the process has at most. Run by itself in a process of its own: others count, too.
#[cfg(target_os = "linux")]
#[test]
fn of_a_long_file_only_a_piece_is_in_memory() {
    const CHILD: &str = "UPLOADS_ALONE";
    const WHOLE: usize = 16 << 20;
    const NAME: &str = "of_a_long_file_only_a_piece_is_in_memory";
    if std::env::var_os(CHILD).is_none() {
        let alone = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(CHILD, "1")
            .status();
        assert!(alone.unwrap().success());
        return;
    }
    let (url, thread) = serve(|listener| {
        for _ in 0..6 {
            let (mut stream, _) = listener.accept().unwrap();
            let length = announced(&mut stream);
            assert_eq!(swallow(&mut stream, length), length);
            stream.write_all(REFUSAL).unwrap();
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    for (name, send) in CLIENTS {
        let upload = |file| assert_eq!(send(config(&url), file).code(), Some("NO"), "{name}");
        // Keys, threads, what is made once.
        upload(MediaFile::from_bytes("a.mp4", "film"));
        std::fs::File::create(&path).unwrap().set_len(WHOLE as u64).unwrap();
        // The highest is forgotten.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = memory("VmRSS:");
        upload(MediaFile::from_path(&path));
        upload(MediaFile::from_reader("a.mp4", io::repeat(7).take(WHOLE as u64)));
        let grown = memory("VmHWM:").saturating_sub(before);
        println!("{name}: {} KiB more at most, for a file of {} KiB", grown >> 10, WHOLE >> 10);
        assert!(grown < WHOLE / 8, "{name}: {grown} bytes");
    }
    thread.join().unwrap();
}
