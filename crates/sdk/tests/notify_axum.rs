//! The extractor for axum, at which a running server delivers.
#![cfg(feature = "axum")]

#[path = "support/notified.rs"]
mod notified;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use notified::{Desk, Notified};
use payscore::notify::{Delivery, NotifyAnswer, NotifyEndpoint};

#[derive(Clone)]
struct App {
    desk: Desk,
    endpoint: NotifyEndpoint,
}

impl FromRef<App> for NotifyEndpoint {
    fn from_ref(app: &App) -> Self {
        app.endpoint.clone()
    }
}

async fn notify(State(app): State<App>, delivery: Delivery) -> NotifyAnswer {
    let handled = app.desk.handle(&delivery.notification);
    delivery.conclude(handled).await
}

#[tokio::test]
async fn the_running_server_delivers_and_nobody_else_does() {
    let notified = Notified::start().await;
    let app = App { desk: notified.desk.clone(), endpoint: notified.endpoint.clone() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/notify", listener.local_addr().unwrap());
    let router = Router::new().route("/notify", post(notify)).with_state(app);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    notified.play(&url).await;
    serving.abort();
}
