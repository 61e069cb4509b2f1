//! Bodies, read to their end: those that are wanted, up to a limit, and those that nobody wants.

use super::patience::{TooSlow, is_too_slow};
use crate::refusal::Refusal;
use bytes::{Buf, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;

/// The most that is read only to be dropped; who sends more sees the connection end.
const MOST: usize = 64 << 20;

/// Reads a body of at most `mebibytes`; or why there is none, once the client has sent all of it, or does not.
pub(super) async fn receive(mut body: axum::body::Body, mebibytes: usize) -> Result<Bytes, Refusal> {
    let error = match Limited::new(&mut body, mebibytes << 20).collect().await {
        Ok(whole) => return Ok(whole.to_bytes()),
        Err(error) => error,
    };
    if is_too_slow(error.as_ref()) {
        return Err(Refusal::body_too_slow(&TooSlow.to_string()));
    }
    drain(body).await;
    let too_long = format!("the body is larger than {mebibytes} MiB");
    Err(Refusal::no_body(if error.is::<LengthLimitError>() { too_long } else { "the body broke off".to_owned() }))
}

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
