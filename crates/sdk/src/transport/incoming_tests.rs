use super::*;
use proptest::prelude::*;

/// What comes of bytes that arrive in these pieces, and then end if `closed`: status, body, and whether the connection
/// can be used again.
fn receive(incoming: &mut Incoming, pieces: &[&[u8]], closed: bool) -> Result<(u16, Vec<u8>), Malformed> {
    let mut pieces = pieces.iter().copied().chain(closed.then_some(&b""[..]));
    let mut next = |incoming: &mut Incoming| {
        let piece = pieces.next().expect("more is asked for than there is");
        let mut rest = piece;
        while !rest.is_empty() {
            let room = incoming.room();
            let length = room.len().min(rest.len());
            room[..length].copy_from_slice(&rest[..length]);
            incoming.read(length);
            rest = &rest[length..];
        }
        if piece.is_empty() {
            incoming.read(0);
        }
    };
    let head = loop {
        next(incoming);
        if let Some(head) = incoming.head()? {
            break head;
        }
    };
    let mut body = Vec::new();
    loop {
        match incoming.body()? {
            Progress::Piece(piece) => body.extend_from_slice(piece),
            Progress::End => return Ok((head.status.as_u16(), body)),
            Progress::More => next(incoming),
        }
    }
}

fn answer(text: &str, closed: bool) -> (Result<(u16, Vec<u8>), Malformed>, bool) {
    let mut incoming = Incoming::default();
    let received = receive(&mut incoming, &[text.as_bytes()], closed);
    (received, incoming.is_reusable())
}

fn good(text: &str, closed: bool) -> (u16, String, bool) {
    let (received, reusable) = answer(text, closed);
    let (status, body) = received.unwrap();
    (status, String::from_utf8(body).unwrap(), reusable)
}

fn bad(text: &str) -> Malformed {
    answer(text, true).0.unwrap_err()
}

#[test]
fn a_body_ends_where_its_head_says() {
    let body = |status: u16, body: &str, reusable| (status, body.to_owned(), reusable);
    assert_eq!(good("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", false), body(200, "{}", true));
    assert_eq!(good("HTTP/1.1 204 No Content\r\n\r\n", false), body(204, "", true));
    assert_eq!(good("HTTP/1.1 304 X\r\ncontent-length: 9\r\n\r\n", false), body(304, "", true));
    let chunks =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n00A\r\n0123456789\r\n0\r\na: b\r\n\r\n";
    assert_eq!(good(chunks, false), body(200, "abc0123456789", true));
    assert_eq!(good("HTTP/1.1 502\r\n\r\n<html>", true), body(502, "<html>", false));
    assert_eq!(good("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n1", false), body(200, "1", true));
}

#[test]
fn a_connection_is_used_again_only_if_both_sides_mean_it() {
    let reusable = |head: &str| good(&format!("{head}\r\ncontent-length: 0\r\n\r\n"), false).2;
    assert!(reusable("HTTP/1.1 200 OK"));
    assert!(!reusable("HTTP/1.1 200 OK\r\nconnection: Close"));
    assert!(!reusable("HTTP/1.1 200 OK\r\nconnection: x, close"));
    assert!(!reusable("HTTP/1.0 200 OK"));
    assert!(reusable("HTTP/1.0 200 OK\r\nconnection: keep-alive"));
    assert!(!good("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n", false).2, "nobody asked for that");
}

#[test]
fn provisional_answers_are_passed_over() {
    let text =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nlink: y\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1";
    assert_eq!(good(text, false), (200, "1".to_owned(), true));
    assert!(matches!(bad("HTTP/1.1 101 X\r\nupgrade: h2c\r\n\r\n"), Malformed::Upgrade));
}

#[test]
fn half_an_answer_is_none() {
    for text in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
    ] {
        assert!(matches!(bad(text), Malformed::Ended), "{text}");
    }
}

#[test]
fn an_answer_that_can_be_read_in_two_ways_is_not_read() {
    for head in [
        "content-length: 2\r\ncontent-length: 3",
        "content-length: +2",
        "content-length: 2, 2",
        "content-length: ",
        "content-length: 99999999999999999999",
        "content-length: 2\r\ntransfer-encoding: chunked",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
    ] {
        assert!(matches!(bad(&format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{{}}")), Malformed::Framing), "{head}");
    }
}

#[test]
fn what_is_not_http_is_refused_and_nothing_grows_without_end() {
    assert!(matches!(bad("SSH-2.0-OpenSSH_9.6\r\n"), Malformed::Syntax(_)));
    assert!(matches!(bad("HTTP/2 200\r\n\r\n"), Malformed::Syntax(_)));
    assert!(matches!(bad("HTTP/1.1 099 X\r\n\r\n"), Malformed::Status));
    let many = "a: b\r\n".repeat(101);
    assert!(matches!(
        bad(&format!("HTTP/1.1 200 OK\r\n{many}\r\n")),
        Malformed::Syntax(httparse::Error::TooManyHeaders)
    ));
    let long = "x".repeat(70_000);
    assert!(matches!(bad(&format!("HTTP/1.1 200 OK\r\na: {long}")), Malformed::HeadTooLong));
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for rest in ["x\r\n", "2\r\nabc\r\n", "fffffffffffffffff\r\n", &format!("1;{long}"), &format!("0\r\na: {long}")] {
        assert!(matches!(bad(&format!("{chunked}{rest}")), Malformed::Chunk), "{rest:.20}");
    }
    let trailers = "a: b\r\n".repeat(2_000);
    assert!(matches!(bad(&format!("{chunked}0\r\n{trailers}\r\n")), Malformed::Chunk));
}

#[test]
fn the_answer_to_head_has_no_body_whatever_it_announces() {
    let mut incoming = Incoming::default();
    incoming.expect(&Method::HEAD);
    let text = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n";
    assert_eq!(receive(&mut incoming, &[text], false).unwrap(), (200, Vec::new()));
    assert!(incoming.is_reusable());
    incoming.expect(&Method::GET);
    let text = b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1";
    assert_eq!(receive(&mut incoming, &[text], false).unwrap(), (200, b"1".to_vec()));
}

proptest! {
    /// However the bytes are cut, and however long the answer is, it reads the same; one after another.
    #[test]
    fn cuts_do_not_matter(
        bodies in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..40_000), prop::option::of(1..9_000_usize)), 1..3),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut incoming = Incoming::default();
        for (body, chunk) in bodies {
            let mut text = b"HTTP/1.1 200 OK\r\n".to_vec();
            match chunk {
                None => {
                    text.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
                    text.extend_from_slice(&body);
                }
                Some(size) => {
                    text.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
                    for piece in body.chunks(size) {
                        text.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                        text.extend_from_slice(piece);
                        text.extend_from_slice(b"\r\n");
                    }
                    text.extend_from_slice(b"0\r\n\r\n");
                }
            }
            let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).filter(|at| *at > 0).collect();
            at.extend([0, text.len()]);
            at.sort_unstable();
            at.dedup();
            let pieces: Vec<&[u8]> = at.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect();
            let (status, received) = receive(&mut incoming, &pieces, false).unwrap();
            prop_assert_eq!((status, received), (200, body));
            prop_assert!(incoming.is_reusable());
        }
    }

    /// Nothing that comes in makes it panic, or hang.
    #[test]
    fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..200), chunked in any::<bool>()) {
        let head: &[u8] = if chunked { b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" } else { b"HTTP/1.1 " };
        let _ = receive(&mut Incoming::default(), &[head, &bytes], true);
    }
}
