//! `/_payscore/…`: everything of ours. The user's side, the clock, notifications, merchants, faults.

mod attempts;
mod audit;
mod body;
mod call;
mod clock;
mod credentials;
mod diagnose;
mod entrance;
mod error;
mod faults;
mod guard;
mod health;
mod launch;
mod listen;
mod media;
mod merchants;
mod metrics;
mod notifications;
pub(crate) mod order_list;
pub(crate) mod orders;
mod page;
mod permissions;
mod plans;
mod platform;
pub(crate) mod records;
mod refunds;
mod requests;
mod reset;
mod service_accounts;
mod sign_plans;
mod snapshot;
mod tampering;

use crate::app::App;
use crate::call::FrontDoor;
use crate::console;
use crate::gateway::origin;
pub(crate) use attempts::Attempts;
pub(crate) use audit::AuditLog;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
pub(crate) use clock::{Until, look_ahead};
pub(crate) use entrance::ENTRANCE;
pub(crate) use error::ControlError;
pub(crate) use merchants::{
    add_to as add_merchant, find as merchant_named, restore as restore_merchant_settings,
    take_over as take_over_merchant_settings,
};
pub(crate) use notifications::find as find_notification;
pub(crate) use platform::view as platform_view;
pub(crate) use requests::{find as find_request, mchid_of, name_of as operation_of};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;

/// The control API, open to this machine only unless a token is configured.
pub(crate) fn router(app: &Arc<App>, front: FrontDoor) -> Router<Arc<App>> {
    Router::new()
        .merge(console::router(app))
        .merge(call::routes(front))
        .merge(records())
        .merge(notices())
        .route("/_payscore/health", get(health::health))
        .route("/_payscore/metrics", get(metrics::metrics))
        .route("/_payscore/addresses", get(addresses))
        .route("/_payscore/events", get(events))
        .route("/_payscore/openapi.json", get(openapi))
        .route("/_payscore/clock", get(clock::show))
        .route("/_payscore/clock/advance", post(clock::advance))
        .route("/_payscore/clock/set", post(clock::set))
        .route("/_payscore/clock/freeze", post(clock::freeze))
        .route("/_payscore/clock/run", post(clock::run))
        .route("/_payscore/clock/preview", get(clock::preview))
        .route("/_payscore/audit", get(audit::list))
        .route("/_payscore/reset", post(reset::reset))
        .route(snapshot::PATH, get(snapshot::save).put(snapshot::load))
        .route("/_payscore/requests", get(requests::list))
        .route("/_payscore/requests/{request_id}", get(requests::show))
        .route("/_payscore/diagnose", post(diagnose::diagnose))
        .route("/_payscore/launch", get(launch::look_up).post(launch::check))
        .route("/_payscore/merchants", get(merchants::list).post(merchants::add))
        .route("/_payscore/merchants/{mchid}", get(merchants::show).put(merchants::change))
        .route("/_payscore/merchants/{mchid}/credentials", post(credentials::show))
        .route("/_payscore/media", get(media::list))
        .route("/_payscore/media/{media_id}", get(media::show))
        .route("/_payscore/platform", get(platform::show))
        .route("/_payscore/platform/rotate", post(platform::rotate))
        .route("/_payscore/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/_payscore/faults/{id}", delete(faults::remove))
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::admit))
        .route(ENTRANCE, get(entrance::enter))
        .layer(axum::middleware::from_fn(guard::add_security_headers))
}

/// What there is, and what users and the platform do with it.
fn records() -> Router<Arc<App>> {
    Router::new()
        .route("/_payscore/orders", get(orders::list))
        .route("/_payscore/orders/{mchid}/{out_order_no}", get(orders::show))
        .route("/_payscore/orders/{mchid}/{out_order_no}/confirm", post(orders::confirm))
        .route("/_payscore/orders/{mchid}/{out_order_no}/decline", post(orders::decline))
        .route("/_payscore/orders/{mchid}/{out_order_no}/pay", post(orders::pay))
        .route("/_payscore/permissions", get(permissions::list))
        .route("/_payscore/permissions/{mchid}/{authorization_code}", get(permissions::show))
        .route("/_payscore/permissions/{mchid}/{authorization_code}/open", post(permissions::open_page))
        .route("/_payscore/permissions/{mchid}/{authorization_code}/close", post(permissions::close_service))
        .route("/_payscore/users/{mchid}/{openid}/authorize", post(permissions::authorize))
        .route("/_payscore/plans", get(plans::list))
        .route("/_payscore/plans/{mchid}/{merchant_plan_no}", get(plans::show))
        .route("/_payscore/sign-plans", get(sign_plans::list))
        .route("/_payscore/sign-plans/{mchid}/{merchant_sign_plan_no}", get(sign_plans::show))
        .route("/_payscore/sign-plans/{mchid}/{merchant_sign_plan_no}/sign", post(sign_plans::sign_it))
        .route("/_payscore/sign-plans/{mchid}/{merchant_sign_plan_no}/cancel", post(sign_plans::cancel_it))
        .route("/_payscore/sign-plans/{mchid}/{merchant_sign_plan_no}/close-service", post(sign_plans::close_service))
        .route("/_payscore/service-account-applications", get(service_accounts::list))
        .route("/_payscore/service-account-applications/{mchid}/{out_apply_no}", get(service_accounts::show))
        .route(
            "/_payscore/service-account-applications/{mchid}/{out_apply_no}/approve",
            post(service_accounts::approve_it),
        )
        .route(
            "/_payscore/service-account-applications/{mchid}/{out_apply_no}/reject",
            post(service_accounts::reject_it),
        )
        .route("/_payscore/refunds/{mchid}/{out_refund_no}", get(refunds::show))
        .route("/_payscore/refunds/{mchid}/{out_refund_no}/settle", post(refunds::settle_by_hand))
}

/// Notifications, and whoever listens to them.
fn notices() -> Router<Arc<App>> {
    Router::new()
        .route("/_payscore/notifications", get(notifications::list))
        .route("/_payscore/notifications/{id}", get(notifications::show))
        .route("/_payscore/notifications/{id}/resend", post(notifications::resend))
        .route("/_payscore/listen", get(listen::listen))
        .route("/_payscore/listen/{session}/{delivery}", post(listen::report))
        .route("/_payscore/notifications/{id}/hold", post(tampering::hold))
        .route("/_payscore/notifications/{id}/release", post(tampering::release))
        .route("/_payscore/notifications/{id}/drop", post(tampering::lose))
        .route("/_payscore/notifications/{id}/duplicate", post(tampering::duplicate))
        .route("/_payscore/notifications/release", post(tampering::release_in_order))
        .route("/_payscore/notifications/holding", get(tampering::show_holding).put(tampering::set_holding))
}

/// What changes, as server-sent events.
async fn events(State(app): State<Arc<App>>) -> impl IntoResponse {
    app.live.events()
}

/// Where the server listens and keeps its data: what `payscore env` makes of it is what SDKs are set up with.
async fn addresses(State(app): State<Arc<App>>) -> Json<Value> {
    let data = std::path::absolute(&app.config.data).unwrap_or_else(|_| app.config.data.clone());
    let at = |scheme: &str, address: Option<SocketAddr>| address.map(|address| format!("{scheme}://{address}"));
    Json(json!({
        "http": at("http", Some(app.addresses.http)),
        "tls": at("https", app.addresses.tls),
        "proxy": at("http", app.addresses.proxy),
        "data": data.to_string_lossy(),
        "database": if app.store.shared().is_some() { "postgres" } else { "sqlite" },
    }))
}

/// The document's server is the address that the caller came in on.
async fn openapi(request: Request) -> Json<Value> {
    Json(payscore_api::openapi::document(&origin(&request.into_parts().0)))
}
