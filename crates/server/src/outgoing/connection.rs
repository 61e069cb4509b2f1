//! A connection to a receiver, driven by whoever uses it.

use super::{Answer, Failure};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::rt::{Read, Write};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What reads and writes on the socket. Ends when the connection does.
type Driver = Pin<Box<dyn Future<Output = hyper::Result<()>> + Send>>;

/// One connection.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    /// `None` once it has ended.
    driver: Option<Driver>,
}

impl Connection {
    pub(super) async fn open<S: Read + Write + Unpin + Send + 'static>(stream: S) -> Result<Self, Failure> {
        let opened = Builder::new().title_case_headers(true).handshake(stream).await;
        let (sender, driver) = opened.map_err(Failure::connect)?;
        Ok(Self { sender, driver: Some(Box::pin(driver)) })
    }

    /// Sends a request and reads its answer, of the body no more than `kept_body` and what came along with that.
    pub(super) async fn exchange(
        &mut self,
        request: Request<Full<Bytes>>,
        kept_body: usize,
    ) -> Result<Answer, Failure> {
        let Self { sender, driver } = self;
        let mut answer = pin!(async {
            let answer = sender.send_request(request).await.map_err(Failure::send)?;
            let status = answer.status().as_u16();
            let (mut incoming, mut body) = (answer.into_body(), Vec::new());
            while body.len() < kept_body
                && let Some(frame) = incoming.frame().await
            {
                if let Ok(data) = frame.map_err(Failure::body)?.into_data() {
                    body.extend_from_slice(&data);
                }
            }
            Ok(Answer { status, body })
        });
        poll_fn(|cx| {
            // Before it is asked and after: it takes the request up, and hands the answer over.
            if let Poll::Ready(done) = answer.as_mut().poll(cx) {
                return Poll::Ready(done);
            }
            drive(driver, cx);
            answer.as_mut().poll(cx)
        })
        .await
    }

    /// Whether it can take a request. What has come of the other side meanwhile is seen here, too.
    pub(super) fn is_alive(&mut self) -> bool {
        drive(&mut self.driver, &mut Context::from_waker(Waker::noop()));
        self.driver.is_some() && self.sender.is_ready()
    }
}

/// Reads and writes what can be now.
fn drive(driver: &mut Option<Driver>, cx: &mut Context<'_>) {
    if driver.as_mut().is_some_and(|driver| driver.as_mut().poll(cx).is_ready()) {
        // Whoever waits for an answer learns from hyper why there is none.
        *driver = None;
    }
}
