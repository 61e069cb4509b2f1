//! What is wrong with an upload is named.

use super::{BOUNDARY, IMAGE, META_HEAD, PICTURE, VIDEO, file_head, form, meta, sending, upload};
use crate::shop::Shop;
use payscore_wire::digest::Sha256;
use serde_json::{Value, json};

const MIB: usize = 1 << 20;

fn picture_of(length: usize) -> Vec<u8> {
    let mut picture = PICTURE.to_vec();
    picture.resize(length, 0);
    picture
}

#[tokio::test]
async fn parts_names_and_files() {
    let shop = Shop::open().await;
    let good = meta("a.png", PICTURE);
    let file = file_head("a.png");
    let parts = |parts: &[(&str, &[u8])]| form(BOUNDARY, parts);
    let whole = |meta: &str| parts(&[(META_HEAD, meta.as_bytes()), (&file, PICTURE)]);
    let named = |name: &str| whole(&meta(name, PICTURE));
    let image = "Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"";
    let wrong_hash = json!({ "filename": "a.png", "sha256": Sha256::of(b"other") }).to_string();
    let cut = whole(&good);
    let cases: Vec<(&str, String, Vec<u8>)> = vec![
        ("no part file", good.clone(), parts(&[(META_HEAD, good.as_bytes()), (image, PICTURE)])),
        ("cut off", good.clone(), cut[..cut.len() - 6].to_vec()),
        ("two files", good.clone(), parts(&[(META_HEAD, good.as_bytes()), (&file, PICTURE), (&file, PICTURE)])),
        ("no part meta, nothing signed", String::new(), parts(&[(&file, PICTURE)])),
        ("meta is no JSON", "{".to_owned(), whole("{")),
        ("meta is a list", "[]".to_owned(), whole("[]")),
        ("meta has no sha256", r#"{"filename":"a.png"}"#.to_owned(), whole(r#"{"filename":"a.png"}"#)),
        ("filename is a number", r#"{"filename":1}"#.to_owned(), whole(r#"{"filename":1}"#)),
        ("no extension", meta("phpB4nwQz", PICTURE), named("phpB4nwQz")),
        ("another extension", meta("a.gif", PICTURE), named("a.gif")),
        (
            "a name too long",
            meta(&format!("{}.png", "图".repeat(125)), PICTURE),
            named(&format!("{}.png", "图".repeat(125))),
        ),
        ("another file's hash", wrong_hash.clone(), whole(&wrong_hash)),
        (
            "no picture",
            meta("a.png", b"GIF89a"),
            parts(&[(META_HEAD, meta("a.png", b"GIF89a").as_bytes()), (&file, b"GIF89a")]),
        ),
        ("an empty file", meta("a.png", b""), parts(&[(META_HEAD, meta("a.png", b"").as_bytes()), (&file, b"")])),
    ];
    let mut shown = serde_json::Map::new();
    for (name, signed, body) in cases {
        let answer = sending(&shop.client, IMAGE, &signed, body).send().await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("PARAM_ERROR")), "{name}");
        let Value::Object(mut body) = answer.json() else { panic!("no object") };
        body.remove("code");
        shown.insert(name.to_owned(), body.into());
    }
    insta::assert_json_snapshot!(shown);
    assert_eq!(shop.server.get("media").await.body["media"], json!([]), "nothing of it is kept");
}

#[tokio::test]
async fn up_to_two_megabytes_and_five() {
    let shop = Shop::open().await;
    for (path, name, limit) in [(IMAGE, "a.png", 2 * MIB), (VIDEO, "a.rmvb", 5 * MIB)] {
        for (length, status) in [(limit, 200), (limit + 1, 400), (8 * MIB - 1024, 400)] {
            let file = picture_of(length);
            let answer = upload(&shop.client, path, &meta(name, &file), name, &file).send().await;
            assert_eq!(answer.status, status, "{path} {length}: {}", answer.text());
            if status == 400 {
                assert_eq!(answer.json()["detail"]["field"], "/file");
            }
        }
        let file = picture_of(8 * MIB + 1);
        let answer = upload(&shop.client, path, &meta(name, &file), name, &file).send_unsigned().await;
        assert_eq!((answer.status, answer.json()["detail"]["field"].as_str()), (400, Some("body")));
    }
}

#[tokio::test]
async fn a_film_has_other_extensions_and_any_content() {
    let shop = Shop::open().await;
    let refused = upload(&shop.client, VIDEO, &meta("a.png", PICTURE), "a.png", PICTURE).send().await;
    assert_eq!(refused.json()["message"], "视频文件名称不正确，请检查后重新提交");
    let empty = upload(&shop.client, VIDEO, &meta("a.mkv", b""), "a.mkv", b"").send().await;
    assert_eq!(empty.json()["detail"]["field"], "/file");
    for extension in ["avi", "wmv", "mpeg", "mp4", "mov", "mkv", "flv", "f4v", "m4v", "rmvb", "MP4"] {
        let name = format!("a.{extension}");
        let answer = upload(&shop.client, VIDEO, &meta(&name, b"film"), &name, b"film").send().await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
    }
}

#[tokio::test]
async fn what_is_signed_is_the_field_meta_and_nothing_else() {
    let shop = Shop::open().await;
    let meta = meta("a.png", PICTURE);
    let whole = upload(&shop.client, IMAGE, &meta, "a.png", PICTURE);
    assert_eq!(whole.clone().send().await.status, 200);
    let (file, as_file) = (file_head("a.png"), META_HEAD.replace("\"meta\"", "\"meta\"; filename=\"meta.json\""));
    let of = |head: &str| form(BOUNDARY, &[(head, meta.as_bytes()), (&file, PICTURE)]);
    let with_line_feeds = String::from_utf8_lossy(&of(META_HEAD)).replace("\r\n", "\n").into_bytes();
    let cases = [
        ("all of the body", upload(&shop.client, IMAGE, &meta, "a.png", PICTURE).signing_body(of(META_HEAD))),
        ("nothing", sending(&shop.client, IMAGE, "", of(META_HEAD))),
        ("a meta with a file name is a file", sending(&shop.client, IMAGE, &meta, of(&as_file))),
        ("bare line feeds end no line", sending(&shop.client, IMAGE, &meta, with_line_feeds)),
        ("no form", shop.client.request("POST", IMAGE).body(meta.clone() + " ").signing_body(meta.clone())),
        (
            "no boundary anywhere",
            shop.client
                .request("POST", IMAGE)
                .header("Content-Type", "multipart/form-data")
                .body("x")
                .signing_body("y"),
        ),
    ];
    let mut shown = serde_json::Map::new();
    for (name, request) in cases {
        let answer = request.send_unsigned().await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (401, Some("SIGN_ERROR")), "{name}");
        let cause = answer.json()["_payscore"]["cause"].clone();
        shown.insert(name.to_owned(), json!({ "cause": cause, "detail": answer.json()["detail"]["detail"] }));
    }
    insta::assert_json_snapshot!(shown);
}
