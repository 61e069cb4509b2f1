//! The service clock: what moving it would cause is seen before it is moved.

use super::{Ui, render};
use crate::app::App;
use crate::control::{ControlError, Until, look_ahead};
use crate::foresight::RECORDS;
use crate::happenings::{Counted, Happening};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Html;
use payscore_wire::rfc3339;
use serde::Deserialize;
use std::sync::Arc;

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// A number with its name in both languages.
type Named = (u32, &'static str, &'static str);

/// How fast it may be let run at once, in seconds a second.
const RATES: &[Named] = &[
    (60, "A minute a second", "一秒一分钟"),
    (HOUR, "An hour a second", "一秒一小时"),
    (DAY, "A day a second", "一秒一天"),
];
/// How far it may be moved at once.
const STEPS: &[Named] = &[(HOUR, "1 hour", "1 小时"), (DAY, "1 day", "1 天"), (30 * DAY, "30 days", "30 天")];

#[derive(Deserialize)]
pub(super) struct Move {
    seconds: Option<u32>,
    /// Another way to say it: so many of a unit.
    amount: Option<u32>,
    unit: Option<u32>,
    /// Or until when, as a browser's field has it: `2026-12-21T12:00`, in Beijing.
    until: Option<String>,
}

impl Move {
    /// `seconds`, however they were said.
    fn seconds(&self) -> Option<u32> {
        self.seconds.or_else(|| Some(self.amount?.saturating_mul(self.unit?)))
    }

    fn until(&self) -> Option<Until> {
        let moment = |text: &String| {
            let seconds = if text.len() == "2026-12-21T12:00".len() { ":00" } else { "" };
            Until::Moment(format!("{text}{seconds}+08:00"))
        };
        self.seconds().map(Until::Seconds).or_else(|| self.until.as_ref().map(moment))
    }
}

#[derive(Template)]
#[template(path = "clock.html")]
struct ClockPage {
    ui: Ui,
    wall: String,
    distance: String,
    rates: &'static [Named],
    steps: &'static [Named],
    chosen: Option<u32>,
    /// What the chosen move would cause, or why it cannot be made.
    seen: Option<Result<Seen, String>>,
}

impl ClockPage {
    fn is_chosen(&self, seconds: &u32) -> bool {
        self.chosen.as_ref() == Some(seconds)
    }
}

struct Seen {
    until: String,
    counts: Vec<Line>,
    first: Vec<Line>,
    more: bool,
    /// The control API's call that makes the move.
    call: &'static str,
}

struct Line {
    text: String,
    at: String,
    number: String,
    mchid: String,
}

/// `GET /_payscore/console/clock`
pub(super) async fn show(
    ui: Ui,
    State(app): State<Arc<App>>,
    query: Result<Query<Move>, QueryRejection>,
) -> Result<Html<String>, ControlError> {
    let Query(query) = query?;
    let seen = match query.until() {
        Some(until) => Some(look(&app, &ui, &until).await.map_err(|refusal| refusal.message().to_owned())),
        None => None,
    };
    render(&ClockPage {
        wall: rfc3339::format(ui.clock.wall),
        distance: distance(&ui, ui.clock.offset()),
        rates: RATES,
        steps: STEPS,
        chosen: query.seconds(),
        seen,
        ui,
    })
}

async fn look(app: &App, ui: &Ui, until: &Until) -> Result<Seen, ControlError> {
    let (then, foresight) = look_ahead(app, until, RECORDS).await?;
    let counts = foresight.happenings.counts();
    let call = match until {
        Until::Seconds(_) => "advance",
        Until::Moment(_) => "set",
    };
    Ok(Seen {
        until: rfc3339::format(then),
        counts: counts.iter().map(|counted| line_of_count(ui, counted)).collect(),
        first: foresight.happenings.first().iter().map(|one| line_of_one(ui, one)).collect(),
        more: foresight.more,
        call,
    })
}

fn line_of_count(ui: &Ui, Counted { kind, what, count, first }: &Counted) -> Line {
    let text = format!("{count} × {}", words(ui, kind, what));
    Line { text, at: rfc3339::format(first.unix()), number: String::new(), mchid: String::new() }
}

fn line_of_one(ui: &Ui, one: &Happening) -> Line {
    let (mchid, number) = one.whose.clone().unwrap_or_default();
    Line { text: words(ui, one.kind, one.what).to_owned(), at: rfc3339::format(one.at.unix()), number, mchid }
}

/// What happens, in the visitor's words.
fn words(ui: &Ui, kind: &'static str, what: &'static str) -> &'static str {
    let (english, chinese) = match (kind, what) {
        ("order", "expired") => ("order expires", "订单过期"),
        ("order", "paid") => ("order is paid", "订单支付成功"),
        ("order", "deduction_started") => ("deduction goes to the bank", "扣款发往银行"),
        ("order", "deduction_failed") => ("deduction finds no money", "扣款余额不足"),
        ("notification", _) => ("notification falls due", "通知到期投递"),
        ("refunds", "refunded") => ("refund reaches the user", "退款到账"),
        ("refunds", "refund_closed") => ("refund is closed", "退款关闭"),
        ("refunds", "refund_abnormal") => ("refund fails", "退款异常"),
        ("sign_plan", "expired") => ("signed plan expires", "签约计划过期"),
        ("service_account", "approved") => ("application is approved", "绑定申请通过"),
        ("certificate", "switched") => ("new platform certificate signs", "新的平台证书开始签名"),
        ("certificate", "retired") => ("old platform certificate is retired", "旧的平台证书停用"),
        ("public_key", "switched") => ("new WeChat Pay public key signs", "新的微信支付公钥开始签名"),
        ("public_key", "retired") => ("old WeChat Pay public key is retired", "旧的微信支付公钥停用"),
        _ => (what, what),
    };
    ui.t(english, chinese)
}

/// `2 d 3 h ahead`
fn distance(ui: &Ui, offset: i64) -> String {
    let seconds = offset.unsigned_abs();
    let parts = [
        (seconds / 86_400, ui.t("d", "天")),
        (seconds / 3600 % 24, ui.t("h", "小时")),
        (seconds / 60 % 60, ui.t("min", "分")),
        (seconds % 60, ui.t("s", "秒")),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}"));
    let text = parts.collect::<Vec<_>>().join(" ");
    match offset {
        0 => String::new(),
        ..0 => format!("{text} {}", ui.t("behind the wall clock", "慢于真实时钟")),
        _ => format!("{text} {}", ui.t("ahead of the wall clock", "快于真实时钟")),
    }
}
