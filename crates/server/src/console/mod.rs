//! The console at `/_payscore/`: pages that show what happened, and play the user.
//!
//! Pages are rendered here from `templates/`; what moves them in the browser are the small modules in `assets/`. A page
//! only shows: whatever it does, it does through the control API, as anybody could. How they fit together is told in
//! `templates/README.md`.

mod assets;
mod chart;
mod clock;
mod error;
mod faults;
mod figures;
mod language;
mod merchants;
mod notifications;
mod order;
mod orders;
mod phone;
mod records;
mod reference;
mod requests;
mod ui;
mod words;

use crate::app::App;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
pub(crate) use language::cookie;
use std::sync::Arc;
use ui::{Ui, render};

/// The pages, and what they load.
pub(crate) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/_payscore", get(|| async { Redirect::permanent("/_payscore/") }))
        .route("/_payscore/", get(orders::list))
        .route("/_payscore/console/orders/{mchid}/{out_order_no}", get(order::show))
        .route("/_payscore/console/orders/records/{kind}", get(records::list))
        .route("/_payscore/console/merchants", get(merchants::list))
        .route("/_payscore/console/merchants/{mchid}", get(merchants::show))
        .route("/_payscore/console/reference", get(reference::list))
        .route("/_payscore/console/reference/{name}", get(reference::show))
        .route("/_payscore/console/clock", get(clock::show))
        .route("/_payscore/console/faults", get(faults::show))
        .route("/_payscore/console/notifications", get(notifications::list))
        .route("/_payscore/console/notifications/{id}", get(notifications::show))
        .route("/_payscore/console/requests", get(requests::list))
        .route("/_payscore/console/requests/{request_id}", get(requests::show))
        .route("/_payscore/console/figures", get(figures::show))
        .route("/_payscore/console/language/{code}", get(language::choose))
        .merge(phone::router())
        .layer(axum::middleware::from_fn_with_state(app.clone(), error::as_page))
        .route("/_payscore/assets/{name}", get(assets::serve))
}
