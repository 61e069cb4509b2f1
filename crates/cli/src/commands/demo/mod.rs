//! `payscore demo`: one order's whole life, with a real client and a real notify endpoint.

mod merchant;
mod notify_url;
mod receiver;
mod story;
mod walk;

use crate::args::Demo;
use crate::control::Control;
use crate::error::CliError;
use crate::output::Screen;
use merchant::DemoMerchant;
use notify_url::NotifyUrl;
use receiver::Receiver;
use story::Story;
use tokio::sync::oneshot;
use walk::Walk;

/// Walks one order through the server.
pub(super) fn run(args: &Demo, screen: Screen) -> Result<(), CliError> {
    let control = Control::new(&args.connection)?;
    // Asked first: without a server nothing else is worth a complaint.
    control.get(&["health"], &[])?;
    let merchant = DemoMerchant::read(&args.data)?;
    let client = merchant.client(control.server())?;
    let receiver = Receiver::start(client.config().into())
        .map_err(|source| CliError::System { what: "listen for notifications", source })?;
    let notify_url = NotifyUrl::set(control.clone(), &merchant.mchid, receiver.url())?;
    let story = Story::begin(screen, control.server(), &merchant.mchid, receiver.url())?;
    let outcome = unless_interrupted(Walk { control, merchant, client, receiver, story });
    // Also after ctrl-c, and before the last words: whoever reads them may start the next demo at once.
    drop(notify_url);
    outcome?.end()
}

/// Walks in a thread of its own, so that ctrl-c leaves time to clear up.
fn unless_interrupted(walk: Walk) -> Result<Story, CliError> {
    let system = |source| CliError::System { what: "listen for ctrl-c", source };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(system)?;
    let (sender, walked) = oneshot::channel();
    std::thread::spawn(move || {
        // Fails where ctrl-c was faster; nobody waits for the outcome then.
        let _ = sender.send(walk.run());
    });
    runtime.block_on(async {
        tokio::select! {
            // The sender goes without a word only if the thread panics, which has been reported by then.
            outcome = walked => outcome.unwrap_or(Err(CliError::Interrupted)),
            _ = tokio::signal::ctrl_c() => Err(CliError::Interrupted),
        }
    })
}
