//! Answers, as their bytes come in.

use super::Failure;
use super::body::{Framing, Step};
use super::head::{self, Head, MAX_HEAD_BYTES};
use http::{Method, StatusCode};

/// What most answers fit into.
const BUFFER_BYTES: usize = 16 * 1024;

/// What is not HTTP/1.1.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("the connection was closed before the answer was whole")]
    Ended,
    #[error("the answer is not HTTP/1.1")]
    Syntax(#[from] httparse::Error),
    #[error("the answer's head is longer than {MAX_HEAD_BYTES} bytes")]
    HeadTooLong,
    #[error("the answer's status is none")]
    Status,
    #[error("one of the answer's headers cannot be read")]
    Header,
    #[error("the answer does not say where it ends")]
    Framing,
    #[error("the answer's chunks cannot be told apart")]
    Chunk,
    #[error("the server changes to another protocol, which it was not asked for")]
    Upgrade,
}

/// A proxy that makes no tunnel.
#[derive(Debug, thiserror::Error)]
#[error("the proxy answers HTTP {status}")]
struct NoTunnel {
    status: StatusCode,
}

/// What there is of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress<'a> {
    Piece(&'a [u8]),
    /// More is to be read.
    More,
    End,
}

/// A connection's answers, one after another.
pub(crate) struct Incoming {
    /// Read, and not yet looked at: `start..end`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    framing: Framing,
    bodiless: bool,
    lasting: bool,
}

impl Default for Incoming {
    fn default() -> Self {
        Self {
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            ended: false,
            framing: Framing::Length(0),
            bodiless: false,
            lasting: true,
        }
    }
}

impl Incoming {
    /// Expects the answer to a request with this method.
    pub(crate) fn expect(&mut self, method: &Method) {
        self.bodiless = *method == Method::HEAD;
    }

    /// Room for what is read next. There is some whenever more is asked for.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.end * 2, 0);
        }
        &mut self.buffer[self.end..]
    }

    /// Notes that so many bytes were read into the room. None: there will be no more.
    pub(crate) fn read(&mut self, length: usize) {
        self.ended = length == 0;
        self.end += length;
    }

    /// The answer's head, once it is whole. Provisional answers are passed over.
    pub(crate) fn head(&mut self) -> Result<Option<Head>, Malformed> {
        loop {
            let Some(parsed) = head::parse(&self.buffer[self.start..self.end], self.bodiless)? else {
                return if self.ended { Err(Malformed::Ended) } else { Ok(None) };
            };
            self.start += parsed.length;
            if parsed.head.status == StatusCode::SWITCHING_PROTOCOLS {
                return Err(Malformed::Upgrade);
            }
            if !parsed.head.status.is_informational() {
                self.framing = parsed.framing;
                self.lasting = parsed.lasting && parsed.framing.is_marked();
                return Ok(Some(parsed.head));
            }
        }
    }

    /// The next piece of the body.
    pub(crate) fn body(&mut self) -> Result<Progress<'_>, Malformed> {
        loop {
            let available = &self.buffer[self.start..self.end];
            match self.framing.step(available, self.ended)? {
                Step::Skip(length) => self.start += length,
                Step::More => return Ok(Progress::More),
                Step::End => return Ok(Progress::End),
                Step::Data(length) => {
                    let piece = self.start..self.start + length;
                    self.start = piece.end;
                    return Ok(Progress::Piece(&self.buffer[piece]));
                }
            }
        }
    }

    /// Whether a proxy's answer means that there is a tunnel.
    pub(crate) fn check_tunnel(&mut self, head: &Head) -> Result<(), Failure> {
        if !head.status.is_success() {
            return Err(Failure::connect(NoTunnel { status: head.status }));
        }
        // Nobody speaks before us there.
        if self.start < self.end { Err(Failure::connect(Malformed::Framing)) } else { Ok(()) }
    }

    /// Whether, after the end of a body, the connection is good for another exchange: not if there came more than was
    /// asked for.
    pub(crate) fn is_reusable(&self) -> bool {
        self.lasting && !self.ended && self.start == self.end
    }
}

#[cfg(test)]
#[path = "incoming_tests.rs"]
mod tests;
