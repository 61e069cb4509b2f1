//! The operations: modules mirror the URLs, one file an operation.

mod bill;
mod billdownload;
mod certificates;
mod needed;
mod payscore;
mod refund;

use crate::app::App;
use crate::gateway::{Endpoint, endpoint, unsigned};
use crate::refusal::Refusal;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use std::sync::Arc;

use needed::{needed, needed_in};

/// Every operation at the path that its declaration gives.
pub(crate) fn router() -> Router<Arc<App>> {
    let routes = certificates::routes(Routes(Router::new()));
    let routes = payscore::routes(routes);
    let routes = bill::routes(routes);
    let routes = billdownload::routes(routes);
    let routes = refund::routes(routes);
    routes.0.fallback(no_such_path).method_not_allowed_fallback(no_such_method)
}

/// The router, growing by one operation at a time.
struct Routes(Router<Arc<App>>);

impl Routes {
    fn with<O: Endpoint>(self) -> Self {
        let method = if O::SPEC.method == "GET" { MethodFilter::GET } else { MethodFilter::POST };
        let route: MethodRouter<Arc<App>> = on(method, endpoint::<O>);
        Self(self.0.route(O::SPEC.path, route))
    }
}

async fn no_such_path(State(app): State<Arc<App>>, request: Request) -> Response {
    no_such_operation(&app, 404, &request)
}

async fn no_such_method(State(app): State<Arc<App>>, request: Request) -> Response {
    no_such_operation(&app, 405, &request)
}

fn no_such_operation(app: &App, status: u16, request: &Request) -> Response {
    let refusal = Refusal::no_such_operation(status, request.method().as_str(), request.uri().path());
    tracing::warn!(status, method = %request.method(), path = request.uri().path(), "no such operation");
    unsigned(app, &refusal)
}
