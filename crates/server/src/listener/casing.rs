//! `Request-ID` in exactly this casing.
//!
//! hyper can write headers in title case, which makes `Request-Id` of it; wechatpay-java keeps names in a
//! case-sensitive map and does not find that. hyper does write other casings, from a type that it puts into a
//! request's extensions when it preserves their casing, but which nobody else can make. So one request in upstream's
//! casing is read at start, and what hyper noted about it is attached to every answer.

use axum::response::Response;
use http::Extensions;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

/// What title case gets wrong; and the other names of a signed answer, which hyper copies faster than it cases them.
const SAMPLE: &[u8] = b"GET / HTTP/1.1\r\n\
    Host: x\r\n\
    Request-ID: x\r\n\
    Cache-Control: x\r\n\
    Content-Language: x\r\n\
    Content-Type: x\r\n\
    Wechatpay-Nonce: x\r\n\
    Wechatpay-Serial: x\r\n\
    Wechatpay-Signature: x\r\n\
    Wechatpay-Signature-Type: x\r\n\
    Wechatpay-Timestamp: x\r\n\
    X-Content-Type-Options: x\r\n\
    \r\n";

/// hyper's note of how the sample's headers were cased.
#[derive(Clone)]
pub(super) struct Casing(Arc<Extensions>);

impl Casing {
    /// Has hyper read the sample.
    pub(super) async fn learn() -> Self {
        let (mut client, server) = tokio::io::duplex(SAMPLE.len());
        let (seen, mut noted) = mpsc::channel(1);
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let note = request.extensions().clone();
            let seen = seen.clone();
            async move {
                let _ = seen.send(note).await;
                Ok::<_, Infallible>(hyper::Response::new(Empty::<Bytes>::new()))
            }
        });
        let connection =
            http1::Builder::new().preserve_header_case(true).serve_connection(TokioIo::new(server), service);
        let read = async {
            let _ = client.write_all(SAMPLE).await;
            noted.recv().await.unwrap_or_default()
        };
        // The connection never ends by itself: it is dropped once the note is there.
        let note = tokio::select! {
            note = read => note,
            _ = connection => Extensions::new(),
        };
        Self(Arc::new(note))
    }

    /// Has hyper write this answer's headers in the sample's casing.
    pub(super) fn apply(&self, response: &mut Response) {
        response.extensions_mut().extend((*self.0).clone());
    }
}
