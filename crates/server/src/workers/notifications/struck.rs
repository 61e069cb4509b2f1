//! Attempts that a fault strikes: held back, lost, forged, made twice. All of it is recorded with the fault's name.

use super::{After, Made, Signature, make, number};
use crate::app::App;
use crate::faults::{DeliveryStrike, NotificationFault};
use crate::live::Topic;
use payscore_domain::notification::{Notification, Phase};
use payscore_store::StoreError;
use std::time::Duration;

/// One attempt as the fault has it.
pub(super) async fn deliver(
    app: &App,
    notification: &Notification,
    strike: DeliveryStrike,
) -> Result<Option<After>, StoreError> {
    app.live.changed(Topic::Faults);
    match strike.fault {
        NotificationFault::Delay | NotificationFault::Reorder => hold_back(app, notification, strike).await,
        NotificationFault::Drop => lose(app, notification).await,
        NotificationFault::Duplicate => {
            let after = twice(app, notification).await?;
            send_those_overtaken(app, notification).await?;
            Ok(after)
        }
        NotificationFault::WrongSignature => {
            let made = make(app, notification, Signature::Wrong).await;
            let phase = made.phase(notification);
            let after = made.record(app, notification, phase, Some(strike.fault)).await?;
            send_those_overtaken(app, notification).await?;
            Ok(after)
        }
        NotificationFault::SignTest => {
            // What is answered to a probe changes nothing: the notification is owed as before.
            let probe = make(app, notification, Signature::Probe).await;
            probe.record(app, notification, notification.phase, Some(strike.fault)).await?;
            super::deliver(app, notification).await
        }
    }
}

/// Not now; the attempt keeps its number.
async fn hold_back(
    app: &App,
    notification: &Notification,
    strike: DeliveryStrike,
) -> Result<Option<After>, StoreError> {
    let due = app.clock.service().plus(strike.seconds);
    let why = match strike.fault {
        NotificationFault::Reorder => "until the next one of the same order was sent, or",
        _ => "for",
    };
    let held = unsent(app, notification, format!("held back {why} {} s", strike.seconds));
    let phase = Phase::Waiting { attempt: number(notification), due };
    held.record(app, notification, phase, Some(strike.fault)).await?;
    if app.faults.held_back_is_recorded(notification) {
        send_now(app, notification).await?;
    }
    Ok(None)
}

/// As if it had been lost on the way: nothing is sent, no answer comes, the next attempt follows by the schedule.
async fn lose(app: &App, notification: &Notification) -> Result<Option<After>, StoreError> {
    let lost = unsent(app, notification, "lost on the way".to_owned());
    let phase = lost.phase(notification);
    lost.record(app, notification, phase, Some(NotificationFault::Drop)).await?;
    Ok(None)
}

fn unsent(app: &App, notification: &Notification, why: String) -> Made {
    Made { number: number(notification), at: app.clock.service(), took: Duration::ZERO, outcome: Err(why) }
}

/// One after the other, whatever is answered to the first. Taken once is taken.
async fn twice(app: &App, notification: &Notification) -> Result<Option<After>, StoreError> {
    let fault = Some(NotificationFault::Duplicate);
    let first = make(app, notification, Signature::Genuine).await;
    let after_first = first.phase(notification);
    first.record(app, notification, notification.phase, fault).await?;
    let second = make(app, notification, Signature::Genuine).await;
    let phase = match after_first {
        Phase::Delivered { .. } => after_first,
        _ => second.phase(notification),
    };
    second.record(app, notification, phase, fault).await
}

/// This one was sent: those that waited for it are next.
pub(super) async fn send_those_overtaken(app: &App, notification: &Notification) -> Result<(), StoreError> {
    for overtaken in app.faults.overtaken_by(notification) {
        send_now(app, &overtaken).await?;
    }
    Ok(())
}

async fn send_now(app: &App, notification: &Notification) -> Result<(), StoreError> {
    let phase = Phase::Waiting { attempt: number(notification), due: app.clock.service() };
    app.store.reschedule(&notification.id, &notification.url, None, phase).await?;
    app.alarms.outbox_changed_of(&notification.mchid);
    app.live.changed(Topic::Notifications);
    Ok(())
}
