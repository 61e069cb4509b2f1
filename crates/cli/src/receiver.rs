//! A notify endpoint on loopback, as small as HTTP lets it be.

use crate::error::CliError;
use http::{HeaderMap, HeaderName, HeaderValue};
use payscore::{Event, Notification, NotificationError, NotificationOpener};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// Notifications have a few kilobytes.
const LARGEST_REQUEST: u64 = 1024 * 1024;
/// The server itself gives up after 5 s.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// On one machine a notification comes within milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

type Received = Result<Notification, NotificationError>;

/// A running endpoint. Its thread ends with the process.
pub(crate) struct Receiver {
    url: String,
    received: mpsc::Receiver<Received>,
}

impl Receiver {
    /// Listens on a free port of loopback; what comes is verified and opened with `opener`.
    pub(crate) fn start(opener: NotificationOpener) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/notify", listener.local_addr()?);
        let (sender, received) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (opener, sender) = (opener.clone(), sender.clone());
                // A thread each: a connection that says nothing must not keep the next one waiting.
                std::thread::spawn(move || {
                    // A connection that breaks off is tried again by the server.
                    let _ = answer(stream, &opener, &sender);
                });
            }
        });
        Ok(Self { url, received })
    }

    /// The address to give as `notify_url`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The notification of this event about this order. Others of the merchant are passed over.
    pub(crate) fn wait(&self, event: &'static str, number: &str) -> Result<Notification, CliError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.received.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Ok(notification)) if notification.event_type == event && is_about(&notification, number) => {
                    return Ok(notification);
                }
                // A probe only wants to see that it is refused.
                Ok(Ok(_) | Err(NotificationError::Probe)) => {}
                Ok(Err(error)) => return Err(CliError::Notification(Box::new(error))),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    let (seconds, number) = (PATIENCE.as_secs(), number.to_owned());
                    return Err(CliError::NoNotification { event, seconds, number });
                }
            }
        }
    }
}

fn is_about(notification: &Notification, number: &str) -> bool {
    match &notification.event {
        Event::UserAccepted(order) => order.out_order_no.as_deref() == Some(number),
        Event::UserPaid(payscore::api::notification::UserPaid::RetailOrder(order)) => {
            order.out_order_no.as_deref() == Some(number)
        }
        _ => false,
    }
}

/// Reads one request, answers it, and passes it on.
fn answer(mut stream: TcpStream, opener: &NotificationOpener, sender: &Sender<Received>) -> io::Result<()> {
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    let (headers, body) = read(&stream)?;
    let opened = opener.open(&headers, &body);
    let status = if opened.is_ok() { "204 No Content" } else { "401 Unauthorized" };
    // As a merchant's back end does it: answered only once it is verified. The length is for 401; 204 has no body.
    let length = if opened.is_ok() { "" } else { "Content-Length: 0\r\n" };
    write!(stream, "HTTP/1.1 {status}\r\n{length}Connection: close\r\n\r\n")?;
    // Fails once the demo is over.
    let _ = sender.send(opened);
    Ok(())
}

fn read(stream: &TcpStream) -> io::Result<(HeaderMap, Vec<u8>)> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut reader = BufReader::new(stream.take(LARGEST_REQUEST));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut headers = HeaderMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let header = line.trim_end_matches(['\r', '\n']);
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').ok_or_else(|| broken("not a header"))?;
        let name: HeaderName = name.parse().map_err(|_| broken("not a header's name"))?;
        headers.append(name, HeaderValue::from_str(value.trim()).map_err(|_| broken("not a header's value"))?);
    }
    let length = headers.get(http::header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let length: u64 = length.ok_or_else(|| broken("no length"))?;
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    Ok((headers, body))
}
