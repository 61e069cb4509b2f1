//! Between rows and domain values. All JSON that is ever stored is written and read here, but for that of
//! timelines.

use crate::schema::{attempts, notifications};
use crate::timeline;
use crate::{Attempt, Change, Counted, Delivery, StoreError, Write};
use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use payscore_domain::notification::{Notification, Phase};
use payscore_domain::{Handle, Moment, Record, RecordKey, RecordKind};
use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};

/// A change ready to be written: made on the caller's thread, so that the one writer only executes statements.
#[derive(Debug)]
pub(crate) struct ChangeRows {
    pub(crate) writes: Vec<WriteRows>,
    pub(crate) notifications: Vec<NotificationRow>,
    pub(crate) counted: Option<Counted>,
    pub(crate) rests_on: Option<(RecordKey, i64)>,
}

/// What becomes of one record.
#[derive(Debug)]
pub(crate) struct WriteRows {
    pub(crate) kind: RecordKind,
    pub(crate) row: RecordRow,
    pub(crate) read_version: Option<i64>,
    /// What happened now, as it is stored.
    pub(crate) timeline: String,
    pub(crate) new_handles: Vec<Handle>,
    /// What the row says.
    pub(crate) record: Record,
}

/// A record's columns, but for its row number and its timeline.
#[derive(Debug)]
pub(crate) struct RecordRow {
    pub(crate) mchid: String,
    pub(crate) kind: &'static str,
    pub(crate) number: String,
    pub(crate) service_id: String,
    pub(crate) order_kind: &'static str,
    pub(crate) created_at: i64,
    pub(crate) current: CurrentColumns,
}

/// Those columns of a record that change.
#[derive(Debug)]
pub(crate) struct CurrentColumns {
    pub(crate) state: String,
    pub(crate) openid: Option<String>,
    pub(crate) in_progress: Option<i32>,
    pub(crate) version: i64,
    pub(crate) next_due: Option<i64>,
    pub(crate) doc: String,
}

/// A notification.
#[derive(Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
pub(crate) struct NotificationRow {
    pub(crate) id: String,
    pub(crate) mchid: String,
    pub(crate) subject: String,
    pub(crate) event_type: String,
    pub(crate) url: String,
    pub(crate) created_at: i64,
    pub(crate) plaintext: String,
    #[diesel(embed)]
    pub(crate) phase: PhaseColumns,
}

/// Where a notification stands.
#[derive(Debug, Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct PhaseColumns {
    pub(crate) phase: String,
    pub(crate) due: Option<i64>,
    pub(crate) held: Option<i32>,
}

/// What a notification that others have dealt with is known by: not to be due at the same time any more, or not to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) due: Option<i64>,
    pub(crate) held: Option<i32>,
}

/// An attempt, without its notification's row number.
#[derive(Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub(crate) struct AttemptRow {
    pub(crate) number: i64,
    pub(crate) at: i64,
    pub(crate) status: Option<i32>,
    pub(crate) duration_ms: i64,
    pub(crate) error: Option<String>,
    pub(crate) response_body: Option<String>,
    pub(crate) fault: Option<String>,
}

impl TryFrom<Change> for ChangeRows {
    type Error = StoreError;

    fn try_from(change: Change) -> Result<Self, StoreError> {
        Ok(Self {
            writes: change.writes.into_iter().map(WriteRows::try_from).collect::<Result<_, _>>()?,
            notifications: change.notifications.into_iter().map(NotificationRow::try_from).collect::<Result<_, _>>()?,
            counted: change.counted,
            rests_on: change.rests_on,
        })
    }
}

impl TryFrom<Write> for WriteRows {
    type Error = StoreError;

    fn try_from(write: Write) -> Result<Self, StoreError> {
        Ok(Self {
            kind: write.record.kind(),
            row: RecordRow::new(&write.record, write.read_version.unwrap_or(0) + 1)?,
            read_version: write.read_version,
            timeline: timeline::encode(&write.events)?,
            new_handles: write.new_handles,
            record: write.record,
        })
    }
}

impl RecordRow {
    fn new(record: &Record, version: i64) -> Result<Self, StoreError> {
        let RecordKey { mchid, kind, number } = record.key();
        Ok(Self {
            mchid: mchid.into(),
            kind: kind.as_str(),
            number,
            service_id: record.service_id().to_string(),
            order_kind: record.as_order().map_or("", |order| order.kind().as_str()),
            created_at: record.created_at().unix(),
            current: CurrentColumns {
                state: record.state().to_owned(),
                openid: record.openid().map(ToString::to_string),
                in_progress: record.in_progress().map(|_| 1),
                version,
                next_due: record.next_due().map(Moment::unix),
                doc: encode_record(record)?,
            },
        })
    }
}

/// A kind from its column.
pub(crate) fn kind(name: String) -> Result<RecordKind, StoreError> {
    decode_name("record kind", name)
}

fn encode_record(record: &Record) -> Result<String, StoreError> {
    match record {
        Record::Order(order) => encode(order),
        Record::Permission(permission) => encode(permission),
        Record::Plan(plan) => encode(plan),
        Record::SignPlan(sign_plan) => encode(sign_plan),
        Record::ServiceAccount(application) => encode(application),
        Record::Refunds(refunds) => encode(refunds),
        Record::RefundNumber(number) => encode(number),
    }
}

/// A record from its `doc` column.
pub(crate) fn record(kind: RecordKind, doc: &str) -> Result<Record, StoreError> {
    Ok(match kind {
        RecordKind::Order => Record::Order(decode("order", doc)?),
        RecordKind::Permission => Record::Permission(decode("permission", doc)?),
        RecordKind::Plan => Record::Plan(decode("plan", doc)?),
        RecordKind::SignPlan => Record::SignPlan(decode("sign plan", doc)?),
        RecordKind::ServiceAccount => Record::ServiceAccount(decode("service account application", doc)?),
        RecordKind::Refunds => Record::Refunds(decode("refunds", doc)?),
        RecordKind::RefundNumber => Record::RefundNumber(decode("refund number", doc)?),
    })
}

impl TryFrom<Notification> for NotificationRow {
    type Error = StoreError;

    fn try_from(notification: Notification) -> Result<Self, StoreError> {
        Ok(Self {
            id: notification.id,
            mchid: notification.mchid.into(),
            subject: notification.subject,
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
            subject: row.subject,
            event_type: decode_name("event type", row.event_type)?,
            url: row.url,
            created_at: Moment::from_unix(row.created_at),
            plaintext: row.plaintext,
            phase: decode("notification phase", &row.phase.phase)?,
        })
    }
}

impl PhaseColumns {
    /// `phase` whole as JSON, and what it is found by apart.
    pub(crate) fn new(phase: Phase) -> Result<Self, StoreError> {
        let Place { due, held } = Place::of(phase);
        Ok(Self { phase: encode(&phase)?, due, held })
    }
}

impl Place {
    pub(crate) fn of(phase: Phase) -> Self {
        let due = match phase {
            Phase::Waiting { due, .. } => Some(due.unix()),
            _ => None,
        };
        let held = matches!(phase, Phase::Held { .. }).then_some(1);
        Self { due, held }
    }
}

impl Delivery {
    /// With its attempts in the order in which they were made: one that was overtaken is stored after the other.
    pub(crate) fn in_order(mut self) -> Self {
        self.attempts.sort_by_key(|attempt| attempt.at);
        self
    }
}

impl From<Attempt> for AttemptRow {
    fn from(attempt: Attempt) -> Self {
        Self {
            number: attempt.number.into(),
            at: attempt.at.unix(),
            status: attempt.status.map(i32::from),
            duration_ms: i64::try_from(attempt.duration_ms).unwrap_or(i64::MAX),
            error: attempt.error.map(storable),
            response_body: attempt.response_body.map(storable),
            fault: attempt.fault,
        }
    }
}

/// Without the one character that PostgreSQL cannot store: a receiver may send it all the same.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
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
            fault: row.fault,
        })
    }
}

pub(crate) fn encode<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(Box::new(error)))
}

pub(crate) fn decode<T: DeserializeOwned>(what: &'static str, json: &str) -> Result<T, StoreError> {
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
