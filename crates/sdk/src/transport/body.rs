//! Where an answer's body ends (RFC 9112, section 6).

use super::incoming::Malformed;

/// How long the line before a chunk, and all that follows the last one, may be.
const MAX_LINE: usize = 1024;
const MAX_TRAILERS: usize = 8 * 1024;

/// How the end of a body is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes are still to come.
    Length(u64),
    Chunked(Chunk),
    /// It ends with the connection.
    UntilClose,
}

/// What is expected next of a body in chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunk {
    Size,
    Data(u64),
    /// The end of the line behind the data.
    DataEnd,
    /// Lines behind the last chunk, of which so many bytes have been.
    Trailers(usize),
    Done,
}

/// What to do with the bytes at hand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So many of them belong to the body.
    Data(usize),
    /// So many of them do not.
    Skip(usize),
    /// More are needed.
    More,
    /// The body is over.
    End,
}

impl Framing {
    /// Goes on by what is at hand; `ended` if nothing comes after it.
    pub(super) fn step(&mut self, available: &[u8], ended: bool) -> Result<Step, Malformed> {
        let step = match self {
            Self::Length(0) | Self::Chunked(Chunk::Done) => return Ok(Step::End),
            Self::Length(left) | Self::Chunked(Chunk::Data(left)) => some_of(left, available),
            Self::UntilClose if available.is_empty() && ended => return Ok(Step::End),
            Self::UntilClose => some_of(&mut { u64::MAX }, available),
            Self::Chunked(chunk) => chunk.line(available)?,
        };
        if let Self::Chunked(chunk @ Chunk::Data(0)) = self {
            *chunk = Chunk::DataEnd;
        }
        if step == Step::More && ended { Err(Malformed::Ended) } else { Ok(step) }
    }

    /// Whether something else may follow on the same connection.
    pub(super) fn is_marked(self) -> bool {
        self != Self::UntilClose
    }
}

fn some_of(left: &mut u64, available: &[u8]) -> Step {
    let Some(length) = u64::try_from(available.len()).ok().filter(|length| *length > 0) else { return Step::More };
    let length = length.min(*left);
    *left -= length;
    // It is no more than what is available.
    usize::try_from(length).map_or(Step::More, Step::Data)
}

impl Chunk {
    /// One of the lines between the data.
    fn line(&mut self, available: &[u8]) -> Result<Step, Malformed> {
        match self {
            Self::Size => match httparse::parse_chunk_size(available) {
                Ok(httparse::Status::Complete((length, size))) => {
                    *self = if size == 0 { Self::Trailers(0) } else { Self::Data(size) };
                    Ok(Step::Skip(length))
                }
                Ok(httparse::Status::Partial) if available.len() <= MAX_LINE => Ok(Step::More),
                _ => Err(Malformed::Chunk),
            },
            Self::DataEnd => match available {
                [b'\r', b'\n', ..] => {
                    *self = Self::Size;
                    Ok(Step::Skip(2))
                }
                [] | [b'\r'] => Ok(Step::More),
                _ => Err(Malformed::Chunk),
            },
            Self::Trailers(seen) => {
                let Some(end) = available.iter().position(|byte| *byte == b'\n') else {
                    return if available.len() > MAX_TRAILERS { Err(Malformed::Chunk) } else { Ok(Step::More) };
                };
                *seen += end + 1;
                if *seen > MAX_TRAILERS {
                    return Err(Malformed::Chunk);
                }
                if matches!(&available[..end], [] | [b'\r']) {
                    *self = Self::Done;
                }
                Ok(Step::Skip(end + 1))
            }
            Self::Data(_) | Self::Done => Ok(Step::End),
        }
    }
}
