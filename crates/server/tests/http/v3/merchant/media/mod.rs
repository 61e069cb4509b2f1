//! `/v3/merchant/media/…`

mod files;
mod forms;
mod refused;

use crate::client::{Answer, Client, Request};
use crate::shop::Shop;
use payscore_wire::digest::Sha256;
use serde_json::{Value, json};

pub(crate) const IMAGE: &str = "/v3/merchant/media/upload";
pub(crate) const VIDEO: &str = "/v3/merchant/media/video_upload";

/// Begins as a PNG does; line ends and the beginning of a boundary inside do no harm.
pub(crate) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\r\n--\r\n--b\0\xff\xfe\r\n";

pub(crate) fn meta(filename: &str, file: &[u8]) -> String {
    json!({ "filename": filename, "sha256": Sha256::of(file) }).to_string()
}

/// Parts with their heads, put together as RFC 7578 has it.
pub(crate) fn form(boundary: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

const BOUNDARY: &str = "b0undary";
const META_HEAD: &str = "Content-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json";

fn file_head(filename: &str) -> String {
    format!("Content-Disposition: form-data; name=\"file\"; filename=\"{filename}\"")
}

/// An upload as the documentation describes it.
fn upload<'a>(client: &'a Client, path: &str, meta: &str, filename: &str, file: &[u8]) -> Request<'a> {
    let body = form(BOUNDARY, &[(META_HEAD, meta.as_bytes()), (&file_head(filename), file)]);
    sending(client, path, meta, body)
}

/// `body`, with `signed` signed.
fn sending<'a>(client: &'a Client, path: &str, signed: &str, body: Vec<u8>) -> Request<'a> {
    client
        .request("POST", path)
        .header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body)
        .signing_body(signed)
}

/// An image that is uploaded as the documentation describes it.
pub(crate) async fn upload_image(client: &Client, file: &[u8]) -> Answer {
    upload(client, IMAGE, &meta("a.png", file), "a.png", file).send().await
}

async fn uploaded(shop: &Shop, path: &str, filename: &str, file: &[u8]) -> String {
    media_id(&upload(&shop.client, path, &meta(filename, file), filename, file).send().await)
}

fn media_id(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let Value::Object(answer) = answer.json() else { panic!("no object") };
    assert_eq!(answer.keys().collect::<Vec<_>>(), ["media_id"]);
    let id = answer["media_id"].as_str().expect("a text");
    assert!(id.len() == 107 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{id}");
    id.to_owned()
}

/// What the control API has under this id: type and bytes.
async fn fetched(shop: &Shop, media_id: &str) -> (String, Vec<u8>) {
    let url = format!("{}/_payscore/media/{media_id}", shop.server.base_url());
    let answer =
        reqwest::Client::builder().no_proxy().build().expect("a client").get(url).send().await.expect("an answer");
    let answer = answer.error_for_status().expect("the file");
    let content_type = answer.headers()["content-type"].to_str().expect("text").to_owned();
    (content_type, answer.bytes().await.expect("bytes").to_vec())
}
