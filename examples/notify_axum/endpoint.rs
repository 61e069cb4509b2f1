//! A notify endpoint with axum. What is not genuine, and what was handled before, never gets to `notify`.

use crate::walkthrough::{Options, Serving, Shopper, Steps, WalkthroughError, within};
use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use payscore::Event;
use payscore::notify::{Delivery, MemoryGuard, NotifyAnswer, NotifyEndpoint};
use std::io::Write;
use tokio::sync::mpsc;

/// What the handlers share. `Delivery` takes its endpoint from it.
#[derive(Clone)]
struct App {
    endpoint: NotifyEndpoint,
    confirmed: mpsc::UnboundedSender<String>,
}

impl FromRef<App> for NotifyEndpoint {
    fn from_ref(app: &App) -> Self {
        app.endpoint.clone()
    }
}

async fn notify(State(app): State<App>, delivery: Delivery) -> NotifyAnswer {
    let taken = match &delivery.notification.event {
        // An error of the merchant's own, here or in its database: 500, and it comes again.
        Event::UserConfirm(order) => app.confirmed.send(order.out_order_no.clone()),
        // Genuine, but not for this merchant. To refuse it would only make it come again.
        _ => Ok(()),
    };
    delivery.conclude(taken).await
}

/// Plays it against a running `payscore serve`; ends once an order's confirmation has been told.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    let shopper = Shopper::arrive(&options).await?;
    let (confirmed, mut told) = mpsc::unbounded_channel();
    let endpoint = NotifyEndpoint::new(shopper.client.clone()).guarded_by(MemoryGuard::new(100_000));
    let router = Router::new().route("/notify", post(notify)).with_state(App { endpoint, confirmed });
    let serving = Serving::bind().await?.serve(router);

    let mut steps = Steps::new(out);
    steps.title(&format!("A notify endpoint with axum, at {}", serving.url("/notify")))?;
    let order = shopper.confirm_an_order(&serving.url("/notify")).await?;
    steps.step("customer", "confirms", &order)?;
    let told = within("PAYSCORE.USER_CONFIRM", told.recv()).await?.unwrap_or_default();
    steps.step("WeChat Pay", "POST /notify", &format!("PAYSCORE.USER_CONFIRM is genuine: {told}"))?;
    serving.stop().await;
    Ok(())
}
