//! What went wrong, as a page: people read the console, programs the control API.

use super::{Ui, render};
use crate::app::App;
use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use payscore_api::ErrorBody;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    ui: Ui,
    status: u16,
    error: &'a ErrorBody,
}

/// The middleware around every page: a refusal keeps its status, and becomes readable.
pub(super) async fn as_page(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(ui) = Ui::from_request_parts(&mut parts, &app).await;
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = response.extensions().get::<ErrorBody>() else { return response };
    let status = response.status();
    let page = render(&ErrorPage { ui, status: status.as_u16(), error });
    page.map_or(response, |page| (status, page).into_response())
}
