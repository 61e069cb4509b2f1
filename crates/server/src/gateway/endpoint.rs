//! What every operation goes through: read, authenticate, validate, decide, sign, and answer once durable.

use super::answer::{Answer, Answered, signed, unsigned};
use super::api::{PathValues, Received, Route};
use super::authenticate::{authenticate, replayed};
use super::explain::explained;
use super::struck::struck;
use super::{Caller, Pending};
use crate::app::App;
use crate::engine;
use crate::faults::Call;
use crate::refusal::Refusal;
use bytes::Bytes;
use http::request::Parts;
use payscore_api::Operation;
use payscore_store::CommitError;

/// Most answers fit into so many bytes.
const ANSWER_BYTES: usize = 1024;

/// What an operation answers, and the commit that must be durable before it may be sent.
pub(crate) struct Reply<R> {
    pub(crate) response: R,
    pub(crate) pending: Option<Pending>,
}

impl<R> Reply<R> {
    /// An answer that changed nothing.
    pub(crate) fn unchanged(response: R) -> Self {
        Self { response, pending: None }
    }

    /// The same, shown otherwise.
    pub(crate) fn map<S>(self, show: impl FnOnce(R) -> S) -> Reply<S> {
        Reply { response: show(self.response), pending: self.pending }
    }
}

/// An operation that the server knows how to do.
pub(crate) trait Endpoint: Operation + 'static {
    /// Does it. Called again where another writer was faster.
    fn call(&self, app: &App, caller: &Caller) -> impl Future<Output = Result<Reply<Self::Response>, Refusal>> + Send;
}

/// The route of an operation.
pub(crate) fn route<O: Endpoint>() -> Route {
    Route::new(|app, received, values| Box::pin(endpoint::<O>(app, received, values)))
}

async fn endpoint<O: Endpoint>(app: &App, received: &Received, path_values: PathValues) -> Answered {
    let Received { parts, body, .. } = received;
    let mut caller = match known(app, parts, body, O::SPEC.name).await {
        Ok(caller) => caller,
        Err(answer) => return *answer,
    };
    let (mchid, query) = (caller.mchid().as_str(), parts.uri.query().unwrap_or_default());
    let numbers = path_values.as_deref().unwrap_or_default();
    let call = Call { operation: O::SPEC.name, mchid, path_values: numbers, query, body };
    let struck = match struck(app, &caller, &parts.headers, &call).await {
        Ok(struck) => struck,
        Err(answer) => return *answer,
    };
    let answer = perform::<O>(app, &mut caller, path_values, query, body).await;
    match struck {
        None => answer,
        Some(strike) => strike.befall(app, &caller, answer).await,
    }
}

/// Does what is asked for, and answers once it is durable.
async fn perform<O: Endpoint>(
    app: &App,
    caller: &mut Caller,
    path_values: PathValues,
    query: &str,
    body: &Bytes,
) -> Answered {
    let outcome = if app.frequency.admits(caller.mchid().as_str(), O::SPEC.name, app.clock.wall()) {
        attempt::<O>(app, caller, path_values, query, body).await
    } else {
        Err(Refusal::frequency_limited())
    };
    let (answer, pending) = match outcome {
        Ok((body, pending)) => (Answer { status: O::SPEC.success, number: 0, body }, pending),
        Err(refusal) => (refused::<O>(&refusal), None),
    };
    // Signed while the commit is under way; sent only once it is durable.
    let response = signed(app, caller, answer);
    match pending {
        None => response,
        Some(Decided { pending, request }) => match pending.await {
            Ok(()) => response,
            Err(CommitError::Conflict) => {
                caller.is_first_try = false;
                let answer = retry(app, caller, &request).await;
                signed(app, caller, answer)
            }
            Err(error) => signed(app, caller, refused::<O>(&error.into())),
        },
    }
}

/// Who asks for something that is no operation of the catalogue; or the 401.
pub(crate) async fn admit(app: &App, parts: &Parts) -> Result<Caller, Box<Answered>> {
    known(app, parts, b"", parts.uri.path()).await
}

/// A refusal of something that is no operation of the catalogue, signed like any.
pub(crate) fn refuse(app: &App, parts: &Parts, caller: &Caller, refusal: &Refusal) -> Answered {
    let (path, status, code) = (parts.uri.path(), refusal.status, refusal.body.code.as_str());
    tracing::info!(path, status, code, message = refusal.body.message, "refused");
    signed(app, caller, Answer::refusal(refusal))
}

async fn known(app: &App, parts: &Parts, body: &[u8], operation: &str) -> Result<Caller, Box<Answered>> {
    let turned_away = |refusal| turned_away(app, parts, (body, body), refusal, operation);
    match authenticate(app, parts, body) {
        Ok((caller, nonce)) => first_use(app, caller, nonce, turned_away).await,
        Err(refusal) => Err(turned_away(refusal)),
    }
}

/// Whether the nonce is new to all servers, where several share the database.
pub(super) async fn first_use(
    app: &App,
    caller: Caller,
    nonce: String,
    turned_away: impl FnOnce(Refusal) -> Box<Answered>,
) -> Result<Caller, Box<Answered>> {
    let Some(shared) = app.store.shared() else { return Ok(caller) };
    match shared.note_nonce(caller.mchid(), &nonce, app.clock.wall()).await {
        Ok(true) => Ok(caller),
        Ok(false) => Err(turned_away(replayed())),
        Err(error) => Err(Box::new(signed(app, &caller, Answer::refusal(&error.into())))),
    }
}

/// The 401, with its explanation, given what should have been signed and what was received.
pub(super) fn turned_away(
    app: &App,
    parts: &Parts,
    (body, received): (&[u8], &[u8]),
    refusal: Refusal,
    operation: &str,
) -> Box<Answered> {
    let refusal = explained(app, parts, body, received, refusal);
    // Not the whole detail, and of the explanation its name: both can hold openids.
    let issue = refusal.body.detail.as_ref().and_then(|detail| detail["detail"]["issue"].as_str());
    let cause = refusal.explanation.as_ref().and_then(|explanation| explanation["cause"].as_str());
    tracing::warn!(operation, issue, cause, "401: {}", refusal.body.message);
    Box::new(unsigned(app, &refusal))
}

/// A decision whose commit is under way, and the request it came from, should it have to be made anew.
struct Decided<O> {
    pending: Pending,
    request: O,
}

async fn attempt<O: Endpoint>(
    app: &App,
    caller: &Caller,
    path_values: PathValues,
    query: &str,
    body: &Bytes,
) -> Result<(Vec<u8>, Option<Decided<O>>), Refusal> {
    let request = path_values
        .and_then(|values| O::read(values, query, body))
        .map_err(|violation| Refusal::violation(&violation))?;
    let Reply { response, pending } = request.call(app, caller).await?;
    let body = to_body::<O>(&response)?;
    Ok((body, pending.map(|pending| Decided { pending, request })))
}

/// Another writer was faster: the operation is decided anew on what it left.
async fn retry<O: Endpoint>(app: &App, caller: &Caller, request: &O) -> Answer {
    for _ in 0..engine::CONFLICT_RETRIES {
        let outcome = match request.call(app, caller).await {
            Err(refusal) => Err(refusal),
            Ok(Reply { response, pending: None }) => to_body::<O>(&response),
            Ok(Reply { response, pending: Some(pending) }) => match pending.await {
                Err(CommitError::Conflict) => continue,
                Err(error) => Err(error.into()),
                Ok(()) => to_body::<O>(&response),
            },
        };
        return match outcome {
            Ok(body) => Answer { status: O::SPEC.success, number: 0, body },
            Err(refusal) => refused::<O>(&refusal),
        };
    }
    refused::<O>(&Refusal::system_error())
}

fn to_body<O: Operation>(response: &O::Response) -> Result<Vec<u8>, Refusal> {
    if O::SPEC.success == 204 {
        return Ok(Vec::new());
    }
    let mut body = Vec::with_capacity(ANSWER_BYTES);
    serde_json::to_writer(&mut body, response).map_err(|error| {
        tracing::error!(%error, operation = O::SPEC.name, "an answer could not be written");
        Refusal::system_error()
    })?;
    Ok(body)
}

fn refused<O: Operation>(refusal: &Refusal) -> Answer {
    tracing::info!(
        operation = O::SPEC.name,
        status = refusal.status,
        code = refusal.body.code,
        message = refusal.body.message,
        "refused"
    );
    Answer::refusal(refusal)
}
