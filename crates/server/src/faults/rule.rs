//! One rule as the control API is given it: what goes wrong, whom it strikes, how often.

use super::kind::{CallFault, Fault, NotificationFault};
use payscore_api::merchant::media::UPLOADS;
use payscore_api::operations;
use payscore_domain::notification::EventType;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How late a slow answer is where nobody says: more than the 5 s in which upstream answers.
const SLOW_MILLISECONDS: u32 = 6_000;
const MOST_MILLISECONDS: u32 = 600_000;
/// How long a delayed notification waits where nobody says.
const DELAY_SECONDS: u32 = 60;
/// How long one that is to come second waits for the other.
const REORDER_SECONDS: u32 = 600;
const MOST_SECONDS: u32 = 30 * 24 * 3600;

const FIELDS: [&str; 10] =
    ["fault", "operation", "event_type", "mchid", "order", "count", "probability", "seed", "milliseconds", "seconds"];

/// What goes wrong for whom.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) fault: Fault,
    /// By the operation's name in `openapi.json`; any when left out.
    pub(super) operation: Option<String>,
    /// Of a notification; any when left out.
    pub(super) event_type: Option<EventType>,
    /// Any merchant's when left out.
    pub(super) mchid: Option<String>,
    /// A number that the call or the notification has.
    pub(super) order: Option<String>,
    /// How often it strikes; `None` without end.
    pub(super) count: Option<u32>,
    /// Of those that match, so many are struck.
    pub(super) chance: Option<Chance>,
    pub(super) wait: Option<Wait>,
}

/// How likely, and which random numbers decide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chance {
    pub(super) probability: f64,
    pub(super) seed: u32,
}

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// Of real time.
    Milliseconds(u32),
    /// Of the service clock.
    Seconds(u32),
}

impl Rule {
    /// Reads a rule. An error names the field and what is wrong with it. `seed` is for rules that need one and have none.
    pub(crate) fn read(body: &Value, seed: impl FnOnce() -> u32) -> Result<Self, String> {
        let Value::Object(body) = body else { return Err("a rule is an object, such as {\"fault\": …}".to_owned()) };
        if let Some(stranger) = body.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            return Err(format!("{stranger}: no such field; a rule has {}", FIELDS.join(", ")));
        }
        let fields = Fields(body);
        let name: String = fields.get("fault", "a name")?.ok_or("fault: needed; one of the names in docs/faults.md")?;
        let fault = Fault::named(&name).ok_or_else(|| format!("fault: no {name}; there are {}", Fault::names()))?;
        Ok(Self {
            fault,
            operation: fields.operation(fault)?,
            event_type: fields.event_type(fault)?,
            mchid: fields.text("mchid")?,
            order: fields.text("order")?,
            count: fields.count()?,
            chance: fields.chance(seed)?,
            wait: fields.wait(fault)?,
        })
    }

    /// The same in JSON; fields that are not set are left out.
    pub(super) fn view(&self) -> Map<String, Value> {
        let mut view = Map::new();
        let mut set = |name: &str, value: Value| {
            if !value.is_null() {
                view.insert(name.to_owned(), value);
            }
        };
        set("fault", self.fault.name().into());
        set("operation", json!(self.operation));
        set("event_type", json!(self.event_type));
        set("mchid", json!(self.mchid));
        set("order", json!(self.order));
        set("count", self.count.map_or_else(|| UNLIMITED.into(), Value::from));
        set("probability", json!(self.chance.map(|chance| chance.probability)));
        set("seed", json!(self.chance.map(|chance| chance.seed)));
        match self.wait {
            Some(Wait::Milliseconds(wait)) => set("milliseconds", wait.into()),
            Some(Wait::Seconds(wait)) => set("seconds", wait.into()),
            None => {}
        }
        view
    }
}

/// Where there is no end.
pub(super) const UNLIMITED: &str = "unlimited";

/// How late a slow answer comes, where `given` is what somebody said.
pub(super) fn slow_milliseconds(given: Option<u32>) -> Result<u32, String> {
    in_range("milliseconds", given, SLOW_MILLISECONDS, MOST_MILLISECONDS)
}

impl Wait {
    /// As real time.
    pub(super) fn duration(self) -> Duration {
        match self {
            Self::Milliseconds(wait) => Duration::from_millis(wait.into()),
            Self::Seconds(wait) => Duration::from_secs(wait.into()),
        }
    }
}

fn in_range(name: &str, given: Option<u32>, usual: u32, most: u32) -> Result<u32, String> {
    match given {
        Some(given) if given == 0 || given > most => Err(format!("{name}: from 1 to {most}, not {given}")),
        given => Ok(given.unwrap_or(usual)),
    }
}

/// A rule's fields as they were given. `null` is as good as nothing.
struct Fields<'a>(&'a Map<String, Value>);

impl Fields<'_> {
    fn get<T: DeserializeOwned>(&self, name: &str, wanted: &str) -> Result<Option<T>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::deserialize(value).map(Some).map_err(|_| format!("{name}: {wanted}, not {value}")),
        }
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.get::<String>(name, "a text")? {
            Some(text) if text.is_empty() => {
                Err(format!("{name}: an empty text matches nothing; leave it out for any"))
            }
            text => Ok(text),
        }
    }

    /// Refuses a field that means nothing for this fault.
    fn only(&self, name: &str, applies: bool, fault: Fault, to: &str) -> Result<(), String> {
        if applies || self.0.get(name).is_none_or(Value::is_null) {
            return Ok(());
        }
        Err(format!("{name}: for {to}, not for {}", fault.name()))
    }

    fn operation(&self, fault: Fault) -> Result<Option<String>, String> {
        self.only("operation", matches!(fault, Fault::Call(_)), fault, "faults of API calls")?;
        let name = self.text("operation")?;
        let known =
            |name: &str| operations().any(|spec| spec.name == name) || UPLOADS.iter().any(|upload| upload.name == name);
        if let Some(name) = name.as_deref().filter(|name| !known(name)) {
            let uploads = UPLOADS.map(|upload| upload.name).join(" and ");
            return Err(format!(
                "operation: no operation {name}; openapi.json lists them by operationId, and there are {uploads}"
            ));
        }
        Ok(name)
    }

    fn event_type(&self, fault: Fault) -> Result<Option<EventType>, String> {
        self.only("event_type", matches!(fault, Fault::Notification(_)), fault, "faults of notifications")?;
        let names = || EventType::ALL.map(EventType::as_str).join(", ");
        self.get("event_type", "").map_err(|_| format!("event_type: {}; there are {}", self.0["event_type"], names()))
    }

    fn count(&self) -> Result<Option<u32>, String> {
        let wanted = "a number from 1, or \"unlimited\"";
        match self.0.get("count") {
            None | Some(Value::Null) => Ok(Some(1)),
            Some(Value::String(text)) if text == UNLIMITED => Ok(None),
            Some(_) => match self.get::<u32>("count", wanted)? {
                Some(0) => Err(format!("count: {wanted}, not 0")),
                count => Ok(count),
            },
        }
    }

    fn chance(&self, draw: impl FnOnce() -> u32) -> Result<Option<Chance>, String> {
        let wanted = "a number above 0 and up to 1";
        let probability: Option<f64> = self.get("probability", wanted)?;
        let seed: Option<u32> = self.get("seed", "a number from 0 to 4294967295")?;
        match (probability, seed) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err("seed: decides nothing without a probability".to_owned()),
            (Some(probability), seed) if probability > 0.0 && probability <= 1.0 => {
                Ok(Some(Chance { probability, seed: seed.unwrap_or_else(draw) }))
            }
            (Some(probability), _) => Err(format!("probability: {wanted}, not {probability}")),
        }
    }

    fn wait(&self, fault: Fault) -> Result<Option<Wait>, String> {
        let slow = fault == Fault::Call(CallFault::SlowAnswer);
        let usual = match fault {
            Fault::Notification(NotificationFault::Delay) => Some(DELAY_SECONDS),
            Fault::Notification(NotificationFault::Reorder) => Some(REORDER_SECONDS),
            _ => None,
        };
        self.only("milliseconds", slow, fault, CallFault::SlowAnswer.name())?;
        let who = [NotificationFault::Delay, NotificationFault::Reorder].map(NotificationFault::name).join(" and ");
        self.only("seconds", usual.is_some(), fault, &who)?;
        if slow {
            let given = self.get("milliseconds", "a number")?;
            return slow_milliseconds(given).map(Wait::Milliseconds).map(Some);
        }
        let Some(usual) = usual else { return Ok(None) };
        let given = self.get("seconds", "a number")?;
        in_range("seconds", given, usual, MOST_SECONDS).map(Wait::Seconds).map(Some)
    }
}
