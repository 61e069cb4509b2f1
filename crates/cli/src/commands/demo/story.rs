//! What the demo prints: each step as it happens, or all of them as JSON at the end.

use crate::error::CliError;
use crate::output::{Colour, Screen, print};
use crate::table::{cell, standing};
use serde_json::{Value, json};
use std::time::Instant;

/// Longer values, such as a `package`, are cut where people read.
const SHOWN: usize = 48;
/// Under a step's name.
const INDENT: usize = 4;

/// The demo so far.
pub(super) struct Story {
    screen: Screen,
    server: String,
    mchid: String,
    number: Option<String>,
    steps: Vec<Value>,
    began: Instant,
}

impl Story {
    /// Says what is going to happen.
    pub(super) fn begin(screen: Screen, server: &str, mchid: &str, notify_url: &str) -> Result<Self, CliError> {
        let (own_server, own_mchid) = (server.to_owned(), mchid.to_owned());
        let story = Self {
            screen,
            server: own_server,
            mchid: own_mchid,
            number: None,
            steps: Vec::new(),
            began: Instant::now(),
        };
        let title = screen.paint.put(Colour::Bold, "One order of a vending cabinet");
        story.say(&format!("{title}\nserver {server}, merchant {mchid}, notify_url {notify_url}\n\n"))?;
        Ok(story)
    }

    /// Which order it is about.
    pub(super) fn is_about(&mut self, number: &str) {
        self.number = Some(number.to_owned());
    }

    /// The merchant or the user did something; `names` are the answer's fields worth showing.
    pub(super) fn step(&mut self, name: &str, how: &str, answer: &Value, names: &[&str]) -> Result<(), CliError> {
        let title = format!("{}. {}", self.acts() + 1, self.screen.paint.put(Colour::Bold, name));
        self.tell(&title, how, answer, names)?;
        let facts: Value = facts(answer, names).map(|(name, value)| (name, value.clone())).collect();
        self.steps.push(json!({ "step": name, "how": how, "facts": facts }));
        Ok(())
    }

    /// A notification came in, verified and decrypted.
    pub(super) fn notification(&mut self, event: &str, plaintext: &Value, names: &[&str]) -> Result<(), CliError> {
        let title = format!("<- {}", self.screen.paint.put(Colour::Bold, event));
        self.tell(&title, "signature verified, resource decrypted", plaintext, names)?;
        self.steps.push(json!({ "notification": event, "plaintext": plaintext }));
        Ok(())
    }

    /// Says how to go on.
    pub(super) fn end(self) -> Result<(), CliError> {
        let milliseconds = self.began.elapsed().as_millis();
        let (server, mchid, number) = (&self.server, &self.mchid, self.number.unwrap_or_default());
        if self.screen.json {
            let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
            let all = json!({ "server": server, "mchid": mchid, "out_order_no": number, "milliseconds": milliseconds, "steps": self.steps });
            return print(&format!("{all:#}\n"));
        }
        let done = self.screen.paint.put(Colour::Green, "Paid, and both notifications received");
        print(&format!(
            "{done}, in {milliseconds} ms.\nLook at it: {server}/_payscore/orders/{mchid}/{number}, or `payscore order show {number}`\n"
        ))
    }

    /// How many steps were no notifications.
    fn acts(&self) -> usize {
        self.steps.iter().filter(|step| step["step"].is_string()).count()
    }

    fn tell(&self, title: &str, how: &str, value: &Value, names: &[&str]) -> Result<(), CliError> {
        let mut text = format!("{title}  {}\n", self.screen.paint.put(Colour::Dim, how));
        for (name, value) in facts(value, names) {
            let value = short(&cell(value));
            text.push_str(&format!("{:INDENT$}{name}: {}\n", "", self.screen.paint.maybe(standing(&value), &value)));
        }
        text.push('\n');
        self.say(&text)
    }

    fn say(&self, text: &str) -> Result<(), CliError> {
        if self.screen.json { Ok(()) } else { print(text) }
    }
}

/// In the order of the names, which says what matters most.
fn facts<'a>(value: &'a Value, names: &[&'a str]) -> impl Iterator<Item = (&'a str, &'a Value)> {
    names.iter().filter_map(|name| Some((*name, value.get(name)?)))
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
