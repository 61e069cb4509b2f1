//! An upload as a call: a form whose field `meta` alone is signed, around a file that is read while it is sent.

use crate::core::call::{Call, Form};
use crate::error::EncodeError;
use crate::upload::Content;
use bytes::Bytes;
use http::Method;
use payscore_api::merchant::media::{FILE, META, MediaMeta, Upload as Kind, content_type};
use std::sync::Arc;

/// A call whose body is a form around a file.
#[derive(Debug)]
pub(crate) struct Upload {
    call: Call,
    opening: Bytes,
    content: Arc<Content>,
    closing: Bytes,
}

impl Upload {
    /// The upload of a file that was hashed.
    pub(crate) fn new(kind: &Kind, filename: &str, content: Content) -> Result<Self, EncodeError> {
        let sha256 = content.sha256().to_owned();
        let meta = MediaMeta::builder().filename(filename).sha256(&sha256).build();
        let meta = Bytes::from(serde_json::to_vec(&meta).map_err(EncodeError::Body)?);
        // A file does not hold its own hash: this ends no part too early, and is the same at every attempt.
        let form = Form { meta, boundary: sha256 };
        let opening = opening(&form, filename).into();
        let closing = format!("\r\n--{}--\r\n", form.boundary).into();
        let call = Call { form: Some(form), ..Call::new(Method::POST, kind.path.to_owned()) };
        Ok(Self { call, opening, content: Arc::new(content), closing })
    }

    /// What is signed. Its body is not in it.
    pub(crate) fn call(&self) -> &Call {
        &self.call
    }

    /// The body's length.
    pub(crate) fn length(&self) -> u64 {
        self.opening.len() as u64 + self.content.length() + self.closing.len() as u64
    }

    /// What comes before the file.
    pub(crate) fn opening(&self) -> &[u8] {
        &self.opening
    }

    pub(crate) fn content(&self) -> &Arc<Content> {
        &self.content
    }

    /// What comes after the file, and completes the request.
    pub(crate) fn closing(&self) -> &[u8] {
        &self.closing
    }
}

fn opening(form: &Form, filename: &str) -> Vec<u8> {
    let (boundary, name, media_type) = (&form.boundary, quotable(filename), content_type(filename));
    let head = |name: &str, more: &str| format!("Content-Disposition: form-data; name=\"{name}\"{more}\r\n");
    let file_head = head(FILE, &format!("; filename=\"{name}\""));
    let mut opening = format!("--{boundary}\r\n{}Content-Type: application/json\r\n\r\n", head(META, "")).into_bytes();
    opening.extend_from_slice(&form.meta);
    opening.extend(format!("\r\n--{boundary}\r\n{file_head}Content-Type: {media_type}\r\n\r\n").bytes());
    opening
}

/// What would end the quoted name is written as browsers write it.
fn quotable(filename: &str) -> String {
    filename.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use crate::core::prepare_at;
    use crate::testing::{NONCE, NOW, config};
    use crate::upload::MediaFile;
    use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
    use payscore_api::merchant::media::IMAGE;
    use payscore_wire::digest::Sha256;
    use payscore_wire::{Authorization, message};

    #[test]
    fn the_form_is_as_documented_and_its_meta_is_signed() {
        let file = MediaFile::from_bytes("门\"店.png", "\u{89}PNG");
        let upload = file.into_upload(&IMAGE, &config()).unwrap();
        let hash = Sha256::of("\u{89}PNG".as_bytes());
        let request = prepare_at(&config(), upload.call(), NOW, NONCE).unwrap();
        assert_eq!(request.headers[CONTENT_TYPE], format!("multipart/form-data; boundary={hash}"));
        assert!(!request.headers.contains_key(CONTENT_LENGTH), "that is of the body, which is not here");
        let meta = format!(r#"{{"filename":"门\"店.png","sha256":"{hash}"}}"#);
        let expected = format!(
            "--{hash}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{meta}\r\n\
             --{hash}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"门%22店.png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        assert_eq!(upload.opening(), expected.as_bytes());
        assert_eq!(upload.closing(), format!("\r\n--{hash}--\r\n").as_bytes());
        assert_eq!(upload.length(), (upload.opening().len() + 5 + upload.closing().len()) as u64);
        let authorization = Authorization::parse(request.headers[AUTHORIZATION].to_str().unwrap()).unwrap();
        let signed = message::request("POST", IMAGE.path, NOW, NONCE, meta.as_bytes());
        assert!(config().private_key().public_key().verify(&signed, &authorization.signature));
    }
}
