//! Uploads' forms: the first line is the `Content-Type`, the rest the body.

use crate::reading::first_line;
use bytes::Bytes;
use payscore_api::merchant::media::UPLOADS;
use payscore_server::fuzzing::{SeenForm, form, signed_part_of};

/// What a merchant is told of a form, at the most. It goes into an answer.
const LONGEST_TROUBLE: usize = 1024;

/// Reads the form, and the same form written anew.
pub(crate) fn check(data: &[u8]) {
    let (content_type, body) = first_line(data);
    let Ok(content_type) = std::str::from_utf8(content_type) else { return };
    let body = Bytes::copy_from_slice(body);
    let seen = form(content_type, body.clone());
    assert!(seen.why_missing.len() <= LONGEST_TROUBLE, "{} bytes of trouble", seen.why_missing.len());
    for part in [&seen.meta, &seen.file].into_iter().flatten() {
        assert!(stands_between_lines(&body, part), "{part:?} is no part of {body:?}");
    }
    let signed = signed_part_of(UPLOADS[0].path, &body);
    // Where the header names the boundary that the body begins with, it is the same without the header.
    if opening_boundary(&body).is_some_and(|opening| named_boundary(content_type) == Some(opening)) {
        assert_eq!(signed, seen.meta, "with and without a header");
    }
    assert_eq!(signed_part_of("/v3/payscore/serviceorder", &body), None);
    if let SeenForm { meta: Some(meta), file: Some(file), trouble: None, .. } = &seen {
        write_and_read(meta, file);
    }
}

/// Whether `part` is in `body` behind an empty line and before a boundary's.
fn stands_between_lines(body: &[u8], part: &[u8]) -> bool {
    let wanted = [b"\r\n\r\n".as_slice(), part, b"\r\n--"].concat();
    body.windows(wanted.len()).any(|window| window == wanted)
}

/// The boundary that a body's first line says, where nothing else can be meant.
fn opening_boundary(body: &[u8]) -> Option<&str> {
    let (line, _) = first_line(body);
    let boundary = std::str::from_utf8(line.strip_prefix(b"--")?.strip_suffix(b"\r")?).ok()?;
    is_plain(boundary).then_some(boundary)
}

fn named_boundary(content_type: &str) -> Option<&str> {
    content_type.strip_prefix("multipart/form-data; boundary=").filter(|boundary| is_plain(boundary))
}

fn is_plain(boundary: &str) -> bool {
    !boundary.is_empty() && boundary.len() <= 70 && boundary.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn write_and_read(meta: &[u8], file: &[u8]) {
    // The first of these that is in neither: there are more of them than places for them.
    let mut boundaries = (0..).map(|number: u32| format!("boundary{number}"));
    let is_free = |boundary: &String| !contains(meta, boundary) && !contains(file, boundary);
    let Some(boundary) = boundaries.find(is_free) else { return };
    let part = |disposition: &str, content: &[u8]| {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    };
    let mut body = part("name=\"meta\"", meta);
    body.extend(part("name=\"file\"; filename=\"a.png\"", file));
    body.extend(format!("--{boundary}--\r\n").bytes());
    let again = form(&format!("multipart/form-data; boundary={boundary}"), body.into());
    assert_eq!((again.meta.as_deref(), again.file.as_deref()), (Some(meta), Some(file)));
    assert_eq!(again.trouble, None);
}

fn contains(text: &[u8], wanted: &str) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}
