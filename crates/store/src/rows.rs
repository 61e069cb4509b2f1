//! Between rows and domain values. All JSON that is ever stored is written and read here.

use crate::schema::{attempts, notifications, orders};
use crate::{Attempt, Change, StoreError, Stored, TimelineEntry};
use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Moment, Order, OrderEvent, OrderKey, service_order, smart_retail};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};

/// A change ready to be written: made on the caller's thread, so that the one writer only executes statements.
#[derive(Debug)]
pub(crate) struct ChangeRows {
    pub(crate) order: OrderRow,
    pub(crate) read_version: Option<i64>,
    pub(crate) timeline: Vec<TimelineRow>,
    pub(crate) notifications: Vec<NotificationRow>,
}

/// An order as inserted.
#[derive(Debug, Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
pub(crate) struct OrderRow {
    pub(crate) mchid: String,
    pub(crate) out_order_no: String,
    order_id: String,
    service_id: String,
    kind: String,
    created_at: i64,
    #[diesel(embed)]
    pub(crate) current: CurrentColumns,
}

/// Those columns of an order that change. An update sets no others, and so leaves their indexes alone.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = orders, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct CurrentColumns {
    state: String,
    openid: Option<String>,
    query_id: Option<String>,
    version: i64,
    next_due: Option<i64>,
    doc: String,
}

/// A line of a timeline, without the order's row number: a new order has none before it is inserted.
#[derive(Debug, Queryable)]
pub(crate) struct TimelineRow {
    pub(crate) at: i64,
    pub(crate) event: String,
}

/// A notification.
#[derive(Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
pub(crate) struct NotificationRow {
    id: String,
    mchid: String,
    out_order_no: String,
    event_type: String,
    url: String,
    created_at: i64,
    plaintext: String,
    #[diesel(embed)]
    phase: PhaseColumns,
}

/// Where a notification stands.
#[derive(Debug, Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct PhaseColumns {
    phase: String,
    due: Option<i64>,
}

/// An attempt, without its notification's row number.
#[derive(Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub(crate) struct AttemptRow {
    number: i64,
    at: i64,
    status: Option<i32>,
    duration_ms: i64,
    error: Option<String>,
    response_body: Option<String>,
}

impl TryFrom<Change> for ChangeRows {
    type Error = StoreError;

    fn try_from(change: Change) -> Result<Self, StoreError> {
        Ok(Self {
            order: OrderRow::new(&change.order, change.read_version.unwrap_or(0) + 1)?,
            read_version: change.read_version,
            timeline: change.events.into_iter().map(TimelineRow::try_from).collect::<Result<_, _>>()?,
            notifications: change.notifications.into_iter().map(NotificationRow::try_from).collect::<Result<_, _>>()?,
        })
    }
}

impl OrderRow {
    fn new(order: &Order, version: i64) -> Result<Self, StoreError> {
        let OrderKey { mchid, out_order_no } = order.key();
        Ok(Self {
            mchid: mchid.to_string(),
            out_order_no: out_order_no.to_string(),
            order_id: order.order_id().to_string(),
            service_id: order.service_id().to_string(),
            kind: encode_name(&order.kind())?,
            created_at: order.created_at().unix(),
            current: CurrentColumns {
                state: order.state().to_owned(),
                openid: order.openid().map(ToString::to_string),
                query_id: order.query_id().map(ToString::to_string),
                version,
                next_due: order.next_due().map(Moment::unix),
                doc: encode(order)?,
            },
        })
    }
}

/// An order from its `doc` column.
pub(crate) fn order(doc: &str) -> Result<Order, StoreError> {
    decode("order", doc)
}

/// An order from its `doc` and `version` columns.
pub(crate) fn stored((doc, version): (String, i64)) -> Result<Stored, StoreError> {
    Ok(Stored { order: order(&doc)?, version })
}

/// [`OrderEvent`] as it is stored: under its family's name. The domain's own form is untagged, and an event that two
/// families have in common would come back as the first family's.
#[derive(Serialize, Deserialize)]
#[serde(remote = "OrderEvent", rename_all = "snake_case")]
enum EventForm {
    Service(service_order::Event),
    SmartRetail(smart_retail::Event),
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct EventDoc(#[serde(with = "EventForm")] OrderEvent);

impl TryFrom<TimelineEntry> for TimelineRow {
    type Error = StoreError;

    fn try_from(entry: TimelineEntry) -> Result<Self, StoreError> {
        Ok(Self { at: entry.at.unix(), event: encode(&EventDoc(entry.event))? })
    }
}

impl TryFrom<TimelineRow> for TimelineEntry {
    type Error = StoreError;

    fn try_from(row: TimelineRow) -> Result<Self, StoreError> {
        let EventDoc(event) = decode("timeline event", &row.event)?;
        Ok(Self { at: Moment::from_unix(row.at), event })
    }
}

impl TryFrom<Notification> for NotificationRow {
    type Error = StoreError;

    fn try_from(notification: Notification) -> Result<Self, StoreError> {
        Ok(Self {
            id: notification.id,
            mchid: notification.mchid.into(),
            out_order_no: notification.out_order_no.into(),
            event_type: encode_name(&notification.event_type)?,
            url: notification.url,
            created_at: notification.created_at.unix(),
            plaintext: notification.plaintext,
            phase: PhaseColumns::new(notification.phase)?,
        })
    }
}

impl TryFrom<NotificationRow> for Notification {
    type Error = StoreError;

    fn try_from(row: NotificationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            mchid: row.mchid.into(),
            out_order_no: row.out_order_no.into(),
            event_type: decode_name("event type", row.event_type)?,
            url: row.url,
            created_at: Moment::from_unix(row.created_at),
            plaintext: row.plaintext,
            phase: decode("notification phase", &row.phase.phase)?,
        })
    }
}

impl PhaseColumns {
    /// `phase` whole as JSON, and what it is due by apart.
    pub(crate) fn new(phase: Phase) -> Result<Self, StoreError> {
        let due = match phase {
            Phase::Waiting { due, .. } => Some(due.unix()),
            Phase::Delivered { .. } | Phase::GivenUp { .. } | Phase::Unaddressed => None,
        };
        Ok(Self { phase: encode(&phase)?, due })
    }
}

impl From<Attempt> for AttemptRow {
    fn from(attempt: Attempt) -> Self {
        Self {
            number: attempt.number.into(),
            at: attempt.at.unix(),
            status: attempt.status.map(i32::from),
            duration_ms: i64::try_from(attempt.duration_ms).unwrap_or(i64::MAX),
            error: attempt.error,
            response_body: attempt.response_body,
        }
    }
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: in_range("attempt number", row.number)?,
            at: Moment::from_unix(row.at),
            status: row.status.map(|status| in_range("attempt status", status)).transpose()?,
            duration_ms: in_range("attempt duration", row.duration_ms)?,
            error: row.error,
            response_body: row.response_body,
        })
    }
}

fn encode<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(Box::new(error)))
}

fn decode<T: DeserializeOwned>(what: &'static str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|source| StoreError::Corrupt { what, source })
}

/// A value whose JSON is a string, as that string: such columns are for people to read, too.
fn encode_name<T: Serialize>(value: &T) -> Result<String, StoreError> {
    let value = serde_json::to_value(value).map_err(|error| StoreError::Database(Box::new(error)))?;
    Ok(value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
}

fn decode_name<T: DeserializeOwned>(what: &'static str, name: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(name)).map_err(|source| StoreError::Corrupt { what, source })
}

fn in_range<N, T>(what: &'static str, number: N) -> Result<T, StoreError>
where
    T: TryFrom<N>,
    T::Error: std::fmt::Display,
{
    T::try_from(number).map_err(|error| StoreError::Corrupt { what, source: serde_json::Error::custom(error) })
}
