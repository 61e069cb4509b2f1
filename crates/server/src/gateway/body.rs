//! Bodies, read to their end: those that are wanted, up to a limit, and those that nobody wants.

use super::patience::{TooSlow, is_too_slow};
use crate::refusal::Refusal;
use bytes::{Buf, Bytes};
use http_body_util::BodyExt;
use hyper::body::Body;
use std::error::Error as StdError;

/// The most that is read only to be dropped; who sends more sees the connection end.
const MOST: usize = 64 << 20;

/// A body, as far as it came and could be kept.
pub(super) struct Whole {
    pub(super) bytes: Bytes,
    /// How many bytes came.
    pub(super) length: usize,
    /// Why this is not all of it.
    pub(super) trouble: Option<Refusal>,
}

/// Reads a body to its end, of which at most `mebibytes` are kept. An answer given before the body came ends the
/// connection: a client that is still sending, or sends its next request over the same one, would see that instead of
/// the answer.
pub(super) async fn receive<B>(mut body: B, mebibytes: usize) -> Whole
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let most = mebibytes << 20;
    // Mostly there is one piece, which needs no copy.
    let (mut first, mut rest, mut length) = (Bytes::new(), Vec::new(), 0);
    let mut trouble = None;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => {
                let Ok(data) = frame.into_data() else { continue };
                length += data.len();
                match length {
                    _ if length > MOST => break,
                    _ if length > most => {}
                    _ if first.is_empty() => first = data,
                    _ => rest.extend_from_slice(&data),
                }
            }
            Err(error) => {
                trouble = Some(broken_off(&*error.into()));
                break;
            }
        }
    }
    if length > most && trouble.is_none() {
        trouble = Some(Refusal::no_body(format!("the body is larger than {mebibytes} MiB")));
    }
    let bytes = if rest.is_empty() { first } else { [first.as_ref(), rest.as_ref()].concat().into() };
    Whole { bytes, length, trouble }
}

fn broken_off(error: &(dyn StdError + 'static)) -> Refusal {
    if is_too_slow(error) {
        return Refusal::body_too_slow(&TooSlow.to_string());
    }
    Refusal::no_body("the body broke off")
}

/// Reads a body, or what is left of it, to its end, for nothing.
pub(crate) async fn drain<B: Body + Unpin>(mut body: B) {
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, Buf::remaining);
        if seen > MOST {
            break;
        }
    }
}
