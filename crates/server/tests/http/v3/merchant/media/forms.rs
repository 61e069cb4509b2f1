//! Forms as clients write them, byte for byte: taken from their sources, and from what they send to a bare socket.

use super::{IMAGE, PICTURE, fetched, form, media_id, meta};
use crate::shop::Shop;

/// What a client's form looks like.
struct Sdk {
    name: &'static str,
    content_type: &'static str,
    boundary: &'static str,
    /// The parts' heads in their order. `{meta}` and `{file}` are lengths.
    meta: &'static str,
    file: &'static str,
    file_first: bool,
    chunked: bool,
}

const PLAIN: Sdk =
    Sdk { name: "", content_type: "", boundary: "", meta: "", file: "", file_first: false, chunked: false };

const SDKS: [Sdk; 10] = [
    Sdk {
        name: "wechatpay-go: a semicolon after the name",
        content_type: "multipart/form-data; boundary=4f9c1f6c5a1f0b0d8a0c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e",
        boundary: "4f9c1f6c5a1f0b0d8a0c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e",
        meta: "Content-Disposition: form-data; name=\"meta\";\r\nContent-Type: application/json",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Type: image/png",
        ..PLAIN
    },
    Sdk {
        name: "wechatpay-java over OkHttp: lengths, and no type of meta",
        content_type: "multipart/form-data; boundary=6b1f4c1e-8d1e-4a5e-9d0b-0f1f3c2b1a00",
        boundary: "6b1f4c1e-8d1e-4a5e-9d0b-0f1f3c2b1a00",
        meta: "Content-Disposition: form-data; name=\"meta\"\r\nContent-Length: {meta}",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Type: image/png\r\nContent-Length: {file}",
        ..PLAIN
    },
    Sdk {
        name: "wechatpay-java over Apache's client: the boundary is in the body alone",
        content_type: "multipart/form-data",
        boundary: "Zk2vQm0cKpXh3yB8tYd1w6RfU4sJnE9aL7",
        meta: "Content-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary",
        ..PLAIN
    },
    Sdk {
        name: "wechatpayv3 over requests or httpx: the boundary is in the body alone",
        content_type: "multipart/form-data",
        boundary: "d62dfeed7b2dbb561f7c212d2f065743",
        meta: "Content-Disposition: form-data; name=\"meta\"",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Type: image/png",
        ..PLAIN
    },
    Sdk {
        name: "wechatpayv3 over an older requests: only filename*",
        content_type: "multipart/form-data",
        boundary: "c1b77cfdf88a3f8650a8cf285408079f",
        meta: "Content-Disposition: form-data; name=\"meta\"",
        file: "Content-Disposition: form-data; name=\"file\"; filename*=utf-8''%E9%97%A8%E5%BA%97.png\r\nContent-Type: image/png",
        ..PLAIN
    },
    Sdk {
        name: "wechatpay-php: the type first, in chunks",
        content_type: "multipart/form-data; boundary=8d81b79bc8fb4bc0a1b2c3d4e5f60718293a4b5c",
        boundary: "8d81b79bc8fb4bc0a1b2c3d4e5f60718293a4b5c",
        meta: "Content-Type: application/json\r\nContent-Disposition: form-data; name=\"meta\"",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Length: {file}\r\nContent-Type: image/png",
        chunked: true,
        ..PLAIN
    },
    Sdk {
        name: "wechatpay-axios-plugin: dashes in the boundary",
        content_type: "multipart/form-data; boundary=--------------------------179525909538924635074899",
        boundary: "--------------------------179525909538924635074899",
        meta: "Content-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Type: image/png",
        ..PLAIN
    },
    Sdk {
        name: "wechatpay-axios-plugin as axios 1 writes its form anew: no file name, chunks",
        content_type: "multipart/form-data; boundary=--------------------------179526189485565093745449",
        boundary: "--------------------------179526189485565093745449",
        meta: "Content-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/octet-stream",
        file: "Content-Disposition: form-data; name=\"file\"\r\nContent-Type: application/octet-stream",
        chunked: true,
        ..PLAIN
    },
    Sdk {
        name: "superagent and browsers: the file first",
        content_type: "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        boundary: "----WebKitFormBoundary7MA4YWxkTrZu0gW",
        meta: "Content-Disposition: form-data; name=\"meta\"",
        file: "Content-Disposition: form-data; name=\"file\"; filename=\"门店.png\"\r\nContent-Type: image/jpg",
        file_first: true,
        ..PLAIN
    },
    Sdk {
        name: ".NET: a quoted boundary, bare names, both file names",
        content_type: "Multipart/Form-Data; boundary=\"--8d81b79bc8fb4bc\"",
        boundary: "--8d81b79bc8fb4bc",
        meta: "Content-Type: application/json; charset=utf-8\r\nContent-Disposition: form-data; name=meta",
        file: "Content-Type: image/png\r\nContent-Disposition: form-data; name=file; filename=\"=?utf-8?B?6Zeo5bqX?=\"; filename*=utf-8''%E9%97%A8%E5%BA%97.png",
        ..PLAIN
    },
];

impl Sdk {
    fn body(&self, meta: &str, file: &[u8]) -> Vec<u8> {
        let lengths =
            |head: &str| head.replace("{meta}", &meta.len().to_string()).replace("{file}", &file.len().to_string());
        let (meta_head, file_head) = (lengths(self.meta), lengths(self.file));
        let mut parts = [(meta_head.as_str(), meta.as_bytes()), (file_head.as_str(), file)];
        if self.file_first {
            parts.reverse();
        }
        form(self.boundary, &parts)
    }
}

/// In chunks of 40 bytes, so that the boundary falls apart, too.
fn chunked(body: &[u8]) -> Vec<u8> {
    let mut sent = Vec::new();
    for chunk in body.chunks(40) {
        sent.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        sent.extend_from_slice(chunk);
        sent.extend_from_slice(b"\r\n");
    }
    sent.extend_from_slice(b"0\r\n\r\n");
    sent
}

#[tokio::test]
async fn of_every_sdk() {
    let shop = Shop::open().await;
    for sdk in &SDKS {
        let meta = meta("门店.png", PICTURE);
        let body = sdk.body(&meta, PICTURE);
        let mut request =
            shop.client.request("POST", IMAGE).header("Content-Type", sdk.content_type).signing_body(meta);
        if sdk.chunked {
            request = request.header("Transfer-Encoding", "chunked").body(chunked(&body));
        } else {
            request = request.body(body);
        }
        let answer = request.send().await;
        assert_eq!(answer.status, 200, "{}: {}", sdk.name, answer.text());
        let (content_type, bytes) = fetched(&shop, &media_id(&answer)).await;
        assert_eq!((content_type.as_str(), bytes.as_slice()), ("image/png", PICTURE), "{}", sdk.name);
    }
}

#[tokio::test]
async fn meta_is_signed_as_it_stands_there() {
    let shop = Shop::open().await;
    // As a person, Go's encoder or PHP's would write it: spaces, order, escapes, upper case.
    let sha256 = payscore_wire::digest::Sha256::of(PICTURE);
    for meta in [
        format!("{{ \"sha256\" : \"{}\",\n \"filename\": \"a.PNG\" }}\n", sha256.to_uppercase()),
        format!(r#"{{"filename":"\u95e8\u5e97.png","sha256":"{sha256}","bank_type":"more"}}"#),
    ] {
        let answer = super::upload(&shop.client, IMAGE, &meta, "a.png", PICTURE).send().await;
        media_id(&answer);
    }
}
