//! `POST /v3/merchant/media/upload` and `/v3/merchant/media/video_upload`. An upload is a form, so these are no
//! operations of the catalogue; faults and limits strike them all the same.

use crate::app::App;
use crate::faults::Call;
use crate::gateway::{Answered, Caller, FORM_MEBIBYTES, Form, Received, Route, admit_form, refuse, struck, succeed};
use crate::media::NewMedia;
use crate::refusal::Refusal;
use crate::routes::Routes;
use bytes::Bytes;
use payscore_api::merchant::media::{FILE, IMAGE, META, MediaMeta, UPLOADS, Upload, UploadedMedia};
use payscore_api::{Issue, Location, Violation};
use payscore_wire::digest::Sha256;

/// Adds the uploads.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    UPLOADS.into_iter().fold(routes, |routes, upload| {
        let route = Route::new(move |app, received, _| Box::pin(receive(app, received, upload)));
        routes.at("POST", upload.path, route.of_mebibytes(FORM_MEBIBYTES))
    })
}

async fn receive(app: &App, received: &Received, upload: &'static Upload) -> Answered {
    let (parts, form) = (&received.parts, Form::read(received));
    let caller = match admit_form(app, parts, &form, upload.name).await {
        Ok(caller) => caller,
        Err(answer) => return *answer,
    };
    let (operation, mchid) = (upload.name, caller.mchid().as_str());
    let call = Call { operation, mchid, path_values: &[], query: "", body: b"" };
    let struck = match struck(app, &caller, &parts.headers, &call).await {
        Ok(struck) => struck,
        Err(answer) => return *answer,
    };
    let answer = match keep(app, &caller, upload, form).await {
        Ok(body) => succeed(app, &caller, body),
        Err(refusal) => refuse(app, parts, &caller, &refusal),
    };
    match struck {
        None => answer,
        Some(strike) => strike.befall(app, &caller, answer).await,
    }
}

async fn keep(app: &App, caller: &Caller, upload: &'static Upload, form: Form) -> Result<Vec<u8>, Refusal> {
    let mchid = caller.mchid().as_str();
    if !app.frequency.admits(mchid, upload.name, app.clock.wall()) {
        return Err(Refusal::frequency_limited());
    }
    let (meta, file) = check(upload, form).map_err(|violation| Refusal::violation(&violation))?;
    let new = NewMedia {
        mchid: mchid.to_owned(),
        kind: upload.kind.to_owned(),
        filename: meta.filename,
        sha256: meta.sha256.to_ascii_lowercase(),
        uploaded_at: app.clock.service().unix(),
    };
    let media_id = app.media.keep(new, file, &*app.entropy, &*app.store).await.map_err(|error| {
        tracing::error!(%error, "an upload could not be kept");
        Refusal::system_error()
    })?;
    serde_json::to_vec(&UploadedMedia { media_id }).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Refusal::system_error()
    })
}

/// What is wrong with an upload: first its parts, then the name, then the file.
fn check(upload: &Upload, form: Form) -> Result<(MediaMeta, Bytes), Violation> {
    let Some(meta) = &form.meta else { return Err(upload.missing(META, form.why_missing(META))) };
    let meta = MediaMeta::read(meta)?;
    let Some(file) = &form.file else { return Err(upload.missing(FILE, form.why_missing(FILE))) };
    if let Some(trouble) = form.trouble {
        return Err(Violation::unreadable(Location::Body, trouble));
    }
    let noun = upload.noun;
    if !upload.takes(&meta.filename) {
        let issue = format!("the name has none of the extensions {}", upload.extensions.join(", "));
        let message = format!("{noun}文件名称不正确，请检查后重新提交");
        return Err(wrong(&[META, "filename"], message, issue, &meta.filename));
    }
    if file.len() > upload.max_bytes {
        let issue = format!("{} bytes, at most {} are allowed", file.len(), upload.max_bytes);
        let message = format!("{noun}文件大小不能超过{}M，请检查后重新提交", upload.max_bytes >> 20);
        return Err(wrong(&[FILE], message, issue, ""));
    }
    if *upload == IMAGE && !is_picture(file) {
        let issue = "the bytes are no JPG, BMP or PNG: they begin otherwise";
        return Err(wrong(&[FILE], "文件二进制内容不是图片，请检查后重新提交".to_owned(), issue.to_owned(), ""));
    }
    if file.is_empty() {
        return Err(upload.missing(FILE, "the part file is empty"));
    }
    let found = Sha256::of(file);
    if !meta.sha256.eq_ignore_ascii_case(&found) {
        let issue = format!("the SHA-256 of the {} bytes that came is {found}", file.len());
        let message = format!("{noun}sha256值计算有误，请检查算法，重新计算后提交");
        return Err(wrong(&[META, "sha256"], message, issue, &meta.sha256));
    }
    Ok((meta, file.clone()))
}

fn wrong(path: &[&str], message: String, issue: String, value: &str) -> Violation {
    Violation {
        location: Location::Body,
        path: path.iter().map(|segment| (*segment).to_owned()).collect(),
        label: "",
        issue: Box::new(Issue::Rule { message, issue }),
        value: value.into(),
    }
}

/// Whether these bytes begin as a JPG, a PNG or a BMP does.
fn is_picture(file: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 3] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM"];
    BEGINNINGS.iter().any(|beginning| file.starts_with(beginning))
}
