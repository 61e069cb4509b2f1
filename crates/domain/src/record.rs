//! Anything that is stored, changes by events and has a timeline, for those who store and drive it without caring
//! what it is.

use crate::context::Context;
use crate::ids::{Mchid, OpenId, OrderKey, ServiceId};
use crate::moment::Moment;
use crate::order::{Order, OrderEvent};
use crate::permission::{self, Permission};
use crate::plan::{self, Plan};
use crate::refund::{self, RefundNumber, Refunds};
use crate::service_account::{self, Application};
use crate::sign_plan::{self, SignPlan};
use crate::user::Behaviour;
use crate::{RetailOrder, ServiceOrder, retail, service_order};
use serde::{Deserialize, Serialize};

/// A stored thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An order of any family.
    Order(Order),
    /// A user's authorization of a service.
    Permission(Box<Permission>),
    /// The refunds of a payment.
    Refunds(Box<Refunds>),
    /// A refund's number, taken.
    RefundNumber(Box<RefundNumber>),
    /// A plan.
    Plan(Box<Plan>),
    /// A plan that a user signs.
    SignPlan(Box<SignPlan>),
    /// An application for binding a sub-merchant.
    ServiceAccount(Box<Application>),
}

/// Something that happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordEvent {
    /// To an order.
    Order(OrderEvent),
    /// To an authorization.
    Permission(permission::Event),
    /// To the refunds of a payment.
    Refunds(refund::Event),
    /// To a plan.
    Plan(plan::Event),
    /// To a plan that a user signs.
    SignPlan(sign_plan::Event),
    /// To an application for binding a sub-merchant.
    ServiceAccount(service_account::Event),
}

/// The kinds of records. Each has numbers of its own; the families of orders share theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Orders of all families: `out_order_no`.
    Order,
    /// Authorizations: `authorization_code`.
    Permission,
    /// The refunds of a payment: `transaction_id`.
    Refunds,
    /// Numbers of refunds that are taken: `out_refund_no`.
    RefundNumber,
    /// Plans: `merchant_plan_no`.
    Plan,
    /// Plans that users sign: `merchant_sign_plan_no`.
    SignPlan,
    /// Applications for binding sub-merchants: `out_apply_no`.
    ServiceAccount,
}

impl RecordKind {
    /// The kind's name, as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Permission => "permission",
            Self::Refunds => "refunds",
            Self::RefundNumber => "refund_number",
            Self::Plan => "plan",
            Self::SignPlan => "sign_plan",
            Self::ServiceAccount => "service_account",
        }
    }
}

/// What names a record on the merchant's side.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordKey {
    /// The merchant number that made the call.
    pub mchid: Mchid,
    /// What it is.
    pub kind: RecordKind,
    /// That merchant's number for it.
    pub number: String,
}

impl RecordKey {
    /// The key of `number` at `mchid`.
    pub fn new(mchid: impl Into<Mchid>, kind: RecordKind, number: impl Into<String>) -> Self {
        Self { mchid: mchid.into(), kind, number: number.into() }
    }
}

impl From<&OrderKey> for RecordKey {
    fn from(key: &OrderKey) -> Self {
        Self::new(key.mchid.clone(), RecordKind::Order, key.out_order_no.as_str())
    }
}

/// A further name that records are found by. Several may have the same one; a record never loses one that it had.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle {
    /// What the name means.
    pub name: &'static str,
    /// The name.
    pub value: String,
}

impl Handle {
    /// A handle.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }
}

/// Who has an order under way, and with which service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InProgress<'a> {
    /// The user.
    pub openid: &'a OpenId,
    /// The service.
    pub service_id: &'a ServiceId,
}

impl Record {
    /// Its name on the merchant's side.
    pub fn key(&self) -> RecordKey {
        match self {
            Self::Order(order) => order.key().into(),
            Self::Permission(permission) => permission.key(),
            Self::Refunds(refunds) => refunds.key(),
            Self::RefundNumber(number) => number.key(),
            Self::Plan(plan) => plan.key(),
            Self::SignPlan(sign_plan) => sign_plan.key(),
            Self::ServiceAccount(application) => application.key(),
        }
    }

    /// What it is.
    pub fn kind(&self) -> RecordKind {
        match self {
            Self::Order(_) => RecordKind::Order,
            Self::Permission(_) => RecordKind::Permission,
            Self::Refunds(_) => RecordKind::Refunds,
            Self::RefundNumber(_) => RecordKind::RefundNumber,
            Self::Plan(_) => RecordKind::Plan,
            Self::SignPlan(_) => RecordKind::SignPlan,
            Self::ServiceAccount(_) => RecordKind::ServiceAccount,
        }
    }

    /// The order, where it is one.
    pub fn as_order(&self) -> Option<&Order> {
        match self {
            Self::Order(order) => Some(order),
            _ => None,
        }
    }

    /// Its state, as upstream names it.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Order(order) => order.state(),
            Self::Permission(permission) => permission.state.as_str(),
            Self::Refunds(refunds) => refunds.state(),
            Self::RefundNumber(_) => "TAKEN",
            Self::Plan(plan) => plan.state().as_str(),
            Self::SignPlan(sign_plan) => sign_plan.state.as_str(),
            Self::ServiceAccount(application) => application.state.as_str(),
        }
    }

    /// When it was created.
    pub fn created_at(&self) -> Moment {
        match self {
            Self::Order(order) => order.created_at(),
            Self::Permission(permission) => permission.created_at,
            Self::Refunds(refunds) => refunds.created_at,
            Self::RefundNumber(number) => number.taken_at,
            Self::Plan(plan) => plan.created_at,
            Self::SignPlan(sign_plan) => sign_plan.created_at,
            Self::ServiceAccount(application) => application.created_at,
        }
    }

    /// Whom it is for, once known.
    pub fn openid(&self) -> Option<&OpenId> {
        match self {
            Self::Order(order) => order.openid(),
            Self::Permission(permission) => permission.openid.as_ref(),
            Self::Refunds(refunds) => refunds.paid.openid.as_ref(),
            Self::RefundNumber(_) => None,
            Self::SignPlan(sign_plan) => Some(sign_plan.terms.signer.openid()),
            Self::Plan(_) | Self::ServiceAccount(_) => None,
        }
    }

    /// The service it belongs to.
    pub fn service_id(&self) -> &ServiceId {
        match self {
            Self::Order(order) => order.service_id(),
            Self::Permission(permission) => &permission.service_id,
            Self::Refunds(refunds) => &refunds.paid.service_id,
            Self::RefundNumber(number) => &number.service_id,
            Self::Plan(plan) => &plan.terms.service_id,
            Self::SignPlan(sign_plan) => &sign_plan.terms.service_id,
            Self::ServiceAccount(application) => &application.terms.service_id,
        }
    }

    /// Further names that it is found by.
    pub fn handles(&self) -> Vec<Handle> {
        match self {
            Self::Order(order) => order.handles(),
            Self::Permission(permission) => permission.handles(),
            Self::Refunds(refunds) => refunds.handles(),
            Self::RefundNumber(_) => Vec::new(),
            Self::Plan(plan) => vec![Plan::by_id(&plan.plan_id)],
            Self::SignPlan(sign_plan) => sign_plan.handles(),
            Self::ServiceAccount(_) => Vec::new(),
        }
    }

    /// Whether it is an order that a user has under way: confirmed, and not settled.
    pub fn in_progress(&self) -> Option<InProgress<'_>> {
        match self {
            Self::Order(order) => order.in_progress(),
            _ => None,
        }
    }

    /// When something happens to it by itself.
    pub fn next_due(&self) -> Option<Moment> {
        match self {
            Self::Order(order) => order.next_due(),
            Self::Refunds(refunds) => refunds.next_due(),
            Self::SignPlan(sign_plan) => sign_plan.next_due(),
            Self::ServiceAccount(application) => application.next_due(),
            Self::Permission(_) | Self::Plan(_) | Self::RefundNumber(_) => None,
        }
    }

    /// The event that stands first in its timeline.
    pub fn created(&self) -> RecordEvent {
        match self {
            Self::Order(order) => order.created().into(),
            Self::Permission(_) => permission::Event::Created.into(),
            Self::Refunds(_) | Self::RefundNumber(_) => refund::Event::Created.into(),
            Self::Plan(_) => plan::Event::Created.into(),
            Self::SignPlan(_) => sign_plan::Event::Created.into(),
            Self::ServiceAccount(_) => service_account::Event::Created.into(),
        }
    }

    /// Takes an event in. An event of another kind is not this record's and changes nothing.
    pub fn apply(&mut self, event: &RecordEvent) {
        match (self, event) {
            (Self::Order(order), RecordEvent::Order(event)) => order.apply(event),
            (Self::Permission(permission), RecordEvent::Permission(event)) => permission.apply(event),
            (Self::Refunds(refunds), RecordEvent::Refunds(event)) => refunds.apply(event),
            (Self::Plan(plan), RecordEvent::Plan(event)) => plan.apply(event),
            (Self::SignPlan(sign_plan), RecordEvent::SignPlan(event)) => sign_plan.apply(event),
            (Self::ServiceAccount(application), RecordEvent::ServiceAccount(event)) => application.apply(event),
            _ => {}
        }
    }

    /// The next thing due by now, if any; it happens at [`Self::next_due`], however late it is asked for.
    pub fn on_due(&self, payer: Behaviour, ctx: &Context) -> Option<RecordEvent> {
        match self {
            Self::Order(order) => order.on_due(payer, ctx).map(RecordEvent::Order),
            Self::Refunds(refunds) => refund::on_due(refunds, ctx).map(RecordEvent::Refunds),
            Self::SignPlan(sign_plan) => sign_plan::on_due(sign_plan, ctx).map(Into::into),
            Self::ServiceAccount(application) => service_account::on_due(application, ctx).map(Into::into),
            Self::Permission(_) | Self::Plan(_) | Self::RefundNumber(_) => None,
        }
    }

    /// What an event of this record means for another one: that changes with it, or neither does. This record has
    /// already taken the event in.
    pub fn follow_up(&self, event: &RecordEvent, at: Moment) -> Option<(RecordKey, RecordEvent)> {
        match (self, event) {
            (Self::Order(Order::Service(order)), RecordEvent::Order(OrderEvent::Service(event))) => {
                let sign_plan = &order.plan.as_ref()?.merchant_sign_plan_no;
                let key = RecordKey::new(order.terms.key.mchid.clone(), RecordKind::SignPlan, sign_plan.as_str());
                sign_plan::follow(order, event, at).map(|event| (key, event.into()))
            }
            _ => None,
        }
    }

    /// Lets all that is due by now happen, each thing at its own moment. Every command presumes that this was done:
    /// until then an order whose hour has struck is still CREATED and would let itself be confirmed.
    pub fn catch_up(&mut self, payer: Behaviour, ctx: &Context) -> Vec<(Moment, RecordEvent)> {
        let mut happened = Vec::new();
        while let (Some(due), Some(event)) = (self.next_due(), self.on_due(payer, ctx)) {
            self.apply(&event);
            happened.push((due, event));
        }
        happened
    }
}

impl From<Order> for Record {
    fn from(order: Order) -> Self {
        Self::Order(order)
    }
}

impl From<ServiceOrder> for Record {
    fn from(order: ServiceOrder) -> Self {
        Self::Order(Order::Service(Box::new(order)))
    }
}

impl From<RetailOrder> for Record {
    fn from(order: RetailOrder) -> Self {
        Self::Order(Order::Retail(Box::new(order)))
    }
}

impl From<Permission> for Record {
    fn from(permission: Permission) -> Self {
        Self::Permission(Box::new(permission))
    }
}

impl From<Refunds> for Record {
    fn from(refunds: Refunds) -> Self {
        Self::Refunds(Box::new(refunds))
    }
}

impl From<RefundNumber> for Record {
    fn from(number: RefundNumber) -> Self {
        Self::RefundNumber(Box::new(number))
    }
}

impl From<Box<Plan>> for Record {
    fn from(plan: Box<Plan>) -> Self {
        Self::Plan(plan)
    }
}

impl From<Plan> for Record {
    fn from(plan: Plan) -> Self {
        Self::Plan(Box::new(plan))
    }
}

impl From<Box<SignPlan>> for Record {
    fn from(sign_plan: Box<SignPlan>) -> Self {
        Self::SignPlan(sign_plan)
    }
}

impl From<SignPlan> for Record {
    fn from(sign_plan: SignPlan) -> Self {
        Self::SignPlan(Box::new(sign_plan))
    }
}

impl From<Box<Application>> for Record {
    fn from(application: Box<Application>) -> Self {
        Self::ServiceAccount(application)
    }
}

impl From<Application> for Record {
    fn from(application: Application) -> Self {
        Self::ServiceAccount(Box::new(application))
    }
}

impl From<OrderEvent> for RecordEvent {
    fn from(event: OrderEvent) -> Self {
        Self::Order(event)
    }
}

impl From<service_order::Event> for RecordEvent {
    fn from(event: service_order::Event) -> Self {
        Self::Order(event.into())
    }
}

impl From<retail::Event> for RecordEvent {
    fn from(event: retail::Event) -> Self {
        Self::Order(event.into())
    }
}
