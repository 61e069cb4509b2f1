//! The async client as a [tower](https://docs.rs/tower) service, for middleware of one's own around each call; and the
//! client's styles on top of what comes out. Feature `tower`.
//!
//! A layer sees a [`Call`] with all its tries as one: it is signed, and tried again, further inside.

use crate::chain::{Caller, Chain, V3};
use crate::client::{Client, PendingResponse};
use crate::config::Config;
use crate::core::Call;
use crate::error::Error;
use crate::response::Response;
use payscore_api::Operation;
use serde_json::Value;
use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll};
use tower_service::Service;

impl Service<Call> for Client {
    type Response = Response<Value>;
    type Error = Error;
    type Future = PendingResponse;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> PendingResponse {
        self.handle().call(Ok(call))
    }
}

/// A client inside other services.
///
/// ```
/// use payscore::core::Call;
/// use payscore::tower::Layered;
/// use payscore::{Client, Error, Response};
/// use serde_json::Value;
/// use std::task::{Context, Poll};
/// use tower_service::Service;
///
/// /// Says what is called.
/// #[derive(Clone)]
/// struct Loud<S>(S);
///
/// impl<S: Service<Call>> Service<Call> for Loud<S> {
///     type Response = S::Response;
///     type Error = S::Error;
///     type Future = S::Future;
///
///     fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
///         self.0.poll_ready(cx)
///     }
///
///     fn call(&mut self, call: Call) -> S::Future {
///         println!("{}", call.method);
///         self.0.call(call)
///     }
/// }
///
/// async fn orders(client: Client) -> Result<Response<Value>, Error> {
///     let client = Layered::new(client, Loud);
///     client.chain("v3/payscore/serviceorder").query(&[("out_order_no", "1")]).get().await
/// }
/// ```
#[derive(Clone)]
pub struct Layered<S> {
    service: S,
    config: Config,
}

impl<S> Layered<S>
where
    S: Service<Call, Response = Response<Value>, Error = Error> + Clone + Send + 'static,
    S::Future: Send,
{
    /// Puts services around a client: `|client| ServiceBuilder::new().concurrency_limit(8).service(client)`.
    pub fn new(client: Client, wrap: impl FnOnce(Client) -> S) -> Self {
        let config = client.config().clone();
        Self { service: wrap(client), config }
    }

    /// Sends a typed request, and reads the answer that belongs to it.
    ///
    /// # Errors
    /// As [`Client::send`], and whatever the services around it give.
    pub async fn send<O: Operation>(&self, request: &O) -> Result<Response<O::Response>, Error> {
        let response = self.call(Call::of(request, &self.config)).await?;
        Ok(Response {
            value: response.json()?,
            status: response.status,
            request_id: response.request_id,
            body: response.body,
        })
    }

    /// The pure chain.
    pub fn v3(&self) -> V3<Self> {
        V3::new(self.clone())
    }

    /// The declarative style.
    pub fn chain(&self, template: &str) -> Chain<Self> {
        Chain::new(self.clone(), template.to_owned())
    }
}

impl<S> Caller for Layered<S>
where
    S: Service<Call, Response = Response<Value>, Error = Error> + Clone + Send + 'static,
    S::Future: Send,
{
    type Output = PendingResponse;

    fn call(&self, call: Result<Call, Error>) -> PendingResponse {
        let mut service = self.service.clone();
        Box::pin(async move {
            let call = call?;
            poll_fn(|cx| service.poll_ready(cx)).await?;
            service.call(call).await
        })
    }
}

impl<S> fmt::Debug for Layered<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layered").field("config", &self.config).finish_non_exhaustive()
    }
}
