//! An order of any family, for those who store, list and drive orders without caring which.

use crate::collection::{Channel, Collection, Receipt};
use crate::context::Context;
use crate::ids::{Appid, DeductionNo, Mchid, OpenId, OrderId, OrderKey, Package, QueryId, ServiceId, TransactionId};
use crate::merchant::ServiceKind;
use crate::moment::Moment;
use crate::record::{Handle, InProgress};
use crate::rejection::Rejection;
use crate::retail::{self, RetailOrder};
use crate::service_order::{self, ServiceOrder};
use crate::user::{Behaviour, Candidate, User};
use serde::{Deserialize, Serialize};

/// An order of any family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Order {
    /// Direct merchants' and partners' service orders.
    Service(Box<ServiceOrder>),
    /// Smart-retail and pay-after orders. The other name is that of older files.
    #[serde(alias = "smart_retail")]
    Retail(Box<RetailOrder>),
}

/// Something that happened to an order of any family.
///
/// Tagged in text by its family: the families share event names, and would otherwise be mistaken for one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum OrderEvent {
    /// To a service order.
    Service(service_order::Event),
    /// To a smart-retail or pay-after order.
    #[serde(alias = "smart_retail")]
    Retail(retail::Event),
}

/// Runs the same expression on whichever family it is.
macro_rules! each {
    ($order:expr, $inner:ident => $value:expr) => {
        match $order {
            Order::Service($inner) => $value,
            Order::Retail($inner) => $value,
        }
    };
}

impl Order {
    /// Its name on the merchant's side.
    pub fn key(&self) -> &OrderKey {
        each!(self, order => &order.terms.key)
    }

    /// WeChat Pay's number.
    pub fn order_id(&self) -> &OrderId {
        each!(self, order => &order.order_id)
    }

    /// The service.
    pub fn service_id(&self) -> &ServiceId {
        each!(self, order => &order.terms.service_id)
    }

    /// The application.
    pub fn appid(&self) -> &Appid {
        each!(self, order => &order.terms.appid)
    }

    /// The sub-merchant, on a provider's orders.
    pub fn sub_mchid(&self) -> Option<&Mchid> {
        match self {
            Self::Service(order) => order.terms.party.sub_mchid(),
            Self::Retail(_) => None,
        }
    }

    /// The merchant's side of the number of the payment that collects it.
    pub fn out_trade_no(&self) -> &str {
        match self {
            Self::Service(order) => order.out_trade_no(),
            Self::Retail(order) => order.order_id.as_str(),
        }
    }

    /// What the service is, in words.
    pub fn introduction(&self) -> Option<&str> {
        match self {
            Self::Service(order) => Some(&order.terms.service_introduction),
            Self::Retail(order) => order.terms.service_introduction.as_deref(),
        }
    }

    /// The merchant's own text.
    pub fn attach(&self) -> Option<&str> {
        each!(self, order => order.terms.attach.as_deref())
    }

    /// Its family.
    pub fn kind(&self) -> ServiceKind {
        match self {
            Self::Service(order) => order.terms.party.service_kind(),
            Self::Retail(order) => order.terms.kind.service_kind(),
        }
    }

    /// `state` on the wire.
    pub fn state(&self) -> &'static str {
        each!(self, order => order.state.as_str())
    }

    /// `state_description` on the wire, where there is one.
    pub fn state_description(&self) -> Option<&'static str> {
        match self {
            Self::Service(order) => order.state.description(),
            Self::Retail(_) => None,
        }
    }

    /// When it was created.
    pub fn created_at(&self) -> Moment {
        each!(self, order => order.created_at)
    }

    /// Whom it is for, once known.
    pub fn openid(&self) -> Option<&OpenId> {
        each!(self, order => order.openid.as_ref())
    }

    /// What the confirmation page handed back.
    pub fn query_id(&self) -> Option<&QueryId> {
        each!(self, order => order.query_id.as_ref())
    }

    /// The money, once completed.
    pub fn collection(&self) -> Option<&Collection> {
        each!(self, order => order.collection.as_ref())
    }

    /// The event that stands first in its timeline.
    pub fn created(&self) -> OrderEvent {
        match self {
            Self::Service(_) => service_order::Event::Created.into(),
            Self::Retail(_) => retail::Event::Created.into(),
        }
    }

    /// What opens its confirmation page, while it waits for its user.
    pub fn package(&self) -> Option<&Package> {
        match self {
            Self::Service(order) => order.package.as_ref().map(|issued| &issued.package),
            Self::Retail(order) => order.package.as_ref(),
        }
    }

    /// Further names that it is found by: what opens the confirmation page, unless that names it, and what that handed
    /// back; once paid through WeChat Pay, the payment's numbers and its day; the numbers under which an acquiring
    /// institution deducted.
    pub fn handles(&self) -> Vec<Handle> {
        let mut handles: Vec<_> = self.package().and_then(Package::order_handle).into_iter().collect();
        handles.extend(self.query_id().map(Self::by_query_id));
        if let Some(Receipt { paid_time, channel: Channel::Wechat { transaction_id } }) =
            self.collection().and_then(Collection::receipt)
        {
            let trade = Self::by_out_trade_no(self.out_trade_no());
            handles.extend([Self::by_transaction_id(transaction_id), trade, Self::by_paid_on(*paid_time)]);
        }
        if let Self::Service(order) = self {
            handles.extend(order.deductions.iter().map(Self::by_deduction_no));
        }
        handles
    }

    /// The handle of what opens, or once opened, the confirmation page.
    pub fn by_package(package: &Package) -> Handle {
        Handle::new("package", package.as_str())
    }

    /// The handle of what the confirmation page handed back.
    pub fn by_query_id(query_id: &QueryId) -> Handle {
        Handle::new("query_id", query_id.as_str())
    }

    /// The handle of the payment that collected an order.
    pub fn by_transaction_id(transaction_id: &TransactionId) -> Handle {
        Handle::new("transaction_id", transaction_id.as_str())
    }

    /// The handle of a deduction that an acquiring institution registered.
    pub fn by_deduction_no(deduction_no: &DeductionNo) -> Handle {
        Handle::new("deduction_no", deduction_no.as_str())
    }

    /// The handle of the merchant's side of that payment's number.
    pub fn by_out_trade_no(out_trade_no: &str) -> Handle {
        Handle::new("out_trade_no", out_trade_no)
    }

    /// The handle of all orders paid through WeChat Pay on this Beijing day.
    pub fn by_paid_on(day: Moment) -> Handle {
        Handle::new("paid_on", day.day())
    }

    /// Who has it under way: confirmed, and not settled.
    pub fn in_progress(&self) -> Option<InProgress<'_>> {
        let under_way = each!(self, order => order.in_progress());
        let openid = self.openid().filter(|_| under_way)?;
        Some(InProgress { openid, service_id: self.service_id() })
    }

    /// When something happens to it by itself.
    pub fn next_due(&self) -> Option<Moment> {
        each!(self, order => order.next_due())
    }

    /// Takes an event in. An event of another family is not this order's and changes nothing.
    pub fn apply(&mut self, event: &OrderEvent) {
        match (self, event) {
            (Self::Service(order), OrderEvent::Service(event)) => order.apply(event),
            (Self::Retail(order), OrderEvent::Retail(event)) => order.apply(event),
            _ => {}
        }
    }

    /// The next thing due by now, if any; it happens at [`Self::next_due`], however late it is asked for.
    pub fn on_due(&self, payer: Behaviour, ctx: &Context) -> Option<OrderEvent> {
        match self {
            Self::Service(order) => service_order::on_due(order, payer, ctx).map(OrderEvent::Service),
            Self::Retail(order) => retail::on_due(order, payer, ctx).map(OrderEvent::Retail),
        }
    }

    /// The user confirms.
    pub fn confirm(&self, candidate: &Candidate<'_>, ctx: &Context) -> Result<Vec<OrderEvent>, Rejection> {
        match self {
            Self::Service(order) => service_order::confirm(order, candidate, ctx).map(any),
            Self::Retail(order) => retail::confirm(order, candidate, ctx).map(any),
        }
    }

    /// The user declines.
    pub fn decline(&self, user: &User) -> Result<Vec<OrderEvent>, Rejection> {
        match self {
            Self::Service(order) => service_order::decline(order, user).map(any),
            Self::Retail(order) => retail::decline(order, user).map(any),
        }
    }

    /// This user pays: nobody pays for another.
    pub fn pay_by(&self, user: &User, ctx: &Context) -> Result<Vec<OrderEvent>, Rejection> {
        let events = self.pay(ctx)?;
        user.check_is(self.openid())?;
        Ok(events)
    }

    /// The user pays.
    pub fn pay(&self, ctx: &Context) -> Result<Vec<OrderEvent>, Rejection> {
        match self {
            Self::Service(order) => service_order::pay(order, ctx).map(any),
            Self::Retail(order) => retail::pay(order, ctx).map(any),
        }
    }
}

/// Refuses a caller who names another application or service than the order's.
pub(crate) fn check_identity(own: (&Appid, &ServiceId), given: (&Appid, &ServiceId)) -> Result<(), Rejection> {
    match (own.0 == given.0, own.1 == given.1) {
        (false, _) => Err(Rejection::OrderAppidDiffers { given: given.0.clone() }),
        (true, false) => Err(Rejection::OrderServiceDiffers { given: given.1.clone() }),
        (true, true) => Ok(()),
    }
}

impl From<service_order::Event> for OrderEvent {
    fn from(event: service_order::Event) -> Self {
        Self::Service(event)
    }
}

impl From<retail::Event> for OrderEvent {
    fn from(event: retail::Event) -> Self {
        Self::Retail(event)
    }
}

fn any<E: Into<OrderEvent>>(events: Vec<E>) -> Vec<OrderEvent> {
    events.into_iter().map(Into::into).collect()
}
