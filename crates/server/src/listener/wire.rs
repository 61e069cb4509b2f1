//! A connection that can be cut: it then ends with a reset, not with a goodbye, whatever is spoken over it. One whose
//! client does not read for long cuts itself: it would keep its place, and what is queued for it, for ever.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep};

/// Cuts one connection, from wherever its requests are answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Scissors(Arc<Orders>);

#[derive(Debug, Default)]
struct Orders {
    cut: AtomicBool,
    spare: AtomicBool,
}

impl Scissors {
    /// The connection ends with a reset as soon as it is dropped.
    pub(super) fn cut(&self) {
        self.0.cut.store(true, Ordering::Release);
    }

    /// Its client need not read for as long as it likes: what goes through it is somebody else's talk.
    pub(super) fn spare(&self) {
        self.0.spare.store(true, Ordering::Release);
    }
}

/// A connection as it was accepted.
pub(super) struct Wire {
    stream: TcpStream,
    scissors: Scissors,
    /// How long a write may wait for the client to read.
    patience: Duration,
    /// Set while one waits. Mostly none does, and needs no clock.
    alarm: Option<Pin<Box<Sleep>>>,
    /// Free for another connection when this one ends.
    _place: Option<OwnedSemaphorePermit>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, patience: Duration, place: Option<OwnedSemaphorePermit>) -> Self {
        Self { stream, scissors: Scissors::default(), patience, alarm: None, _place: place }
    }

    /// What comes first, left where it is.
    pub(super) async fn peek(&self, bytes: &mut [u8]) -> io::Result<usize> {
        self.stream.peek(bytes).await
    }

    pub(super) fn scissors(&self) -> Scissors {
        self.scissors.clone()
    }

    /// What a write has come to; an error where it has waited for too long.
    fn in_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() || self.scissors.0.spare.load(Ordering::Acquire) {
            self.alarm = None;
            return written;
        }
        let patience = self.patience;
        ready!(self.alarm.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
        // Else the system would go on trying to send what is queued.
        self.scissors.cut();
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.scissors.0.cut.load(Ordering::Acquire) {
            // To close without waiting for anything is what sends RST in place of FIN.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Never waits, and so says nothing of whether the client reads.
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    async fn connected(patience: Duration) -> (Wire, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let client = TcpStream::connect(address).await.expect("connected");
        let (stream, _) = listener.accept().await.expect("a connection");
        (Wire::new(stream, patience, None), client)
    }

    /// Writes until there is no more room; how much that was.
    async fn fill(wire: &mut Wire) -> usize {
        let mut length = 0;
        loop {
            // What the client has not yet taken from the system makes room a little later: not to be awaited here.
            tokio::task::yield_now().await;
            match wire.write(&[b'x'; 64 << 10]).now_or_never() {
                Some(written) => length += written.expect("written"),
                None => return length,
            }
        }
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_cut_off() {
        let (mut wire, mut client) = connected(Duration::from_millis(20)).await;
        let error = loop {
            if let Err(error) = wire.write(&[b'x'; 64 << 10]).await {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        drop(wire);
        let error = client.read_to_end(&mut Vec::new()).await.expect_err("no goodbye");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }

    #[tokio::test]
    async fn one_that_reads_a_little_has_all_the_time_again() {
        let (mut wire, mut client) = connected(Duration::from_secs(3600)).await;
        let filled = fill(&mut wire).await;
        assert!(wire.alarm.is_some());
        client.read_exact(&mut vec![0; filled]).await.expect("read");
        wire.write_all(b"x").await.expect("written");
        assert!(wire.alarm.is_none());
    }

    #[tokio::test]
    async fn a_tunnel_may_wait() {
        let (mut wire, _client) = connected(Duration::ZERO).await;
        wire.scissors().spare();
        fill(&mut wire).await;
        assert!(wire.alarm.is_none());
    }
}
