//! `GET /_payscore/events`

use crate::shop::{SERVICE_ORDERS, Shop, successful};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

#[tokio::test]
async fn names_what_changed_and_ends_with_the_server() {
    let mut shop = Shop::open().await;
    let mut stream = TcpStream::connect(&shop.client.address).await.expect("a connection");
    let request = "GET /_payscore/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut lines = BufReader::new(stream).lines();
    // The head comes once the server watches.
    while !lines.next_line().await.expect("a line").expect("a head").is_empty() {}
    successful(shop.client.post(SERVICE_ORDERS, &shop.new_order("a-1")).await);
    let mut seen = Vec::new();
    while !(seen.contains(&"orders".to_owned()) && seen.contains(&"requests".to_owned())) {
        let line = lines.next_line().await.expect("a line").expect("an event");
        seen.extend(line.strip_prefix("data: ").into_iter().flat_map(|data| data.split(' ').map(str::to_owned)));
    }
    shop.server.stop().await;
    while lines.next_line().await.is_ok_and(|line| line.is_some()) {}
}
