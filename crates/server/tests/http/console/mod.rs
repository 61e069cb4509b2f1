//! The console's pages as a browser gets them. What moves in a browser is tested in a browser.

mod clock;
mod events;
mod faults;
mod figures;
mod merchants;
mod notifications;
mod order;
mod orders;
mod phone;
mod reference;
mod requests;
mod shell;

use crate::client::{Answer, exchange};
use crate::shop::Shop;

/// A page, asked for as a browser does; headers as whole lines.
pub(crate) async fn page_with(shop: &Shop, path: &str, headers: &[&str]) -> Answer {
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}Connection: close\r\n\r\n");
    exchange(&shop.client.address, request.as_bytes()).await.expect("an answer")
}

pub(crate) async fn page(shop: &Shop, path: &str) -> Answer {
    page_with(shop, path, &[]).await
}
