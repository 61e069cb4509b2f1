//! Remind: the user is told, while the service is still in use, what will be deducted and when.

use super::complete::check_cap;
use super::{Event, ServiceOrder, State};
use crate::charges::Charges;
use crate::context::Context;
use crate::merchant::Service;
use crate::moment::Moment;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// How many days ahead the day of a deduction must be told of, at least.
pub const PREPAID_DAYS: i64 = 7;

/// The messages that there are. Each is sent once an order at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// 服务预扣费消息: so much will be deducted then.
    Prepaid,
    /// 服务费用待处理消息: so much waits to be settled.
    Pending,
}

/// What the user is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// What will be deducted.
    #[serde(flatten)]
    pub charges: Charges,
    /// On which day: its first moment.
    pub prepaid_time: Moment,
}

/// The messages that an order's user was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    prepaid: Option<Reminder>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pending: Option<Reminder>,
}

impl Reminders {
    /// Whether there was none.
    pub const fn is_empty(&self) -> bool {
        self.prepaid.is_none() && self.pending.is_none()
    }

    /// What this message said.
    pub const fn get(&self, message: Message) -> Option<&Reminder> {
        match message {
            Message::Prepaid => self.prepaid.as_ref(),
            Message::Pending => self.pending.as_ref(),
        }
    }

    pub(super) fn set(&mut self, message: Message, reminder: Reminder) {
        match message {
            Message::Prepaid => self.prepaid = Some(reminder),
            Message::Pending => self.pending = Some(reminder),
        }
    }
}

/// Sends a message about an order in USER_CONFIRM. The same call again sends nothing, another is refused.
pub fn remind(
    order: &ServiceOrder,
    message: Message,
    command: &Reminder,
    service: &Service,
    ctx: &Context,
) -> Result<Vec<Event>, Rejection> {
    command.charges.check()?;
    match (order.state, order.reminders.get(message)) {
        (_, Some(earlier)) if earlier == command => return Ok(Vec::new()),
        (_, Some(_)) => return Err(Rejection::ReentryDiffers),
        (State::UserConfirm, None) => {}
        (other, None) => return Err(other.refusal()),
    }
    let earliest = match message {
        Message::Prepaid => ctx.now.plus_days(PREPAID_DAYS),
        Message::Pending => ctx.now,
    };
    if command.prepaid_time < earliest.beijing_midnight() {
        return Err(Rejection::PrepaidTooSoon { given: command.prepaid_time.day(), earliest: earliest.day() });
    }
    check_cap(&order.terms, command.charges.total_amount, service)?;
    Ok(vec![Event::Reminded { message, reminder: Box::new(command.clone()) }])
}
