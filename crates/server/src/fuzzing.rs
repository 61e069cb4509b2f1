//! What reads strangers' bytes, within reach of the fuzz targets (`crates/fuzz`): no API, and no promise.

use crate::app::Addresses;
use crate::gateway::{Form, signed_part, strip_prefix};
use crate::listener::{Desk, Proxy, Stop};
use crate::server::{desk, open, open_store, open_tls};
use crate::{Config, StartError};
use bytes::Bytes;
use payscore_api::merchant::media::META;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::watch;

/// What stays in flight between a connection's two ends.
const IN_FLIGHT: usize = 16 << 10;

/// What an upload's form was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenForm {
    /// The field `meta`.
    pub meta: Option<Bytes>,
    /// The file `file`.
    pub file: Option<Bytes>,
    /// What is wrong with the form.
    pub trouble: Option<String>,
    /// What a merchant would be told, were there no `meta`.
    pub why_missing: String,
}

/// Reads an upload's form.
pub fn form(content_type: &str, body: Bytes) -> SeenForm {
    let form = Form::parse(content_type, body);
    let why_missing = form.why_missing(META);
    SeenForm { why_missing, meta: form.meta, file: form.file, trouble: form.trouble }
}

/// What of an upload's body is signed, where nothing but the body is known.
pub fn signed_part_of(target: &str, body: &[u8]) -> Option<Bytes> {
    signed_part(target, body)
}

/// A target without what stands before `/v3/`.
pub fn without_prefix(target: &http::Uri) -> http::Uri {
    let mut request = http::Request::new(());
    *request.uri_mut() = target.clone();
    strip_prefix(request).uri().clone()
}

/// Which of a server's doors a connection comes in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// Plain HTTP: API, control API and console.
    Front,
    /// The forward proxy.
    Proxy,
}

/// A server that listens nowhere: connections are made to it in memory.
pub struct House {
    front: Desk,
    proxy: Arc<Proxy>,
    stopped: Stop,
    _stop: watch::Sender<bool>,
}

impl House {
    /// Opens the data folder and provides it, as a server does.
    pub async fn open(config: Config) -> Result<Self, StartError> {
        let (stop, stopped) = watch::channel(false);
        let store = open_store(&config)?;
        let tls = open_tls(&config)?;
        let addresses = Addresses { http: config.listen, tls: None, proxy: None };
        let app = Arc::new(open(config, store, 0, addresses, stopped.clone()).await?);
        let front = desk(&app).await;
        let proxy = Proxy { desk: front.of_the_api(), tls, server: addresses.http, tunnel: false };
        Ok(Self { front, proxy: Arc::new(proxy), stopped, _stop: stop })
    }

    /// Sends all of `bytes` from `peer`, then no more; what came back until the server had enough.
    pub async fn hear(&self, entrance: Entrance, peer: SocketAddr, bytes: &[u8]) -> Vec<u8> {
        let (client, server) = tokio::io::duplex(IN_FLIGHT);
        let (_, answer) = tokio::join!(self.serve(entrance, peer, server), say(client, bytes));
        answer
    }

    async fn serve(&self, entrance: Entrance, peer: SocketAddr, stream: DuplexStream) {
        match entrance {
            Entrance::Front => self.front.clone().converse_unwatched(stream, peer).await,
            Entrance::Proxy => self.proxy.clone().converse_unwatched(stream, peer, self.stopped.clone()).await,
        }
    }
}

async fn say(client: DuplexStream, bytes: &[u8]) -> Vec<u8> {
    let (mut answers, mut requests) = tokio::io::split(client);
    let mut answer = Vec::new();
    let send = async {
        // A server that has had enough does not read the rest.
        let _ = requests.write_all(bytes).await;
        let _ = requests.shutdown().await;
    };
    let (_, _) = tokio::join!(send, answers.read_to_end(&mut answer));
    answer
}
