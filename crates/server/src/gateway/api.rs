//! The API's door: which operation a request is for, its body read to the end, its answer, and both noted.
//!
//! axum answers all else. Without its layers, extensions and boxed bodies a query takes one in fourteen of its
//! instructions beside the signature less, and the paths are found by what axum finds paths with.

use super::answer::{Answered, unsigned};
use super::body::receive;
use crate::app::App;
use crate::journal::Arrival;
use crate::refusal::Refusal;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::ALLOW;
use http::request::Parts;
use http::{HeaderValue, Method};
use matchit::{Params, Router};
use payscore_api::{Location, Violation};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::sync::Arc;

/// No body that upstream could accept comes near this, but for an upload's.
const BODY_MEBIBYTES: usize = 4;

/// A request that is here whole.
pub(crate) struct Received {
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    /// How long the body was, of which not all is kept where it is too long.
    pub(crate) body_length: usize,
}

/// What a path names, decoded.
pub(crate) type PathValues = Result<Vec<(String, String)>, Violation>;

/// Answers what comes to a path.
type Handler = dyn for<'a> Fn(&'a App, &'a Received, PathValues) -> BoxFuture<'a, Answered> + Send + Sync;

/// What is answered by a method at a path.
pub(crate) struct Route {
    mebibytes: usize,
    handler: Box<Handler>,
}

impl Route {
    pub(crate) fn new<H>(handler: H) -> Self
    where
        H: for<'a> Fn(&'a App, &'a Received, PathValues) -> BoxFuture<'a, Answered> + Send + Sync + 'static,
    {
        Self { mebibytes: BODY_MEBIBYTES, handler: Box::new(handler) }
    }

    /// The same for bodies of up to so many mebibytes.
    pub(crate) fn of_mebibytes(self, mebibytes: usize) -> Self {
        Self { mebibytes, ..self }
    }
}

/// What is answered at a path.
#[derive(Default)]
struct Methods {
    get: Option<Route>,
    post: Option<Route>,
}

impl Methods {
    fn find(&self, method: &Method) -> Option<&Route> {
        match *method {
            // Of the answer to HEAD, hyper leaves the body out.
            Method::GET | Method::HEAD => self.get.as_ref(),
            Method::POST => self.post.as_ref(),
            _ => None,
        }
    }

    fn allowed(&self) -> &'static str {
        match (&self.get, &self.post) {
            (Some(_), Some(_)) => "GET,HEAD,POST",
            (Some(_), None) => "GET,HEAD",
            (None, _) => "POST",
        }
    }
}

/// The paths, growing by one route at a time.
#[derive(Default)]
pub(crate) struct Paths(BTreeMap<&'static str, Methods>);

impl Paths {
    /// `method` is GET or POST.
    ///
    /// # Panics
    /// Where it has this one already.
    pub(crate) fn with(mut self, method: &str, path: &'static str, route: Route) -> Self {
        let methods = self.0.entry(path).or_default();
        let place = if method == "GET" { &mut methods.get } else { &mut methods.post };
        assert!(place.is_none(), "{method} {path} twice");
        *place = Some(route);
        self
    }
}

/// All that is WeChat Pay's.
pub(crate) struct Api {
    app: Arc<App>,
    paths: Router<Methods>,
}

impl Api {
    /// # Panics
    /// Where two of the paths cannot be told apart.
    pub(crate) fn new(app: Arc<App>, paths: Paths) -> Self {
        let mut router = Router::new();
        for (path, methods) in paths.0 {
            router.insert(path, methods).expect("paths that differ");
        }
        Self { app, paths: router }
    }

    /// Answers a request.
    pub(crate) async fn answer<B>(&self, request: http::Request<B>) -> Answered
    where
        B: hyper::body::Body<Data = Bytes> + Unpin,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let arrival = Arrival::now(&self.app);
        let (parts, body) = request.into_parts();
        let found = self.paths.at(parts.uri.path()).ok();
        let methods = found.as_ref().map(|found| found.value);
        let route = found.and_then(|found| Some((found.value.find(&parts.method)?, path_values(&found.params))));
        let body = receive(body, route.as_ref().map_or(BODY_MEBIBYTES, |(route, _)| route.mebibytes)).await;
        let received = Received { parts, body: body.bytes, body_length: body.length };
        let answer = match (route, body.trouble) {
            (None, _) => self.refuse(&received.parts, methods),
            (Some(_), Some(refusal)) => unsigned(&self.app, &refusal),
            (Some((route, values)), None) => (route.handler)(&self.app, &received, values).await,
        };
        arrival.note(&self.app, &received, &answer);
        answer
    }

    /// No such path, or no such method at it.
    fn refuse(&self, parts: &Parts, methods: Option<&Methods>) -> Answered {
        let status = if methods.is_some() { 405 } else { 404 };
        let path = parts.uri.path();
        tracing::warn!(status, method = %parts.method, path = without_long_parts(path), "no such operation");
        let mut answer = unsigned(&self.app, &Refusal::no_such_operation(status, parts.method.as_str(), path));
        if let Some(methods) = methods {
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static(methods.allowed()));
        }
        answer
    }
}

fn path_values(params: &Params<'_, '_>) -> PathValues {
    let decode = |(name, value)| match percent_decode_str(value).decode_utf8() {
        Ok(value) => Ok((str::to_owned(name), value.into_owned())),
        Err(_) => Err(Violation::unreadable(Location::Path, format!("Invalid UTF-8 in `{name}`"))),
    };
    params.iter().map(decode).collect()
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
    use super::*;

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
