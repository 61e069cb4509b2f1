//! A way to the database that can be moved to another one, closed, or made to swallow everything.

use crate::Result;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// They lead to this port of loopback.
    To(u16),
    /// They end.
    Closed,
    /// They stay, and nothing comes through: a cable that was pulled.
    Silent,
}

/// A port of loopback that leads wherever it is told to.
#[derive(Debug)]
pub(crate) struct Forwarder {
    pub(crate) port: u16,
    way: watch::Sender<Way>,
}

impl Forwarder {
    pub(crate) async fn start(way: Way) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (sender, receiver) = watch::channel(way);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let way = receiver.clone();
                // Its end is its peers' affair.
                tokio::spawn(async move { forward(stream, way).await });
            }
        });
        Ok(Self { port, way: sender })
    }

    /// For all connections, those that there are too: none survives a change.
    pub(crate) fn lead(&self, way: Way) {
        self.way.send_replace(way);
    }
}

async fn forward(mut stream: TcpStream, mut way: watch::Receiver<Way>) -> std::io::Result<()> {
    let now = *way.borrow_and_update();
    match now {
        Way::Closed => {}
        // Ended by the next change.
        Way::Silent => drop(way.changed().await),
        Way::To(port) => {
            let mut to = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
            stream.set_nodelay(true)?;
            to.set_nodelay(true)?;
            tokio::select! {
                ended = copy_bidirectional(&mut stream, &mut to) => drop(ended?),
                _ = way.changed() => {
                    if *way.borrow_and_update() == Way::Silent {
                        drop(way.changed().await);
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Says which one it is to whoever connects, and then what it hears.
    async fn echo(name: u8) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let _ = stream.write_all(&[name]).await;
                    let (mut read, mut write) = stream.split();
                    let _ = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        port
    }

    #[tokio::test]
    async fn it_leads_to_one_then_to_the_other_and_old_connections_end() {
        let forwarder = Forwarder::start(Way::To(echo(1).await)).await.expect("a forwarder");
        let mut first = TcpStream::connect(("127.0.0.1", forwarder.port)).await.expect("connected");
        assert_eq!(first.read_u8().await.expect("a byte"), 1);
        first.write_u8(9).await.expect("sent");
        assert_eq!(first.read_u8().await.expect("an echo"), 9);
        forwarder.lead(Way::To(echo(2).await));
        assert!(first.read_u8().await.is_err(), "it ended");
        let mut second = TcpStream::connect(("127.0.0.1", forwarder.port)).await.expect("connected");
        assert_eq!(second.read_u8().await.expect("a byte"), 2);
    }

    #[tokio::test]
    async fn silence_keeps_connections_and_closing_ends_them() {
        let forwarder = Forwarder::start(Way::To(echo(1).await)).await.expect("a forwarder");
        let mut stream = TcpStream::connect(("127.0.0.1", forwarder.port)).await.expect("connected");
        assert_eq!(stream.read_u8().await.expect("a byte"), 1);
        forwarder.lead(Way::Silent);
        let mut late = TcpStream::connect(("127.0.0.1", forwarder.port)).await.expect("connected, to nobody");
        stream.write_u8(9).await.expect("sent into the void");
        tokio::task::yield_now().await;
        assert!(stream.try_read(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock));
        forwarder.lead(Way::Closed);
        assert!(stream.read_u8().await.is_err() && late.read_u8().await.is_err());
    }
}
