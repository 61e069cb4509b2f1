//! What can be done with an order now, and why the rest cannot: the rules are asked, with a call as it could be made.

use super::super::words::{self, Words};
use crate::app::App;
use crate::console::Ui;
use crate::control::ControlError;
use crate::engine;
use crate::identity::Account;
use crate::refusal::{Refusal, SERVICE_ORDER};
use payscore_api::operation_at;
use payscore_domain::charges::{Charges, Payment};
use payscore_domain::{
    Context, Fen, Order, Rejection, RetailOrder, Service, ServiceKind, ServiceOrder, ServiceTime, User, retail,
    service_order,
};

/// Something that somebody could do.
pub(super) struct Act {
    pub(super) name: &'static str,
    pub(super) words: Words,
    pub(super) outcome: Outcome,
}

/// What would come of it.
#[derive(PartialEq, Eq)]
pub(super) enum Outcome {
    /// Something would happen.
    Possible,
    /// It was done, and the same again changes nothing.
    Repeat,
    /// Why not.
    Refused(String),
}

impl Act {
    pub(super) fn is_possible(&self) -> bool {
        self.outcome == Outcome::Possible
    }
}

/// A call of the merchant's, with its place in the reference.
pub(super) struct Call {
    pub(super) act: Act,
    pub(super) operation: Option<&'static str>,
}

/// One who could be the user.
pub(super) struct Person {
    pub(super) openid: String,
    pub(super) behaviour: Words,
}

/// Everything that can be done, or not.
pub(super) struct Acts {
    pub(super) user: Vec<Act>,
    /// From whom to choose; nobody, where the order says who.
    pub(super) people: Vec<Person>,
    pub(super) merchant: Vec<Call>,
}

impl Acts {
    pub(super) async fn of(app: &App, account: &Account, order: &Order) -> Result<Self, ControlError> {
        let merchant = &account.merchant;
        let known = order.openid().map(|openid| merchant.user(openid));
        let user = known.unwrap_or_else(|| merchant.users.first().ok_or(Rejection::OtherUser));
        let ctx = app.context();
        let (confirm, decline, pay) = match user {
            Ok(user) => {
                let candidate = engine::confirming(app, account, user).await?;
                let pay = changes(order.pay_by(user, &ctx));
                (changes(order.confirm(&candidate, &ctx)), changes(order.decline(user)), pay)
            }
            Err(rejection) => (Err(rejection.clone()), Err(rejection.clone()), Err(rejection)),
        };
        let people = if order.openid().is_none() { &merchant.users[..] } else { &[] };
        Ok(Self {
            user: vec![
                act("confirm", ("Confirm", "确认订单"), confirm),
                act("decline", ("Decline", "拒绝"), decline),
                act("pay", ("Pay", "支付"), pay),
            ],
            people: people.iter().map(person).collect(),
            merchant: calls(account, order, &ctx),
        })
    }
}

fn person(user: &User) -> Person {
    Person { openid: user.openid.to_string(), behaviour: words::behaviour(user.behaviour) }
}

/// Whether it would change anything, or why it is refused.
type Changes = Result<bool, Rejection>;

fn changes<E>(events: Result<Vec<E>, Rejection>) -> Changes {
    events.map(|events| !events.is_empty())
}

fn act(name: &'static str, words: Words, changes: Changes) -> Act {
    let outcome = match changes {
        Ok(true) => Outcome::Possible,
        Ok(false) => Outcome::Repeat,
        Err(rejection) => Outcome::Refused(why(&rejection)),
    };
    Act { name, words, outcome }
}

/// As a client would be told, and in plain words.
fn why(rejection: &Rejection) -> String {
    let body = Refusal::of(rejection, &SERVICE_ORDER).body;
    format!("{}: {} ({rejection})", body.code, body.message)
}

fn calls(account: &Account, order: &Order, ctx: &Context) -> Vec<Call> {
    let outcomes = match order {
        Order::Service(order) => service_calls(account, order, ctx),
        Order::Retail(order) => retail_calls(account, order, ctx),
    };
    let base = base(order);
    let call = |(verb, words, outcome): Asked| {
        let operation = operation_at("POST", &format!("{base}/1/{verb}")).map(|operation| operation.name);
        Call { act: act(verb, words, outcome), operation }
    };
    // A variant of the API that lacks a call lacks it here, too.
    outcomes.into_iter().map(call).filter(|call| call.operation.is_some()).collect()
}

/// Where the calls of its variant of the API are.
fn base(order: &Order) -> &'static str {
    match order.kind() {
        ServiceKind::SmartRetail => "/v3/payscore/smartretail-orders",
        ServiceKind::PayAfter => "/v3/payscore/payafter-orders",
        ServiceKind::AcquiringBank => "/v3/payscore/acquiringbank/serviceorder",
        ServiceKind::Oversea => "/v3/payscore/oversea/partner/serviceorder",
        ServiceKind::ServiceOrder | ServiceKind::Plan if order.sub_mchid().is_some() => {
            "/v3/payscore/partner/serviceorder"
        }
        ServiceKind::ServiceOrder | ServiceKind::Plan => "/v3/payscore/serviceorder",
    }
}

type Asked = (&'static str, Words, Changes);

const COMPLETE: Words = ("Complete", "完结订单");
const CANCEL: Words = ("Cancel", "取消订单");
const MODIFY: Words = ("Modify the amount", "修改金额");
const SYNC: Words = ("Report a payment outside WeChat Pay", "同步服务订单（线下已收款）");
const COLLECT: Words = ("Ask for a deduction now", "收取支付分服务订单款");
/// No merchant would give this reason: what was cancelled is not taken for the same call again.
const REASON: &str = "\u{0}";

fn service_calls(account: &Account, order: &ServiceOrder, ctx: &Context) -> Vec<Asked> {
    let payer = engine::payer(account, order.openid.as_ref());
    let complete = order.service(&account.merchant).and_then(|service: &Service| {
        let end = same_precision(order.time_range().start, ctx);
        let time_range = service_order::TimeRange { end: Some(end), ..service_order::TimeRange::default() };
        let Charges { payments, discounts, total_amount } = nothing();
        let command = service_order::Complete {
            at: ctx.now,
            payments,
            discounts,
            total_amount,
            time_range,
            location: service_order::Location::default(),
            profit_sharing: None,
            goods_tag: None,
            device: None,
            complete_time: None,
        };
        changes(service_order::complete(order, &command, service, payer, ctx))
    });
    let modify = service_order::Modify { charges: nothing(), reason: REASON.to_owned(), device: None };
    let cancel = service_order::Cancel { reason: REASON.to_owned() };
    vec![
        ("complete", COMPLETE, complete),
        ("modify", MODIFY, changes(service_order::modify(order, &modify))),
        ("cancel", CANCEL, changes(service_order::cancel(order, &cancel))),
        ("sync", SYNC, changes(service_order::sync(order, &service_order::Sync { paid_time: ctx.now }, ctx))),
        ("pay", COLLECT, changes(service_order::request_payment(order, payer, ctx))),
    ]
}

fn retail_calls(account: &Account, order: &RetailOrder, ctx: &Context) -> Vec<Asked> {
    let payer = engine::payer(account, order.openid.as_ref());
    let terms = &order.terms;
    let service = account.merchant.service(&terms.appid, &terms.service_id, terms.kind.service_kind());
    let complete = service.and_then(|service| {
        let Charges { payments, discounts, total_amount } = nothing();
        let command = retail::Complete {
            at: ctx.now,
            finish_type: retail::FinishType::Used,
            cancel_reason: None,
            real_service_start_time: None,
            real_service_end_time: Some(same_precision(order.start_time(), ctx)),
            real_service_end_location: None,
            fees: payments,
            discounts,
            total_amount,
            finish_ticket: order.finish_ticket.clone(),
            profit_sharing: None,
        };
        changes(retail::complete(order, &command, service, payer, ctx))
    });
    let cancel = retail::Cancel { reason: REASON.to_owned() };
    let sync = service_order::Sync { paid_time: ctx.now };
    vec![
        ("complete", COMPLETE, complete),
        ("cancel", CANCEL, changes(retail::cancel(order, &cancel))),
        ("sync", SYNC, changes(retail::sync(order, &sync, ctx))),
    ]
}

/// One item that costs nothing: the least that can be asked for, within every limit.
fn nothing() -> Charges {
    let payment = Payment { name: Some(REASON.to_owned()), amount: Some(Fen::ZERO), ..Payment::default() };
    Charges { payments: vec![payment], discounts: Vec::new(), total_amount: Fen::ZERO }
}

/// Now, as precise as the start is.
fn same_precision(start: Option<ServiceTime>, ctx: &Context) -> ServiceTime {
    match start {
        Some(ServiceTime::Day(_)) => ctx.now.day().parse().unwrap_or(ServiceTime::Second(ctx.now)),
        _ => ServiceTime::Second(ctx.now),
    }
}

impl Acts {
    /// Whether there is a call that the merchant could make.
    pub(super) fn merchant_can(&self) -> bool {
        self.merchant.iter().any(|call| call.act.is_possible())
    }

    /// What cannot be done now by either, and why.
    pub(super) fn refused<'a>(&'a self, ui: &'a Ui) -> Vec<(&'static str, &'a str)> {
        let why = |act: &'a Act| match &act.outcome {
            Outcome::Possible => None,
            Outcome::Repeat => {
                Some(ui.t("was done; the same again changes nothing", "已经做过,重复操作不会改变任何内容"))
            }
            Outcome::Refused(why) => Some(why.as_str()),
        };
        let acts = self.user.iter().chain(self.merchant.iter().map(|call| &call.act));
        acts.filter_map(|act| Some((ui.pick(&act.words), why(act)?))).collect()
    }
}
