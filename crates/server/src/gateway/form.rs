//! Uploads: a form as clients really send it, of which only the field `meta` is signed.
//!
//! `multer` takes the form apart. What it leaves to its callers: finding the boundary where the header does not name it
//! (wechatpayv3, and wechatpay-java over Apache's client), and knowing a field from a file. Upstream takes `meta` for a
//! field only where it has no file name (wechatpay-axios-plugin#26), and a form with bare line feeds for none at all.

use super::Caller;
use super::answer::{Answer, Answered, signed};
use super::api::Received;
use super::authenticate::authenticate;
use super::endpoint::{first_use, turned_away};
use crate::app::App;
use crate::refusal::Refusal;
use bytes::Bytes;
use futures_util::{FutureExt, stream};
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use multer::Multipart;
use payscore_api::merchant::media::{FILE, META, UPLOADS};
use serde_json::json;
use std::convert::Infallible;

/// The most that a body may have: enough for a film that is too large to be named as such in a signed answer.
pub(crate) const FORM_MEBIBYTES: usize = 8;
/// So many characters are told of what is wrong with a form.
const LONGEST_REASON: usize = 300;
/// Real boundaries have up to 70 bytes (RFC 2046).
const LONGEST_BOUNDARY: usize = 200;

/// An upload's form, as far as it could be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// The field `meta`: what is signed.
    pub(crate) meta: Option<Bytes>,
    /// The file `file`.
    pub(crate) file: Option<Bytes>,
    /// What is wrong with the form itself.
    pub(crate) trouble: Option<String>,
    /// All of the body.
    received: Bytes,
    /// The names of all parts.
    names: Vec<String>,
}

impl Form {
    /// Reads a request's body. What is no form at all comes back as one with trouble.
    pub(crate) fn read(received: &Received) -> Self {
        let content_type = received.parts.headers.get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self::parse(content_type, received.body.clone())
    }

    /// The same of its parts.
    pub(crate) fn parse(content_type: &str, body: Bytes) -> Self {
        let mut form = Self { received: body.clone(), ..Self::default() };
        let whole = match boundary(content_type, &body) {
            // All of the body is there: a form that makes the parser wait is one without an end.
            Ok(boundary) => form.fill(body, boundary).now_or_never().unwrap_or(Err(UNFINISHED.to_owned())),
            Err(reason) => Err(reason),
        };
        if let Err(reason) = whole {
            form.note(&reason);
        }
        form
    }

    async fn fill(&mut self, body: Bytes, boundary: String) -> Result<(), String> {
        let body = stream::once(std::future::ready(Ok::<_, Infallible>(body)));
        let mut parts = Multipart::new(body, boundary);
        while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = has_filename(part.headers());
            let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
            self.names.push(name.clone());
            match name.as_str() {
                META if is_file => self.note("the part meta has a file name, which makes it a file and no field"),
                META => self.put_once(META, bytes),
                // With or without a file name: axios drops it from the forms of wechatpay-axios-plugin.
                FILE => self.put_once(FILE, bytes),
                _ => {}
            }
        }
        Ok(())
    }

    fn put_once(&mut self, name: &str, bytes: Bytes) {
        let place = if name == META { &mut self.meta } else { &mut self.file };
        if place.replace(bytes).is_some() {
            self.note(&format!("the form has more than one part {name}"));
        }
    }

    fn note(&mut self, trouble: &str) {
        self.trouble.get_or_insert_with(|| shortened(trouble));
    }

    /// Why there is no part of this name.
    pub(crate) fn why_missing(&self, name: &str) -> String {
        self.trouble.clone().unwrap_or_else(|| {
            let names = self.names.join(", ");
            shortened(&format!("the form has no part {name}; its parts are: {names}"))
        })
    }
}

/// Names, boundaries and types are the caller's, and as long as it likes.
fn shortened(reason: &str) -> String {
    match reason.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}

const UNFINISHED: &str = "the form has no end";

fn unreadable(error: &multer::Error) -> String {
    format!("the form cannot be read: {error}")
}

/// Whether a part says that it is a file. `multer` does not know `filename*`.
fn has_filename(headers: &HeaderMap) -> bool {
    let disposition = headers.get(CONTENT_DISPOSITION).map(|value| value.as_bytes().to_ascii_lowercase());
    disposition.is_some_and(|text| {
        let text = String::from_utf8_lossy(&text).into_owned();
        text.split(';').any(|item| {
            let name = item.split('=').next().unwrap_or_default().trim();
            matches!(name, "filename" | "filename*")
        })
    })
}

/// The boundary that the header names, else the one that the body begins with.
fn boundary(content_type: &str, body: &[u8]) -> Result<String, String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("multipart/form-data") {
        return Err(format!("the Content-Type is {content_type:?} and not multipart/form-data"));
    }
    if let Ok(named) = multer::parse_boundary(content_type) {
        return Ok(named);
    }
    let first_line = body.strip_prefix(b"--").and_then(|rest| {
        let end = rest.iter().take(LONGEST_BOUNDARY).position(|byte| *byte == b'\r')?;
        std::str::from_utf8(&rest[..end]).ok().map(|line| line.trim_end().to_owned())
    });
    first_line.filter(|boundary| !boundary.is_empty()).ok_or_else(|| {
        "the Content-Type names no boundary, and the body does not begin with one: -- and a text up to CR LF".to_owned()
    })
}

/// What of this body is signed where `target` is an upload's; `None` where it is none, or has no `meta`.
pub(crate) fn signed_part(target: &str, body: &[u8]) -> Option<Bytes> {
    let path = target.split('?').next().unwrap_or_default();
    let is_upload = UPLOADS.iter().any(|upload| upload.path == path);
    // Of a quoted request the header may be unknown: the body names its boundary, too.
    is_upload.then(|| Form::parse("multipart/form-data", Bytes::copy_from_slice(body)).meta).flatten()
}

/// Who sends a form, or the 401. Of a form without `meta` nothing is signed; the 401 then says why there is none.
pub(crate) async fn admit_form(
    app: &App,
    parts: &Parts,
    form: &Form,
    operation: &str,
) -> Result<Caller, Box<Answered>> {
    let signed = form.meta.as_deref().unwrap_or_default();
    let turned_away = |mut refusal: Refusal| {
        if form.meta.is_none()
            && let Some(detail) = refusal.body.detail.as_mut().and_then(|detail| detail.get_mut("detail"))
        {
            detail["form"] = json!(form.why_missing(META));
        }
        turned_away(app, parts, (signed, &form.received), refusal, operation)
    };
    match authenticate(app, parts, signed) {
        Ok((caller, nonce)) => first_use(app, caller, nonce, turned_away).await,
        Err(refusal) => Err(turned_away(refusal)),
    }
}

/// A success of something that is no operation of the catalogue, signed like any.
pub(crate) fn succeed(app: &App, caller: &Caller, body: Vec<u8>) -> Answered {
    signed(app, caller, Answer { status: 200, number: 0, body })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(boundary: &str, meta: &[u8], file: &[u8]) -> Vec<u8> {
        let mut body = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n").into_bytes();
        body.extend_from_slice(meta);
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.png\"";
        body.extend_from_slice(format!("\r\n--{boundary}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        body
    }

    #[test]
    fn the_boundary_is_the_headers_or_the_bodys_own() {
        let of = |content_type: &str, body: &[u8]| boundary(content_type, body);
        assert_eq!(of("multipart/form-data; charset=utf-8; boundary=\"a b\"", b"--x\r\n").as_deref(), Ok("a b"));
        assert_eq!(of("MULTIPART/FORM-DATA;boundary=x", b"").as_deref(), Ok("x"));
        assert_eq!(of("multipart/form-data", b"--x/y \r\nmore").as_deref(), Ok("x/y"));
        // No token by the letter of RFC 2045, and seen all the same.
        assert_eq!(of("multipart/form-data; boundary=x/y", b"--x/y\r\n").as_deref(), Ok("x/y"));
        for (content_type, body) in [
            ("multipart/form-data", b"".as_slice()),
            ("multipart/form-data", b"--\r\n"),
            ("multipart/form-data", b"--x\n"),
            ("multipart/mixed; boundary=x", b"--x\r\n"),
            ("", b"--x\r\n"),
        ] {
            assert!(of(content_type, body).is_err(), "{content_type} {body:?}");
        }
        assert!(of("multipart/form-data", &[b'-'; 4096]).is_err());
    }

    /// A million parts, each with a name: found by fuzzing.
    #[test]
    fn what_is_wrong_is_told_shortly_however_long_the_names_are() {
        let names = Form { names: vec!["部".repeat(100); 100], ..Form::default() };
        let kind = Form::parse(&"x".repeat(10_000), Bytes::new());
        for form in [names, kind] {
            let told = form.why_missing(META);
            assert_eq!(told.chars().count(), LONGEST_REASON + 1, "{told}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic_or_wait(
            content_type in "(multipart/form-data(; ?boundary=\"?[a-z]{0,3}\"?)?|[ -~]{0,20})",
            body in prop::collection::vec(prop_oneof![
                Just(b"--x".to_vec()), Just(b"\r\n".to_vec()), Just(b"--".to_vec()), Just(b"\r\n\r\n".to_vec()),
                Just(b"Content-Disposition: form-data; name=\"meta\"".to_vec()), Just(b"; filename*=".to_vec()),
                prop::collection::vec(any::<u8>(), 0..20),
            ], 0..24),
        ) {
            let form = Form::parse(&content_type, body.concat().into());
            prop_assert!(form.trouble.is_some() || !form.why_missing(META).is_empty());
        }

        #[test]
        fn what_is_between_the_boundaries_comes_out_as_it_went_in(
            meta in prop::collection::vec(any::<u8>(), 0..200),
            file in prop::collection::vec(any::<u8>(), 0..5000),
            named in any::<bool>(),
        ) {
            // Longer than what chance puts into the file.
            let boundary = "5f1c0b0d8a0c7d6e";
            let body = Bytes::from(written(boundary, &meta, &file));
            let header = if named { "multipart/form-data; boundary=5f1c0b0d8a0c7d6e" } else { "multipart/form-data" };
            let form = Form::parse(header, body.clone());
            prop_assert_eq!(&form.trouble, &None);
            prop_assert_eq!(form.meta.as_deref(), Some(meta.as_slice()));
            prop_assert_eq!(form.file.as_deref(), Some(file.as_slice()));
        }

        #[test]
        fn what_is_cut_off_is_told(cut in 1usize..60) {
            let body = Bytes::from(written("5f1c0b0d8a0c7d6e", b"{}", b"file"));
            // The line end behind the last boundary is nobody's.
            let form = Form::parse("multipart/form-data", body.slice(..body.len() - 2 - cut));
            prop_assert!(form.trouble.is_some(), "{form:?}");
        }
    }
}
