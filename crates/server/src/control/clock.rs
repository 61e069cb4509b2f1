//! The service clock.

use super::body::{JsonBody, read_optional};
use super::error::ControlError;
use crate::app::App;
use crate::clock::{END, FASTEST, Motion};
use crate::foresight::{Foresight, RECORDS, foresee};
use crate::happenings::Happening;
use crate::live::Topic;
use crate::nodes;
use crate::workers;
use crate::workers::records::catch_up;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use payscore_domain::{Merchant, Moment, Record, RecordKind};
use payscore_store::{RecordFilter, StoreError};
use payscore_wire::rfc3339;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Orders live through all that they jump over: an unpaid one is asked for money every day.
const LONGEST_ADVANCE: u32 = 366 * 24 * 3600;

/// `GET clock`
pub(super) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(view(&app))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    seconds: u32,
}

/// `POST clock/advance`: answered once every order has lived through the time that passed.
pub(super) async fn advance(
    State(app): State<Arc<App>>,
    JsonBody(Advance { seconds }): JsonBody<Advance>,
) -> Result<Json<Value>, ControlError> {
    let moving = app.clock.moving.lock().await;
    later(&app, seconds)?;
    let ahead = |clock: Motion, wall| clock.showing(wall, clock.at(wall).saturating_add(i64::from(seconds)));
    turn(&app, ahead).await?;
    drop(moving);
    live_through(&app).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    now: String,
}

/// `POST clock/set`: the same, to a moment. While nothing is stored yet it may be any moment, an earlier one, too.
pub(super) async fn set(
    State(app): State<Arc<App>>,
    JsonBody(Set { now }): JsonBody<Set>,
) -> Result<Json<Value>, ControlError> {
    let wanted = instant(&now)?;
    let moving = app.clock.moving.lock().await;
    let any = match check_ahead(&app, wanted) {
        Ok(()) => false,
        Err(refusal) => match stored(&app).await? {
            None => true,
            Some(what) => {
                let why = format!("{refusal}; while nothing is stored any moment would do, but there are {what}");
                return Err(ControlError::bad_request(why));
            }
        },
    };
    let there = |clock: Motion, wall| {
        // A fast clock may have passed it since it was looked at.
        clock.showing(wall, if any { wanted } else { wanted.max(clock.at(wall)) })
    };
    turn(&app, there).await?;
    drop(moving);
    live_through(&app).await
}

/// `POST clock/freeze`
pub(super) async fn freeze(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<Value>, ControlError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    read_optional::<Nothing>(&body, "{}, or nothing")?;
    go(&app, 0).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    #[serde(default = "as_the_wall")]
    rate: u32,
}

const fn as_the_wall() -> u32 {
    1
}

/// `POST clock/run`: as fast as the wall, or `rate` times as fast.
pub(super) async fn run(State(app): State<Arc<App>>, body: Bytes) -> Result<Json<Value>, ControlError> {
    let wanted = read_optional(&body, r#"{"rate": N}, or nothing for 1"#)?;
    let Run { rate } = wanted.unwrap_or(Run { rate: as_the_wall() });
    match rate {
        0 => Err(ControlError::bad_request("rate: 1 at least; clock/freeze stops the clock")),
        rate if rate > FASTEST => Err(ControlError::bad_request(format!("rate: {FASTEST} (a day a second) at most"))),
        rate => go(&app, rate).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    seconds: Option<u32>,
    now: Option<String>,
    limit: Option<usize>,
}

/// `GET clock/preview`: what a move by so many seconds, or to a moment, would cause. Nothing is moved.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    query: Result<Query<Move>, QueryRejection>,
) -> Result<Json<Value>, ControlError> {
    let Query(Move { seconds, now, limit }) = query?;
    let until = match (seconds, now) {
        (Some(seconds), None) => Until::Seconds(seconds),
        (None, Some(now)) => Until::Moment(now),
        _ => return Err(ControlError::bad_request("either seconds=N or now=2026-12-21T12:00:00+08:00")),
    };
    let before = app.clock.service().unix();
    let (then, seen) = look_ahead(&app, &until, limit.unwrap_or(RECORDS)).await?;
    Ok(Json(json!({
        "now": rfc3339::format(before),
        "until": rfc3339::format(then),
        "seconds": then.saturating_sub(before),
        "happens": seen.happenings.counts_view(),
        "first": seen.happenings.first_view(),
        "more": seen.more,
    })))
}

/// Where a move ends: so many seconds from now, or at a time as RFC 3339 writes it.
pub(crate) enum Until {
    Seconds(u32),
    Moment(String),
}

/// When it ends, and what it would cause to at most so many records.
pub(crate) async fn look_ahead(app: &App, until: &Until, records: usize) -> Result<(i64, Foresight), ControlError> {
    let then = match until {
        Until::Seconds(seconds) => later(app, *seconds)?,
        Until::Moment(text) => {
            let wanted = instant(text)?;
            check_ahead(app, wanted).map_err(ControlError::bad_request)?;
            wanted
        }
    };
    let seen = foresee(app, Moment::from_unix(then), records.clamp(1, RECORDS)).await?;
    Ok((then, seen))
}

/// The moment so many seconds from now.
fn later(app: &App, seconds: u32) -> Result<i64, ControlError> {
    if seconds > LONGEST_ADVANCE {
        return Err(ControlError::bad_request(format!("at most {LONGEST_ADVANCE} seconds (a year) at a time")));
    }
    let then = app.clock.service().unix().saturating_add(i64::from(seconds));
    if then > END {
        return Err(ControlError::bad_request(format!("seconds: the clock ends at {}", rfc3339::format(END))));
    }
    Ok(then)
}

fn instant(text: &str) -> Result<i64, ControlError> {
    let read = rfc3339::parse(text).filter(|unix| (0..=END).contains(unix));
    read.ok_or_else(|| {
        // A plus sign in a query means a space to whoever reads the query.
        ControlError::bad_request(format!(
            "now: not a time like 2026-12-21T12:00:00+08:00 from 1970 to 9999 (in a query + is written %2B): {text:?}"
        ))
    })
}

/// What happens to orders on the way is only told of a way forward, and not of too long a one.
fn check_ahead(app: &App, wanted: i64) -> Result<(), String> {
    let now = app.clock.service().unix();
    if wanted < now {
        return Err(format!("now: the clock shows {} already and does not go back", rfc3339::format(now)));
    }
    if wanted - now > i64::from(LONGEST_ADVANCE) {
        return Err(format!("now: the clock shows {}; it moves by a year at a time at most", rfc3339::format(now)));
    }
    Ok(())
}

/// Something that has a time on it already, if there is anything. What the test users have authorized from the
/// beginning does not count.
async fn stored(app: &App) -> Result<Option<&'static str>, StoreError> {
    let kinds = [
        (RecordKind::Order, "orders"),
        (RecordKind::Plan, "plans"),
        (RecordKind::SignPlan, "signed plans"),
        (RecordKind::ServiceAccount, "applications"),
        (RecordKind::Permission, "authorizations"),
    ];
    for (kind, name) in kinds {
        let mut filter = RecordFilter::newest(kind, 100);
        loop {
            let page = app.store.records(&filter).await?;
            let provided =
                |record: &Record| matches!(record, Record::Permission(permission) if Merchant::is_provided(permission));
            if page.records.iter().any(|listed| !provided(&listed.record)) {
                return Ok(Some(name));
            }
            filter.before = page.next;
            if filter.before.is_none() {
                break;
            }
        }
    }
    Ok(None)
}

/// Does all that fell due, once the clock was moved.
async fn live_through(app: &Arc<App>) -> Result<Json<Value>, ControlError> {
    let phases = app.platform.current().scheduled_by(app.clock.now());
    workers::platform::catch_up(app).await?;
    let mut done = catch_up(app, app.clock.service()).await?;
    for (identity, phase, at) in phases {
        done.happenings.note(Happening::of_platform(identity, phase, at));
    }
    changed(app);
    let mut view = view(app);
    view["orders_moved"] = done.moved.into();
    view["happened"] = done.happenings.counts_view();
    Ok(Json(view))
}

/// From now on at this rate.
async fn go(app: &Arc<App>, rate: u32) -> Result<Json<Value>, ControlError> {
    let moving = app.clock.moving.lock().await;
    turn(app, |clock, wall| clock.going(wall, rate)).await?;
    drop(moving);
    changed(app);
    Ok(Json(view(app)))
}

/// Changes how the clock goes, for all who share it.
async fn turn(app: &Arc<App>, change: impl Fn(Motion, i64) -> Motion) -> Result<(), ControlError> {
    let turned = app.clock.change(&*app.store, change).await;
    if turned.is_err() {
        // It goes on as before, but stood meanwhile: whoever looked then would sleep for ever.
        app.alarms.all();
    }
    turned?;
    Ok(nodes::settle(app).await?)
}

/// Those who sleep by the clock look at it anew.
fn changed(app: &App) {
    app.alarms.all();
    app.live.changed(Topic::Clock);
}

pub(super) fn view(app: &App) -> Value {
    let now = app.clock.now();
    json!({
        "now": rfc3339::format(now.service),
        "unix": now.service,
        "rate": now.rate,
        "frozen": now.rate == 0,
        "offset_seconds": now.offset(),
        "wall": rfc3339::format(now.wall),
    })
}
