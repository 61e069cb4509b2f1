//! The least that a signing server can do: read a request, verify it, sign a fixed answer. No rules, no storage.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use payscore_wire::{Authorization, PrivateKey, PublicKey, message};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::TcpListener;

/// About as long as a created order's answer.
const BODY: &[u8] = &[b'x'; 700];

/// Whose requests are verified, and what answers are signed with.
pub struct Keys {
    /// The caller's.
    pub merchant: PublicKey,
    /// The server's own.
    pub platform: PrivateKey,
}

/// Serves for ever.
pub async fn serve(listener: TcpListener, keys: Keys) {
    let keys = Arc::new(keys);
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let keys = keys.clone();
        let service = service_fn(move |request| answer(request, keys.clone()));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(request: Request<Incoming>, keys: Arc<Keys>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let header = parts.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let authentic = Authorization::parse(header).is_ok_and(|given| {
        let signed = message::request(parts.method.as_str(), target, given.timestamp, &given.nonce_str, &body);
        keys.merchant.verify(&signed, &given.signature)
    });
    let signature = keys.platform.sign(&message::response("1700000000", "nonce", BODY));
    let response = Response::builder()
        .status(if authentic { 200 } else { 401 })
        .header("wechatpay-signature", signature)
        .body(Full::new(Bytes::from_static(BODY)));
    Ok(response.unwrap_or_default())
}
