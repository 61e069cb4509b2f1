//! An upload as a call: a form whose field `meta` alone is signed.

use crate::core::call::{Call, Form};
use crate::error::EncodeError;
use bytes::{BufMut, Bytes, BytesMut};
use http::Method;
use payscore_api::merchant::media::{FILE, META, MediaMeta, Upload, content_type};

impl Call {
    /// The call that uploads `file`, whose `sha256` (64 hex digits) is known by now.
    pub(crate) fn upload(upload: &Upload, filename: &str, sha256: &str, file: &[u8]) -> Result<Self, EncodeError> {
        let meta = MediaMeta::builder().filename(filename).sha256(sha256).build();
        let meta = Bytes::from(serde_json::to_vec(&meta).map_err(EncodeError::Body)?);
        // A file does not hold its own hash: this ends no part too early, and is the same at every attempt.
        let boundary = sha256.to_owned();
        let body = written(&boundary, filename, &meta, file);
        let form = Form { meta, boundary };
        Ok(Self { body, form: Some(form), ..Self::new(Method::POST, upload.path.to_owned()) })
    }
}

fn written(boundary: &str, filename: &str, meta: &[u8], file: &[u8]) -> Bytes {
    let name = quotable(filename);
    let media_type = content_type(filename);
    let mut body = BytesMut::with_capacity(file.len() + meta.len() + 4 * boundary.len() + name.len() + 256);
    let head = |name: &str, more: &str| format!("Content-Disposition: form-data; name=\"{name}\"{more}\r\n");
    let first = format!("--{boundary}\r\n{}Content-Type: application/json\r\n\r\n", head(META, ""));
    let file_head = head(FILE, &format!("; filename=\"{name}\""));
    body.put(first.as_bytes());
    body.put(meta);
    body.put(format!("\r\n--{boundary}\r\n{file_head}Content-Type: {media_type}\r\n\r\n").as_bytes());
    body.put(file);
    body.put(format!("\r\n--{boundary}--\r\n").as_bytes());
    body.freeze()
}

/// What would end the quoted name is written as browsers write it.
fn quotable(filename: &str) -> String {
    filename.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::prepare_at;
    use crate::testing::{NONCE, NOW, config};
    use http::header::{AUTHORIZATION, CONTENT_TYPE};
    use payscore_api::merchant::media::IMAGE;
    use payscore_wire::{Authorization, message};

    #[test]
    fn the_form_is_as_documented_and_its_meta_is_signed() {
        let call = Call::upload(&IMAGE, "门\"店.png", "00ff", b"\x89PNG").unwrap();
        let request = prepare_at(&config(), &call, NOW, NONCE).unwrap();
        assert_eq!(request.headers[CONTENT_TYPE], "multipart/form-data; boundary=00ff");
        let meta = r#"{"filename":"门\"店.png","sha256":"00ff"}"#;
        let mut expected = format!(
            "--00ff\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{meta}\r\n\
             --00ff\r\nContent-Disposition: form-data; name=\"file\"; filename=\"门%22店.png\"\r\nContent-Type: image/png\r\n\r\n"
        )
        .into_bytes();
        expected.extend_from_slice(b"\x89PNG\r\n--00ff--\r\n");
        assert_eq!(request.body, expected);
        let authorization = Authorization::parse(request.headers[AUTHORIZATION].to_str().unwrap()).unwrap();
        let signed = message::request("POST", IMAGE.path, NOW, NONCE, meta.as_bytes());
        assert!(config().private_key().public_key().verify(&signed, &authorization.signature));
    }
}
