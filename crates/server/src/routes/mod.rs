//! The operations: modules mirror the URLs, one file an operation.

mod bill;
mod billdownload;
mod certificates;
mod merchant;
mod needed;
mod payscore;
mod refund;

use crate::app::App;
use crate::gateway::{Endpoint, drain, endpoint, unsigned};
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
    let routes = merchant::routes(routes);
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
    no_such_operation(&app, 404, request).await
}

async fn no_such_method(State(app): State<Arc<App>>, request: Request) -> Response {
    no_such_operation(&app, 405, request).await
}

async fn no_such_operation(app: &App, status: u16, request: Request) -> Response {
    let (request, body) = request.into_parts();
    drain(body).await;
    let refusal = Refusal::no_such_operation(status, request.method.as_str(), request.uri.path());
    tracing::warn!(status, method = %request.method, path = without_long_parts(request.uri.path()), "no such operation");
    unsigned(app, &refusal)
}

/// A path to be written down: what is as long as an openid shows its beginning only.
pub(crate) fn without_long_parts(path: &str) -> String {
    const SHOWN: usize = 6;
    const LONG: usize = 27;
    let short = |part: &str| {
        if part.chars().count() < LONG { part.to_owned() } else { part.chars().take(SHOWN).chain(['…']).collect() }
    };
    path.split('/').map(short).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::without_long_parts;

    #[test]
    fn an_openid_is_not_logged_whole() {
        let logged = without_long_parts("/v3/payscore/user/oUpF8uMuAJO_M2pxb1Q9zNjWeS6o/permissions/500001");
        assert_eq!(logged, "/v3/payscore/user/oUpF8u…/permissions/500001");
        assert_eq!(
            without_long_parts("/v3/payscore/servicepayondeliveryorder"),
            "/v3/payscore/servicepayondeliveryorder"
        );
    }
}
