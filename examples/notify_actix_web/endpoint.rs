//! A notify endpoint with actix-web. What is not genuine, and what was handled before, never gets to `notify`.

use crate::walkthrough::{Options, Shopper, Steps, WalkthroughError, within};
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use payscore::Event;
use payscore::notify::{Delivery, MemoryGuard, NotifyAnswer, NotifyEndpoint};
use std::io::Write;
use tokio::sync::mpsc;

type Confirmed = mpsc::UnboundedSender<String>;

/// `Delivery` takes its `Data<NotifyEndpoint>` from the application.
async fn notify(confirmed: Data<Confirmed>, delivery: Delivery) -> NotifyAnswer {
    let taken = match &delivery.notification.event {
        // An error of the merchant's own, here or in its database: 500, and it comes again.
        Event::UserConfirm(order) => confirmed.send(order.out_order_no.clone()),
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
    let (confirmed, mut told) = mpsc::unbounded_channel::<String>();
    // Made once, outside the closure: each worker has an application of its own, and all share one guard.
    let endpoint = NotifyEndpoint::new(shopper.client.clone()).guarded_by(MemoryGuard::new(100_000));
    let (endpoint, confirmed) = (Data::new(endpoint), Data::new(confirmed));
    let app = move || {
        let app = App::new().app_data(endpoint.clone()).app_data(confirmed.clone());
        app.route("/notify", web::post().to(notify))
    };
    let server = HttpServer::new(app).workers(2).disable_signals().bind(("127.0.0.1", 0));
    let server = server.map_err(WalkthroughError::Listen)?;
    let url = server.addrs().first().map(|address| format!("http://{address}/notify")).unwrap_or_default();
    let server = server.run();
    let handle = server.handle();
    let serving = tokio::spawn(server);

    let mut steps = Steps::new(out);
    steps.title(&format!("A notify endpoint with actix-web, at {url}"))?;
    let order = shopper.confirm_an_order(&url).await?;
    steps.step("customer", "confirms", &order)?;
    let told = within("PAYSCORE.USER_CONFIRM", told.recv()).await?.unwrap_or_default();
    steps.step("WeChat Pay", "POST /notify", &format!("PAYSCORE.USER_CONFIRM is genuine: {told}"))?;
    handle.stop(true).await;
    // An error while serving has shown as a notification that never came.
    drop(serving.await);
    Ok(())
}
