//! All of APIv3 by path, in three styles. Each is the same [`Chain`] underneath, for both clients:
//!
//! | Style | Call |
//! | --- | --- |
//! | pure chain | `client.v3().payscore().smartretail_orders().out_order_no(no).complete().post(&body)` |
//! | declarative | `client.chain("v3/payscore/smartretail-orders/{out_order_no}/complete").with("out_order_no", no).post(&body)` |
//! | property | `client["v3/payscore/smartretail-orders/{out_order_no}/complete"].with("out_order_no", no).post(&body)` |
//!
//! The pure chain knows the documented paths of each domain that is built in, a [cargo feature](v3) each, and the
//! compiler checks each step; the two others take any path at all.
//! Bodies are anything that serde can write: `serde_json::json!`, a map, or a typed request, whose path values are
//! not part of its body; `&()` is none at all, for operations without.

// A build without any domain has no use for most of them.
#[cfg_attr(not(feature = "payscore"), allow(dead_code, unused_imports, unused_macros))]
mod node;
#[cfg_attr(not(feature = "payscore"), allow(dead_code))]
pub mod v3;

pub use v3::V3;

use crate::core::{Call, encode_body, encode_query, expand};
use crate::error::{EncodeError, Error};
use bytes::Bytes;
use http::Method;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// What makes a call: a client, async or blocking, or your own. Cloning has to be cheap.
pub trait Caller: Clone {
    /// What the call results in: a future of a response, or a response.
    type Output;

    /// Makes the call, or hands on why it cannot be made.
    fn call(&self, call: Result<Call, Error>) -> Self::Output;
}

/// A path template with values and a query: everything of a call but the method and the body.
///
/// Each step gives a new chain, so one may be kept and used again.
#[derive(Clone)]
#[must_use = "a chain does nothing until `get`, `post` or another method is called on it"]
pub struct Chain<C> {
    caller: C,
    template: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, String)>,
    query: Option<Result<String, serde_urlencoded::ser::Error>>,
}

impl<C: Caller> Chain<C> {
    /// A chain for your own [`Caller`]; a client's is its `chain(template)`.
    pub fn new(caller: C, template: impl Into<Cow<'static, str>>) -> Self {
        Self { caller, template: template.into(), values: Vec::new(), query: None }
    }

    fn with_values(mut self, values: Vec<(Cow<'static, str>, String)>) -> Self {
        self.values = values;
        self
    }

    /// Gives a variable of the template its value, which is percent-encoded once and not altered otherwise. A second
    /// value for the same variable replaces the first.
    pub fn with(&self, name: &str, value: impl fmt::Display) -> Self {
        let mut chain = self.clone();
        let value = value.to_string();
        match chain.values.iter_mut().find(|(given, _)| given == name) {
            Some((_, old)) => *old = value,
            None => chain.values.push((Cow::Owned(name.to_owned()), value)),
        }
        chain
    }

    /// Adds to the query: pairs (`&[("appid", "wx…")]`), a map, or a struct; a typed GET request, too.
    pub fn query<Q: Serialize + ?Sized>(&self, query: &Q) -> Self {
        let mut chain = self.clone();
        chain.query = Some(match (chain.query.take(), encode_query(query)) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(Ok(first)), Ok(more)) if !first.is_empty() && !more.is_empty() => Ok(format!("{first}&{more}")),
            (Some(Ok(first)), Ok(more)) => Ok(first + &more),
            (None, Ok(query)) => Ok(query),
        });
        chain
    }

    /// Calls with GET.
    pub fn get(&self) -> C::Output {
        self.call(Method::GET, Ok(Bytes::new()))
    }

    /// Calls with POST and a JSON body.
    pub fn post<B: Serialize + ?Sized>(&self, body: &B) -> C::Output {
        self.call(Method::POST, written(body))
    }

    /// Calls with PUT and a JSON body.
    pub fn put<B: Serialize + ?Sized>(&self, body: &B) -> C::Output {
        self.call(Method::PUT, written(body))
    }

    /// Calls with PATCH and a JSON body.
    pub fn patch<B: Serialize + ?Sized>(&self, body: &B) -> C::Output {
        self.call(Method::PATCH, written(body))
    }

    /// Calls with DELETE.
    pub fn delete(&self) -> C::Output {
        self.call(Method::DELETE, Ok(Bytes::new()))
    }

    /// Calls with DELETE and a JSON body, which some operations take.
    pub fn delete_with<B: Serialize + ?Sized>(&self, body: &B) -> C::Output {
        self.call(Method::DELETE, written(body))
    }

    fn call(&self, method: Method, body: Result<Bytes, EncodeError>) -> C::Output {
        self.caller.call(self.describe(method, body))
    }

    fn describe(&self, method: Method, body: Result<Bytes, EncodeError>) -> Result<Call, Error> {
        let path = expand(&self.template, &self.values)?;
        let query = self.query.clone().transpose().map_err(EncodeError::Query)?.filter(|query| !query.is_empty());
        Ok(Call { query, body: body?, ..Call::new(method, path) })
    }
}

/// The body; none for `()`. No operation takes the `null` that JSON has for it.
fn written<B: Serialize + ?Sized>(body: &B) -> Result<Bytes, EncodeError> {
    encode_body(body).map(|body| if body == "null" { Bytes::new() } else { body })
}

impl<C> fmt::Debug for Chain<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("template", &self.template)
            .field("values", &self.values)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
