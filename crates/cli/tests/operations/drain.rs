//! SIGTERM: nothing that is under way is lost, and a load balancer is told.

use crate::set_notify_url;
use crate::support::Server;
use std::io::{BufRead, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// The status and body that the server's health has.
fn health(server: &Server) -> (u16, String) {
    let mut answer = ureq::get(format!("{}/_payscore/health", server.url))
        .config()
        .http_status_as_error(false)
        .build()
        .call()
        .expect("an answer");
    (answer.status().as_u16(), answer.body_mut().read_to_string().expect("a body"))
}

/// A server that owes a notification to a receiver which has taken the connection, and has not answered yet.
fn delivering(args: &[&str], number: &str) -> (Server, TcpListener, TcpStream) {
    let server = Server::start(args);
    let receiver = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", receiver.local_addr().expect("an address"));
    set_notify_url(&server, &url);
    server.merchant("default").create(number);
    server.text(&["order", "confirm", number]);
    let delivery = receiver.accept().expect("a delivery").0;
    (server, receiver, delivery)
}

#[test]
fn while_it_drains_its_health_is_503_and_it_still_answers() {
    let mut server = Server::start(&["--drain-delay", "600", "-v", "--log-format", "json"]);
    assert_eq!(health(&server).0, 200);
    server.signal("TERM");
    let mut line = String::new();
    while !line.contains("draining") {
        line.clear();
        assert_ne!(server.stderr.read_line(&mut line).expect("UTF-8"), 0);
    }
    let (status, body) = health(&server);
    assert_eq!(status, 503);
    assert!(body.contains(r#""status":"draining""#), "{body}");
    server.merchant("default").create("while-draining");
    // Nobody waits ten minutes who says it twice.
    server.signal("TERM");
    assert_eq!(server.wait().2.code(), Some(143));
}

#[test]
fn a_delivery_under_way_is_finished() {
    let (mut server, _receiver, mut delivery) = delivering(&[], "drain-finished");
    server.signal("TERM");
    server.wait_for_stderr("stopping");
    // An answer to what was not asked yet is none.
    delivery.read_exact(&mut [0; 7]).expect("a request");
    delivery.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("an answer");
    assert_eq!(server.wait().2.code(), Some(0));
    let server = server.start_again(&[]);
    let list = server.json(&["notifications", "list", "--order", "drain-finished"]);
    assert_eq!(list["notifications"][0]["status"], "delivered", "{list}");
}

#[test]
fn what_takes_longer_than_the_timeout_is_cut_off_and_done_after_the_next_start() {
    let began = Instant::now();
    let (mut server, receiver, mut delivery) = delivering(&["--drain-timeout", "0"], "drain-cut-off");
    server.signal("TERM");
    assert_eq!(server.wait().2.code(), Some(0));
    // Nobody answered: a delivery is given five seconds.
    assert!(began.elapsed() < Duration::from_secs(4));
    let mut sent = String::new();
    delivery.read_to_string(&mut sent).expect("the request that was cut off");
    assert!(sent.starts_with("POST / "), "{sent}");
    let _server = server.start_again(&[]);
    let mut beginning = [0; 7];
    receiver.accept().expect("the delivery, once more").0.read_exact(&mut beginning).expect("a request");
    assert_eq!(&beginning, b"POST / ");
}
