//! The extractor for actix-web, at which a running server delivers.
#![cfg(feature = "actix-web")]

#[path = "support/notified.rs"]
mod notified;

use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use notified::{Desk, Notified};
use payscore::notify::{Delivery, NotifyAnswer};

async fn notify(desk: Data<Desk>, delivery: Delivery) -> NotifyAnswer {
    let handled = desk.handle(&delivery.notification);
    delivery.conclude(handled).await
}

#[tokio::test]
async fn the_running_server_delivers_and_nobody_else_does() {
    let notified = Notified::start().await;
    let (desk, endpoint) = (Data::new(notified.desk.clone()), Data::new(notified.endpoint.clone()));
    let app =
        move || App::new().app_data(desk.clone()).app_data(endpoint.clone()).route("/notify", web::post().to(notify));
    let server = HttpServer::new(app).workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/notify", server.addrs()[0]);
    let server = server.run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    notified.play(&url).await;
    handle.stop(false).await;
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_application_without_an_endpoint_says_so() {
    use actix_web::ResponseError as _;
    let request = actix_web::test::TestRequest::post().to_http_request();
    let refusal = <Delivery as actix_web::FromRequest>::extract(&request).await.unwrap_err();
    assert_eq!(refusal.to_string(), "the application has no NotifyEndpoint");
    assert_eq!(refusal.status_code(), 500);
}
