//! The rules of WeChat Pay Score orders, as pure functions: (state, command, context) → events or a named rejection.
//!
//! Nothing here reads a clock, draws randomness, or knows HTTP, JSON or SQL. To find a rule, follow the names:
//! the order family is a folder, the transition a file (`service_order/cancel.rs`), the reason for a refusal a
//! variant of [`Rejection`], listed in precedence order.

pub mod bill;
pub mod charges;
pub mod collection;
mod context;
mod draw;
pub mod fee;
mod fen;
mod identity;
mod ids;
mod merchant;
mod moment;
pub mod notification;
mod order;
mod package;
pub mod paid;
mod period;
pub mod permission;
pub mod plan;
pub mod record;
pub mod refund;
mod rejection;
pub mod retail;
pub mod risk;
pub mod service_account;
pub mod service_order;
pub mod sign_plan;
#[cfg(any(test, feature = "tables"))]
#[doc(hidden)]
pub mod tables;
#[cfg(any(test, feature = "tables"))]
#[cfg_attr(not(test), allow(dead_code))]
mod testing;
mod user;

pub use context::Context;
pub use draw::Draw;
pub use fen::Fen;
pub use identity::Identity;
pub use ids::{
    Appid, AuthorizationCode, Currency, DeductionNo, FinishTicket, Mchid, MerchantPlanNo, MerchantSignPlanNo, OpenId,
    OrderId, OrderKey, OutApplyNo, OutOrderNo, OutRefundNo, Package, PermissionsToken, PlanId, QueryId, RefundId,
    ServiceId, SignPlanId, TransactionId,
};
pub use merchant::{Merchant, Service, ServiceKind, SubMerchant};
pub use moment::{Moment, NotAServiceTime, ServiceTime};
pub use notification::Notification;
pub use order::{Order, OrderEvent};
pub use paid::Paid;
pub use permission::Permission;
pub use plan::Plan;
pub use record::{Handle, Record, RecordEvent, RecordKey, RecordKind};
pub use refund::{RefundNumber, Refunds};
pub use rejection::Rejection;
pub use retail::RetailOrder;
pub use service_account::Application;
pub use service_order::ServiceOrder;
pub use sign_plan::SignPlan;
pub use user::{Behaviour, Candidate, MOST_IN_PROGRESS, User};
