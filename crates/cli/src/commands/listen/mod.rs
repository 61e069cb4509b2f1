//! `payscore listen`: notifications as they are delivered, and forwarding them.

mod forward;
mod line;

use crate::args::Listen;
use crate::control::Control;
use crate::error::CliError;
use crate::events::keep_watching;
use crate::interrupt::unless_interrupted;
use crate::output::{Screen, tell};
use forward::Forwarder;
use line::Delivery;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Listens until interrupted.
pub(super) fn run(args: Listen, screen: Screen) -> Result<(), CliError> {
    let control = Control::new(&args.connection)?;
    let forwarder = args.forward_to.as_deref().map(|url| Forwarder::new(url, args.skip_verify));
    let counts = Arc::new(Counts::default());
    let listener = Listener { control, args, forwarder: forwarder.map(Arc::new), screen, counts: Arc::clone(&counts) };
    unless_interrupted(move || Err::<(), _>(keep_watching(|again| listener.session(again))))?;
    tell(&format!("\n{}\n", counts.words()));
    Ok(())
}

/// How deliveries ended so far.
#[derive(Default)]
struct Counts {
    taken: AtomicU64,
    refused: AtomicU64,
}

impl Counts {
    fn note(&self, delivery: &Delivery) {
        let count = if delivery.is_taken() { &self.taken } else { &self.refused };
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn words(&self) -> String {
        let (taken, refused) = (self.taken.load(Ordering::Relaxed), self.refused.load(Ordering::Relaxed));
        format!("{taken} delivered, {refused} not taken")
    }
}

/// One listening command.
struct Listener {
    control: Control,
    args: Listen,
    forwarder: Option<Arc<Forwarder>>,
    screen: Screen,
    counts: Arc<Counts>,
}

impl Listener {
    /// One session, up to its end.
    fn session(&self, again: bool) -> Result<(), CliError> {
        let query = [
            ("mchid", self.args.mchid.clone()),
            ("event", Some(self.args.event.join(",")).filter(|events| !events.is_empty())),
            ("forward", self.forwarder.as_ref().map(|_| "true".to_owned())),
        ];
        let mut events = self.control.events(&["listen"], &query)?;
        let mut session = String::new();
        while let Some(event) = events.next() {
            match event.name.as_str() {
                "session" => {
                    event.data["session"].as_str().unwrap_or_default().clone_into(&mut session);
                    tell(&if again { "listening again\n".to_owned() } else { self.greeting() });
                }
                "attempt" => self.show(&Delivery::observed(event.data))?,
                "delivery" => self.forward(&session, event.data),
                _ => {}
            }
        }
        Ok(())
    }

    fn greeting(&self) -> String {
        let whose = self.args.mchid.as_ref().map_or("all merchants".to_owned(), |name| format!("merchant {name}"));
        let server = self.control.server();
        match &self.forwarder {
            Some(forwarder) => {
                format!("forwarding what {server} sends for {whose} to {}. Ctrl-C ends it\n", forwarder.url())
            }
            None => {
                format!(
                    "showing what {server} sends for {whose}; --forward-to URL takes it elsewhere. Ctrl-C ends it\n"
                )
            }
        }
    }

    /// In a thread of its own: one slow answer keeps no other notification waiting.
    fn forward(&self, session: &str, delivery: Value) {
        let Some(forwarder) = self.forwarder.clone() else { return };
        let (control, session) = (self.control.clone(), session.to_owned());
        let (screen, plaintext, counts) = (self.screen, self.args.plaintext, Arc::clone(&self.counts));
        std::thread::spawn(move || {
            let outcome = forwarder.send(&delivery);
            let number = delivery["delivery"].to_string();
            let reported = control.post(&["listen", &session, &number], &outcome.report());
            let shown = Delivery::forwarded(delivery, forwarder.url(), &outcome);
            counts.note(&shown);
            // stdout that nobody reads any more ends the command when the next one is shown.
            let _ = shown.print(screen, plaintext);
            if let Err(error) = reported {
                tell(&format!("the server does not count this one: {error}\n"));
            }
        });
    }

    fn show(&self, delivery: &Delivery) -> Result<(), CliError> {
        self.counts.note(delivery);
        delivery.print(self.screen, self.args.plaintext)
    }
}
