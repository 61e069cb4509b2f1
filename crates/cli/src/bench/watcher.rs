//! Watches the server deliver to the user's own endpoint: each attempt as the server made it.

use super::inbox::Inbox;
use super::plan::Event;
use super::shop::Shop;
use crate::control::Control;
use crate::error::CliError;
use crate::table::cell;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Notes what the server says of its attempts from now on. The thread ends with the process.
pub(super) fn watch(control: &Control, mchid: &str, shop: Arc<Shop>, inbox: Arc<Inbox>) -> Result<(), CliError> {
    let mut events = control.events(&["listen"], &[("mchid", Some(mchid.to_owned()))])?;
    std::thread::spawn(move || {
        while let Some(event) = events.next() {
            if event.name == "attempt" {
                note(&event.data, &shop, &inbox, Instant::now());
            }
        }
    });
    Ok(())
}

fn note(attempt: &Value, shop: &Shop, inbox: &Inbox, at: Instant) {
    let text = |name: &str| attempt[name].as_str().unwrap_or_default();
    let order = shop.index(text("out_order_no"));
    let (Some(order), Some(event)) = (order, Event::named(text("event_type"))) else { return };
    if let Some(milliseconds) = attempt["duration_ms"].as_u64() {
        inbox.took(order, Duration::from_millis(milliseconds));
    }
    match attempt["status"].as_u64() {
        Some(200..300) => inbox.delivered(text("id"), order, event, at),
        Some(status) => inbox.refused(order, status.to_string(), at),
        None => inbox.refused(order, cell(&attempt["error"]), at),
    }
}
