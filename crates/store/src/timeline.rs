//! Timelines as they are stored: a JSON object a line, oldest first, beside the record that they are of. What happens
//! later is appended.

use crate::rows::decode;
use crate::{StoreError, TimelineEntry};
use payscore_domain::{Moment, OrderEvent, RecordEvent, RecordKind, retail, service_order};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A line.
#[derive(Serialize, Deserialize)]
struct Line<E> {
    at: i64,
    event: E,
}

/// [`OrderEvent`] as it is stored: under its family's name. The domain's own form is untagged, and an event that two
/// families have in common would come back as the first family's.
#[derive(Serialize, Deserialize)]
#[serde(remote = "OrderEvent", rename_all = "snake_case")]
enum EventForm {
    Service(service_order::Event),
    // The name of older files.
    #[serde(alias = "smart_retail")]
    Retail(retail::Event),
}

#[derive(Serialize)]
#[serde(transparent)]
struct EventDocRef<'a>(#[serde(with = "EventForm")] &'a OrderEvent);

#[derive(Deserialize)]
#[serde(transparent)]
struct EventDoc(#[serde(with = "EventForm")] OrderEvent);

/// These entries as text, to be appended to the earlier ones.
pub(crate) fn encode(entries: &[TimelineEntry]) -> Result<String, StoreError> {
    let mut lines = Vec::new();
    for TimelineEntry { at, event } in entries {
        match event {
            RecordEvent::Order(event) => write(&mut lines, *at, EventDocRef(event)),
            RecordEvent::Permission(event) => write(&mut lines, *at, event),
            RecordEvent::Plan(event) => write(&mut lines, *at, event),
            RecordEvent::SignPlan(event) => write(&mut lines, *at, event),
            RecordEvent::ServiceAccount(event) => write(&mut lines, *at, event),
            RecordEvent::Refunds(event) => write(&mut lines, *at, event),
        }
        .map_err(|error| StoreError::Database(Box::new(error)))?;
    }
    String::from_utf8(lines).map_err(|error| StoreError::Database(Box::new(error)))
}

fn write<E: Serialize>(lines: &mut Vec<u8>, at: Moment, event: E) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *lines, &Line { at: at.unix(), event })?;
    lines.push(b'\n');
    Ok(())
}

/// The timeline of a record of this kind.
pub(crate) fn read(kind: RecordKind, lines: &str) -> Result<Vec<TimelineEntry>, StoreError> {
    lines
        .lines()
        .map(|text| {
            let (at, event) = match kind {
                RecordKind::Order => line::<EventDoc>(text).map(|(at, event)| (at, RecordEvent::Order(event.0))),
                RecordKind::Permission => line(text).map(|(at, event)| (at, RecordEvent::Permission(event))),
                RecordKind::Plan => line(text).map(|(at, event)| (at, RecordEvent::Plan(event))),
                RecordKind::SignPlan => line(text).map(|(at, event)| (at, RecordEvent::SignPlan(event))),
                RecordKind::ServiceAccount => line(text).map(|(at, event)| (at, RecordEvent::ServiceAccount(event))),
                RecordKind::Refunds | RecordKind::RefundNumber => {
                    line(text).map(|(at, event)| (at, RecordEvent::Refunds(event)))
                }
            }?;
            Ok(TimelineEntry { at, event })
        })
        .collect()
}

fn line<E: DeserializeOwned>(text: &str) -> Result<(Moment, E), StoreError> {
    let Line { at, event } = decode("timeline event", text)?;
    Ok((Moment::from_unix(at), event))
}
