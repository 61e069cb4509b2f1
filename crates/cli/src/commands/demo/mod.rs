//! `payscore demo`: one order's whole life, with a real client and a real notify endpoint.

mod merchant;
mod story;
mod walk;

use crate::args::Demo;
use crate::control::Control;
use crate::error::CliError;
use crate::interrupt::unless_interrupted;
use crate::notify_url::NotifyUrl;
use crate::output::Screen;
use crate::receiver::Receiver;
use merchant::DemoMerchant;
use story::Story;
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
    let walk = Walk { control, merchant, client, receiver, story };
    let outcome = unless_interrupted(move || walk.run()).and_then(|story| story.ok_or(CliError::Interrupted));
    // Also after ctrl-c, and before the last words: whoever reads them may start the next demo at once.
    drop(notify_url);
    outcome?.end()
}
