//! Notifications: verified, then decrypted, then typed.

use crate::config::{Clock, Config};
use crate::core::{AuthenticityError, check_authenticity};
use crate::platform_keys::PlatformKeys;
use http::HeaderMap;
use payscore_api::notification::{
    BindServiceAccount, CancelledSignPlan, MchPrepay, RefundNotice, SignedPlan, UserAccepted, UserCloseService,
    UserConfirm, UserOpenService, UserPaid,
};
use payscore_api::payscore::serviceorder::ServiceOrder;
use payscore_wire::{ApiV3Key, EnvelopeRef, OpenError, SignatureError};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// The state in which a smart-retail or pay-after order is paid; a service order's is called otherwise.
const RETAIL_PAID: &str = "USER_PAID";

/// Why a notification is not believed, or cannot be read. Answer it with a status outside 2xx: WeChat Pay tries again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotificationError {
    /// Not a notification at all: WeChat Pay now and then sends a wrong signature (`WECHATPAY/SIGNTEST/`) to see that it
    /// is refused. Refuse it like any other; no need to raise an alarm.
    #[error("a signature probe (WECHATPAY/SIGNTEST/), refused as WeChat Pay expects")]
    Probe,
    /// Not signed by WeChat Pay, or more than 300 s away from this clock.
    #[error("the notification is not authentic")]
    Authenticity(#[source] AuthenticityError),
    /// Genuine, but no notification.
    #[error("the body is not a notification's envelope")]
    Envelope(#[source] serde_json::Error),
    /// The configured APIv3 key does not open it.
    #[error("the notification does not open with the configured APIv3 key")]
    Decrypt(#[source] OpenError),
    /// The decrypted resource is not what its event type says.
    #[error("the resource of {event_type} cannot be read")]
    Resource {
        /// `event_type`.
        event_type: String,
        /// Why not.
        source: serde_json::Error,
    },
}

/// A notification: genuine, and decrypted. The same one may come more than once; go by [`id`](Self::id).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Notification {
    /// Its identifier, the same on every retry.
    pub id: String,
    /// When it was made: RFC 3339, such as `2018-06-08T10:34:56+08:00`.
    pub create_time: String,
    /// Such as `PAYSCORE.USER_PAID`.
    pub event_type: String,
    /// A few words for people.
    pub summary: String,
    /// What happened.
    pub event: Event,
    /// The decrypted resource as it came: JSON.
    pub plaintext: Vec<u8>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// `PAYSCORE.USER_CONFIRM`: the user confirmed a service order.
    UserConfirm(Box<UserConfirm>),
    /// `PAYSCORE.USER_ACCEPTED`: the user confirmed a smart-retail or pay-after order.
    UserAccepted(Box<UserAccepted>),
    /// `PAYSCORE.USER_PAID`: an order of either family was paid.
    UserPaid(UserPaid),
    /// `PAYSCORE.USER_OPEN_SERVICE`: the user authorized a service.
    UserOpenService(Box<UserOpenService>),
    /// `PAYSCORE.USER_CLOSE_SERVICE`: the authorization ended.
    UserCloseService(Box<UserCloseService>),
    /// `PAYSCORE.USER_SIGN_PLAN`: the user signed a plan.
    UserSignPlan(Box<SignedPlan>),
    /// `PAYSCORE.USER_CANCEL_SIGN_PLAN`: the user cancelled a signed plan, alone or with the whole service.
    UserCancelSignPlan(Box<CancelledSignPlan>),
    /// `PAYSCORE.BIND_SERVICE_ACCOUNT`: it was decided whether a sub-merchant is bound to a service.
    BindServiceAccount(Box<BindServiceAccount>),
    /// `PAYSCORE.MCH_PREPAY`: a user wants to pay by hand what an acquiring institution collects.
    MchPrepay(Box<MchPrepay>),
    /// `REFUND.SUCCESS`, `REFUND.CLOSED` or `REFUND.ABNORMAL`: how a refund ended; `refund_status` says which.
    Refund(Box<RefundNotice>),
    /// Anything else.
    Other {
        /// `event_type`.
        event_type: String,
        /// The resource.
        value: Value,
    },
}

/// Verifies and opens notifications. It needs no HTTP client; [`Client::notification`](crate::Client::notification)
/// is the same thing.
#[derive(Clone)]
pub struct NotificationOpener {
    keys: PlatformKeys,
    apiv3_key: ApiV3Key,
    clock: Clock,
}

impl NotificationOpener {
    /// An opener with WeChat Pay's keys and the merchant's APIv3 key, by the system's clock.
    #[must_use]
    pub fn new(keys: PlatformKeys, apiv3_key: ApiV3Key) -> Self {
        Self { keys, apiv3_key, clock: Clock::System }
    }

    /// The same, with another wall clock: unix seconds.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.clock = Clock::given(clock);
        self
    }

    /// Verifies, then decrypts, then reads. `body` has to be what came over the wire, byte for byte.
    ///
    /// # Errors
    /// [`NotificationError`], in the order of its variants.
    pub fn open(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError> {
        open(&self.keys, &self.apiv3_key, self.clock.now(), headers, body)
    }
}

impl From<&Config> for NotificationOpener {
    fn from(config: &Config) -> Self {
        Self {
            keys: config.platform_keys().clone(),
            apiv3_key: config.apiv3_key().clone(),
            clock: config.clock().clone(),
        }
    }
}

impl fmt::Debug for NotificationOpener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationOpener").field("keys", &self.keys).finish_non_exhaustive()
    }
}

pub(crate) fn open(
    keys: &PlatformKeys,
    apiv3_key: &ApiV3Key,
    now: i64,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Notification, NotificationError> {
    check_authenticity(headers, body, keys, now).map_err(|error| match error {
        AuthenticityError::Signature(SignatureError::SignTest) => NotificationError::Probe,
        error => NotificationError::Authenticity(error),
    })?;
    let envelope: EnvelopeRef<'_> = serde_json::from_slice(body).map_err(NotificationError::Envelope)?;
    let plaintext = envelope.open(apiv3_key).map_err(NotificationError::Decrypt)?;
    let event = read_event(&envelope.event_type, &plaintext)?;
    let EnvelopeRef { id, create_time, event_type, summary, .. } = envelope;
    Ok(Notification {
        id: id.into_owned(),
        create_time: create_time.into_owned(),
        event_type: event_type.into_owned(),
        summary: summary.into_owned(),
        event,
        plaintext,
    })
}

fn read_event(event_type: &str, plaintext: &[u8]) -> Result<Event, NotificationError> {
    match event_type {
        "PAYSCORE.USER_CONFIRM" => read_resource(event_type, plaintext).map(Event::UserConfirm),
        "PAYSCORE.USER_ACCEPTED" => read_resource(event_type, plaintext).map(Event::UserAccepted),
        "PAYSCORE.USER_PAID" => read_paid(event_type, plaintext).map(Event::UserPaid),
        "PAYSCORE.USER_OPEN_SERVICE" => read_resource(event_type, plaintext).map(Event::UserOpenService),
        "PAYSCORE.USER_CLOSE_SERVICE" => read_resource(event_type, plaintext).map(Event::UserCloseService),
        "PAYSCORE.USER_SIGN_PLAN" => read_resource(event_type, plaintext).map(Event::UserSignPlan),
        "PAYSCORE.USER_CANCEL_SIGN_PLAN" => read_resource(event_type, plaintext).map(Event::UserCancelSignPlan),
        "PAYSCORE.BIND_SERVICE_ACCOUNT" => read_resource(event_type, plaintext).map(Event::BindServiceAccount),
        "PAYSCORE.MCH_PREPAY" => read_resource(event_type, plaintext).map(Event::MchPrepay),
        "REFUND.SUCCESS" | "REFUND.CLOSED" | "REFUND.ABNORMAL" => {
            read_resource(event_type, plaintext).map(Event::Refund)
        }
        _ => {
            read_resource(event_type, plaintext).map(|value| Event::Other { event_type: event_type.to_owned(), value })
        }
    }
}

/// As [`UserPaid`] reads itself, without a copy of all that is in it. A service order is read once.
fn read_paid(event_type: &str, plaintext: &[u8]) -> Result<UserPaid, NotificationError> {
    #[derive(Deserialize)]
    struct Family<'a> {
        #[serde(borrow)]
        state: Cow<'a, str>,
    }
    let order = read_resource::<Box<ServiceOrder>>(event_type, plaintext);
    let is_retail = match &order {
        Ok(order) => order.state == RETAIL_PAID,
        Err(_) => serde_json::from_slice::<Family<'_>>(plaintext).is_ok_and(|family| family.state == RETAIL_PAID),
    };
    if is_retail {
        read_resource(event_type, plaintext).map(UserPaid::RetailOrder)
    } else {
        order.map(UserPaid::ServiceOrder)
    }
}

fn read_resource<'a, T: Deserialize<'a>>(event_type: &str, plaintext: &'a [u8]) -> Result<T, NotificationError> {
    serde_json::from_slice(plaintext)
        .map_err(|source| NotificationError::Resource { event_type: event_type.to_owned(), source })
}

#[cfg(test)]
#[path = "notification_tests.rs"]
mod tests;
