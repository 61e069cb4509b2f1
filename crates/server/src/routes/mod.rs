//! The operations: modules mirror the URLs, one file an operation.

mod bill;
mod billdownload;
mod certificates;
mod merchant;
mod needed;
mod payscore;
mod refund;

use crate::gateway::{Endpoint, Paths, Route, route};

use needed::{needed, needed_in};

/// Every operation at the path that its declaration gives.
pub(crate) fn all() -> Paths {
    let routes = certificates::routes(Routes(Paths::default()));
    let routes = payscore::routes(routes);
    let routes = bill::routes(routes);
    let routes = billdownload::routes(routes);
    let routes = merchant::routes(routes);
    refund::routes(routes).0
}

/// The paths, growing by one operation at a time.
struct Routes(Paths);

impl Routes {
    fn with<O: Endpoint>(self) -> Self {
        self.at(O::SPEC.method, O::SPEC.path, route::<O>())
    }

    /// What is no operation of the catalogue.
    fn at(self, method: &str, path: &'static str, route: Route) -> Self {
        Self(self.0.with(method, path, route))
    }
}
