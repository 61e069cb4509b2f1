//! Bodies that nobody wants.

use bytes::Buf;
use http_body_util::BodyExt;
use hyper::body::Body;

/// The most that is read only to be dropped; who sends more sees the connection end.
const MOST: usize = 64 << 20;

/// Reads a body, or what is left of it, to its end. An answer given before the body came ends the connection: a client
/// that is still sending, or sends its next request over the same one, would see that instead of the answer.
pub(crate) async fn drain<B: Body + Unpin>(mut body: B) {
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, Buf::remaining);
        if seen > MOST {
            break;
        }
    }
}
