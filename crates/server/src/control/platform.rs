//! The platform's identities, and their replacement.

use super::body::read_optional;
use super::error::ControlError;
use crate::app::App;
use crate::clock::Now;
use crate::identity::{Due, Identities, Order, Phase, PlatformIdentity, Role, RotateError, Signer};
use crate::workers;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET platform`: names, public halves and phases; no private keys.
pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Json<Value>, ControlError> {
    workers::platform::catch_up(&app).await?;
    Ok(Json(view(&app)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rotate {
    #[serde(default)]
    identity: PlatformIdentity,
    phase: Option<Phase>,
    #[serde(default)]
    now: bool,
}

const SHAPE: &str =
    r#"{"identity": "certificate" or "public_key", "phase": "announce", "switch" or "retire"} or {"now": true}"#;

/// `POST platform/rotate`: one phase, and the rest by its schedule; or all of it at once.
pub(super) async fn rotate(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<Value>, ControlError> {
    let request = read_optional::<Rotate>(&body, SHAPE)?;
    let Rotate { identity, phase, now } =
        request.unwrap_or(Rotate { identity: PlatformIdentity::default(), phase: None, now: false });
    let order = match (phase, now) {
        (Some(_), true) => {
            return Err(ControlError::bad_request("phase and now: one phase, or all of them now; not both"));
        }
        (None, true) => Order::Whole,
        (phase, false) => Order::Phase(phase.unwrap_or(Phase::Announce)),
    };
    workers::platform::rotate(&app, identity, order).await?;
    Ok(Json(view(&app)))
}

impl From<RotateError> for ControlError {
    fn from(error: RotateError) -> Self {
        match error {
            RotateError::OutOfOrder { next } => {
                let under_way = match next {
                    Phase::Announce => "no rotation is under way",
                    Phase::Switch => "a rotation is under way, its new key is announced",
                    Phase::Retire => "a rotation is under way, its new key signs",
                };
                Self::bad_request(format!(
                    "phase: {under_way}; the next phase is {}. To do all that is left at once: now",
                    json!(next)
                ))
            }
            RotateError::Identity(error) => error.into(),
        }
    }
}

/// Both identities.
pub(crate) fn view(app: &App) -> Value {
    let (platform, now) = (app.platform.current(), app.clock.now());
    json!({
        "certificate": of(&platform, PlatformIdentity::Certificate, now),
        "public_key": of(&platform, PlatformIdentity::PublicKey, now),
    })
}

fn of(platform: &Identities, identity: PlatformIdentity, now: Now) -> Value {
    let ring = platform.ring(identity);
    let state = |signer: &Signer| match &ring.beside {
        Some(beside) if beside.key.serial == signer.serial => match beside.role {
            Role::Next => "announced",
            Role::Previous => "retiring",
        },
        _ => "signing",
    };
    let identities = ring.all().map(|signer| {
        json!({
            "serial": signer.serial,
            "state": state(signer),
            "effective_time": signer.certificate.as_ref().map(|one| rfc3339::format(one.not_before())),
            "expire_time": signer.certificate.as_ref().map(|one| rfc3339::format(one.not_after())),
            "pem": signer.public_pem(),
        })
    });
    let retired = ring.retired.iter();
    json!({
        "identities": identities.collect::<Vec<_>>(),
        "next": next(ring.next_phase(), platform.due(identity), now),
        "retired": retired.map(|one| json!({ "serial": one.serial, "at": rfc3339::format(one.at) })).collect::<Vec<_>>(),
    })
}

/// The phase that comes next by itself, when, and on which clock. What never ends is replaced on command only.
fn next(phase: Phase, due: Due, now: Now) -> Value {
    let Some((at, clock)) = due.scheduled(now).map(|at| (at, "service")).or(due.wall.map(|at| (at, "wall"))) else {
        return Value::Null;
    };
    json!({ "phase": phase, "due": rfc3339::format(at), "clock": clock })
}
