//! `GET /v3/billdownload/file`: the files that bills name. Signed like any request; a file's answer is not, as upstream's
//! is not.

use crate::app::App;
use crate::bills::{BillFile, DOWNLOAD_PATH};
use crate::gateway::{Answered, Caller, Received, Route, admit, file, refuse};
use crate::refusal::Refusal;
use crate::routes::Routes;
use payscore_api::{Issue, Location, Violation};

/// Adds this path.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.at("GET", DOWNLOAD_PATH, Route::new(|app, received, _| Box::pin(download(app, received))))
}

async fn download(app: &App, Received { parts, .. }: &Received) -> Answered {
    let caller = match admit(app, parts).await {
        Ok(caller) => caller,
        Err(answer) => return *answer,
    };
    match find(app, &caller, parts.uri.query().unwrap_or_default()).await {
        Ok((bytes, content_type)) => file(app, content_type, bytes),
        Err(refusal) => refuse(app, parts, &caller, &refusal),
    }
}

async fn find(app: &App, caller: &Caller, query: &str) -> Result<(Vec<u8>, &'static str), Refusal> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let token = pairs.into_iter().find(|(name, _)| name == "token").map(|(_, value)| value).unwrap_or_default();
    let file = BillFile::read(app, &token).ok_or_else(|| no_token(&token))??;
    if file.mchid != *caller.mchid() {
        return Err(Refusal::not_your_download());
    }
    file.bytes(app).await
}

/// Not one of this server's tokens, or not since it was started anew.
fn no_token(given: &str) -> Refusal {
    Refusal::violation(&Violation {
        location: Location::Query,
        path: vec!["token".to_owned()],
        label: "账单下载凭证",
        issue: Box::new(Issue::Rule {
            message: "下载链接无效，请重新请求文件下载".to_owned(),
            issue: "this server has given no such token since it was started".to_owned(),
        }),
        value: given.into(),
    })
}
