//! Which message was signed in place of the right one? A signature holds a hash: messages are tried until one has it.

use super::cause::Cause;
use super::finding::Finding;
use super::{Given, json, target};
use payscore_wire::Authorization;
use payscore_wire::evidence::{Hash, Signed};

/// So many bytes are hashed at most: some milliseconds.
const MOST_HASHED: usize = 8 << 20;
/// Larger bodies are not spelled anew.
const LARGEST_RESPELLED: usize = 64 << 10;
/// So many bytes of spellings are made at most.
const MOST_SPELLED: usize = 2 << 20;
/// How much of a text a fact repeats.
const SHOWN: usize = 80;

/// Another content for one part of the message.
#[derive(Clone)]
pub(super) struct Variant {
    pub(super) bytes: Vec<u8>,
    cause: Option<Cause>,
    how: (String, String),
}

impl Variant {
    pub(super) fn new(bytes: impl Into<Vec<u8>>, cause: Cause) -> Self {
        Self { bytes: bytes.into(), cause: Some(cause), how: Default::default() }
    }

    pub(super) fn how(mut self, (english, chinese): (&str, &str)) -> Self {
        self.how = (english.to_owned(), chinese.to_owned());
        self
    }

    /// The part as it was sent.
    fn sent(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), cause: None, how: Default::default() }
    }

    /// What it means that this was signed instead of `sent`.
    fn finding(&self, sent: &[u8]) -> Option<Finding> {
        let cause = self.cause?;
        let at = first_difference(&self.bytes, sent).unwrap_or(0);
        let from = if cause == Cause::BodyReserialized { at.saturating_sub(8) } else { 0 };
        let quote = if cause == Cause::BodyReserialized { excerpt } else { plain };
        let finding = Finding::new(cause)
            .both("how", &self.how.0, &self.how.1)
            .with("byte", at)
            .with("bytes", sent.len())
            .with("signed", quote(&self.bytes, from))
            .with("sent", quote(sent, from));
        Some(finding)
    }
}

/// The five parts: as sent first, then what may have been signed instead.
struct Parts([Vec<Variant>; 5]);

const METHOD: usize = 0;
const TARGET: usize = 1;
const TIMESTAMP: usize = 2;
const NONCE: usize = 3;
const BODY: usize = 4;

impl Parts {
    fn of(given: &Given<'_>, authorization: &Authorization) -> Self {
        let with = |sent: &[u8], variants: Vec<Variant>| {
            let others = variants.into_iter().filter(|variant| variant.bytes != sent);
            std::iter::once(Variant::sent(sent)).chain(others).collect()
        };
        let timestamp = authorization.timestamp.to_string();
        Self([
            with(given.method.as_bytes(), methods(given.method)),
            // A base URL's prefix may be signed or not: neither is a mistake.
            with(given.target.as_bytes(), target::variants(given)),
            with(timestamp.as_bytes(), timestamps(authorization.timestamp, [1, -1, 2, -2])),
            with(authorization.nonce_str.as_bytes(), nonces(&authorization.nonce_str)),
            with(given.body, bodies(given)),
        ])
    }

    fn bytes(&self, choice: [usize; 5]) -> [&[u8]; 5] {
        std::array::from_fn(|part| self.0[part][choice[part]].bytes.as_slice())
    }

    fn findings(&self, choice: [usize; 5]) -> Vec<Finding> {
        (0..5).filter_map(|part| self.0[part][choice[part]].finding(&self.0[part][0].bytes)).collect()
    }
}

/// Looks for the message whose hash the signature holds. Empty where it is the right one.
pub(super) fn search(signed: &Signed, given: &Given<'_>, authorization: &Authorization) -> Vec<Finding> {
    if signed.hash == Hash::Md5 {
        return Vec::new();
    }
    let parts = Parts::of(given, authorization);
    let mut search = Search { signed, hashed: 0 };
    let found = search.run(&parts).or_else(|| {
        let stripped = Given { target: given.stripped, ..*given };
        (given.stripped != given.target).then(|| search.run(&Parts::of(&stripped, authorization))).flatten()
    });
    // Of the time there is more to try than of anything else: what no other mistake explains.
    let found = found.or_else(|| search.times(&parts, authorization.timestamp));
    found.unwrap_or_else(|| vec![Finding::new(Cause::MessageDiffers)])
}

struct Search<'a> {
    signed: &'a Signed,
    hashed: usize,
}

impl Search<'_> {
    /// Nothing differs, one thing, two things.
    fn run(&mut self, parts: &Parts) -> Option<Vec<Finding>> {
        let singles = singles(parts);
        let mut pairs = Vec::new();
        for (index, first) in singles.iter().enumerate() {
            for second in &singles[index + 1..] {
                let differ_elsewhere = (0..5).all(|part| first[part] == 0 || second[part] == 0);
                if differ_elsewhere {
                    pairs.push(std::array::from_fn(|part| first[part] + second[part]));
                }
            }
        }
        let found = self.plain(parts, [0; 5]);
        let found = found.or_else(|| singles.iter().find_map(|choice| self.plain(parts, *choice)));
        let found = found.or_else(|| self.framed(parts, [0; 5]));
        let found = found.or_else(|| singles.iter().find_map(|choice| self.framed(parts, *choice)));
        found.or_else(|| pairs.iter().find_map(|choice| self.plain(parts, *choice)))
    }

    /// These parts, put together rightly.
    fn plain(&mut self, parts: &Parts, choice: [usize; 5]) -> Option<Vec<Finding>> {
        let message = join(parts.bytes(choice), "\n", "\n");
        self.holds(&message).then(|| parts.findings(choice))
    }

    /// These parts, put together in any way, and perhaps hashed beforehand.
    fn framed(&mut self, parts: &Parts, choice: [usize; 5]) -> Option<Vec<Finding>> {
        let bytes = parts.bytes(choice);
        let right = join(bytes, "\n", "\n");
        let all = |frame: Option<Finding>| parts.findings(choice).into_iter().chain(frame).collect();
        if self.holds(&right) {
            return Some(all(None));
        }
        if self.holds_hash_of(&right) {
            return Some(all(Some(Finding::new(Cause::HashedTwice))));
        }
        let frame = frames(bytes).into_iter().find(|frame| self.holds(&frame.bytes))?;
        Some(all(frame.finding(&right)))
    }

    /// Other times: minutes around, and every millisecond of the second.
    fn times(&mut self, parts: &Parts, timestamp: i64) -> Option<Vec<Finding>> {
        let milliseconds = (0..1000).map(|ms| format!("{timestamp}{ms:03}"));
        let around = (-300..=300).map(|off| timestamp.saturating_add(off).to_string());
        let [method, target, sent, nonce, body] = parts.bytes([0; 5]);
        milliseconds.chain(around).find_map(|time| {
            let found = self.holds(&join([method, target, time.as_bytes(), nonce, body], "\n", "\n"));
            found.then(|| Variant::new(time, Cause::TimestampDiffers).finding(sent).into_iter().collect())
        })
    }

    /// Where it would be too much work, no; a shorter one may still be tried.
    fn holds(&mut self, message: &[u8]) -> bool {
        self.afford(message) && self.signed.is_of(message)
    }

    fn afford(&mut self, message: &[u8]) -> bool {
        let affordable = self.hashed + message.len() <= MOST_HASHED;
        if affordable {
            self.hashed += message.len();
        }
        affordable
    }

    /// Whether it is the message's hash that was hashed: raw, in hexadecimal, or in base64.
    fn holds_hash_of(&mut self, message: &[u8]) -> bool {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        if !self.afford(message) {
            return false;
        }
        let Some(hash) = Hash::Sha256.of(message) else { return false };
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let upper = hex.to_ascii_uppercase();
        self.holds(&hash) || [hex, upper, STANDARD.encode(&hash)].into_iter().any(|text| self.holds(text.as_bytes()))
    }
}

/// Every choice in which one part differs.
fn singles(parts: &Parts) -> Vec<[usize; 5]> {
    // What goes wrong most often comes first.
    let order = [BODY, TARGET, METHOD, NONCE, TIMESTAMP];
    let of = |part: usize| {
        (1..parts.0[part].len()).map(move |index| {
            let mut choice = [0; 5];
            choice[part] = index;
            choice
        })
    };
    order.into_iter().flat_map(of).collect()
}

fn join(parts: [&[u8]; 5], between: &str, end: &str) -> Vec<u8> {
    let mut message = parts.join(between.as_bytes());
    message.extend_from_slice(end.as_bytes());
    message
}

/// The five parts put together wrongly.
fn frames(parts: [&[u8]; 5]) -> Vec<Variant> {
    let [method, target, timestamp, nonce, body] = parts;
    let right = join(parts, "\n", "\n");
    let mut frames = vec![
        Variant::new(join(parts, "\n", ""), Cause::FinalNewline),
        Variant::new(join(parts, "\n", "\n\n"), Cause::NewlineSurplus),
        Variant::new(join(parts, "\r\n", "\r\n"), Cause::Crlf),
        Variant::new(join(parts, "\r\n", ""), Cause::Crlf),
        Variant::new(join(parts, "\\n", "\\n"), Cause::NewlinesEscaped),
        Variant::new(join(parts, "\\n", ""), Cause::NewlinesEscaped),
        Variant::new([timestamp, nonce, body, b""].join(&b'\n'), Cause::ResponseMessage),
        Variant::new([timestamp, nonce, body].join(&b'\n'), Cause::ResponseMessage),
    ];
    if body.is_empty() {
        frames.push(Variant::new([method, target, timestamp, nonce].join(&b'\n'), Cause::FinalNewline));
    }
    for (between, how) in [
        ("", ("one after another without anything between", "直接拼接")),
        (" ", ("separated by spaces", "以空格分隔")),
        ("&", ("separated by `&`", "以 `&` 分隔")),
        (",", ("separated by commas", "以逗号分隔")),
        ("|", ("separated by `|`", "以 `|` 分隔")),
    ] {
        frames.push(Variant::new(join(parts, between, ""), Cause::NewlinesMissing).how(how));
    }
    for (order, how) in [
        ([method, target, nonce, timestamp, body], ("nonce before timestamp", "随机串在时间戳之前")),
        ([target, method, timestamp, nonce, body], ("path before method", "路径在请求方法之前")),
        ([method, target, timestamp, body, nonce], ("body before nonce", "请求体在随机串之前")),
        ([method, target, body, timestamp, nonce], ("body before timestamp", "请求体在时间戳之前")),
        ([timestamp, nonce, method, target, body], ("timestamp and nonce first", "时间戳和随机串在最前")),
    ] {
        frames.push(Variant::new(join(order, "\n", "\n"), Cause::LinesSwapped).how(how));
    }
    frames.retain(|frame| frame.bytes != right);
    frames
}

fn methods(method: &str) -> Vec<Variant> {
    let lower = method.to_ascii_lowercase();
    let mut capitalised = lower.clone();
    if let Some(first) = capitalised.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let others = ["GET", "POST", "PUT", "PATCH", "DELETE"].map(str::to_owned);
    let all = [lower, capitalised].into_iter().chain(others);
    all.map(|method| Variant::new(method, Cause::MethodDiffers)).collect()
}

fn timestamps(timestamp: i64, off: [i64; 4]) -> Vec<Variant> {
    let near = off.map(|off| timestamp.saturating_add(off).to_string());
    let of = |time| Variant::new(time, Cause::TimestampDiffers);
    near.into_iter().chain([format!("{timestamp}000"), String::new()]).map(of).collect()
}

fn nonces(nonce: &str) -> Vec<Variant> {
    let of = |text: String, how| Variant::new(text, Cause::NonceDiffers).how(how);
    vec![
        of(nonce.to_ascii_lowercase(), ("in lower case", "小写形式")),
        of(nonce.to_ascii_uppercase(), ("in upper case", "大写形式")),
        of(nonce.replace('-', ""), ("without its dashes", "去掉连字符的形式")),
        of(format!("\"{nonce}\""), ("in quotes", "带引号的形式")),
        of(String::new(), ("left out", "空")),
    ]
}

fn bodies(given: &Given<'_>) -> Vec<Variant> {
    let body = given.body;
    let mut variants = Vec::new();
    if body.is_empty() {
        let query = given.target.split_once('?').map_or("", |(_, query)| query);
        let others = ["{}", "null", "[]", "\"\"", "undefined", "None", query];
        variants.extend(others.map(|signed| Variant::new(signed, Cause::BodyNotSent)));
        return variants;
    }
    if given.received != body {
        variants.push(Variant::new(given.received, Cause::BodyWholeUpload));
    }
    variants.push(Variant::new("", Cause::BodyNotSigned));
    let text = |bytes: &[u8]| bytes.to_vec();
    let mut ends = |bytes: Vec<u8>, how| variants.push(Variant::new(bytes, Cause::BodyEnds).how(how));
    ends([body, b"\r\n"].concat(), ("a `\\r\\n` at the end, signed but not sent", "末尾的 `\\r\\n`（签了但没发）"));
    ends(text(body.trim_ascii()), ("white space around it, sent but not signed", "首尾空白（发了但没签）"));
    ends([&b"\xef\xbb\xbf"[..], body].concat(), ("a byte order mark, signed but not sent", "BOM 头（签了但没发）"));
    if let Some(without) = body.strip_prefix(b"\xef\xbb\xbf") {
        ends(text(without), ("a byte order mark, sent but not signed", "BOM 头（发了但没签）"));
    }
    if body.len() <= LARGEST_RESPELLED {
        let lines = String::from_utf8_lossy(body);
        let how = ("its line breaks, `\\n` or `\\r\\n`", "换行符（`\\n` 或 `\\r\\n`）");
        ends(lines.replace("\r\n", "\n").into_bytes(), how);
        ends(lines.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(), how);
        let none = ("its line breaks, sent but not signed", "换行符（发了但没签）");
        ends(lines.replace(['\r', '\n'], "").into_bytes(), none);
        for spelling in json::spellings(body, MOST_SPELLED) {
            let how = (spelling.how.0.as_str(), spelling.how.1.as_str());
            variants.push(Variant::new(spelling.text, Cause::BodyReserialized).how(how));
        }
    }
    variants
}

fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let common = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (common < a.len().max(b.len())).then_some(common)
}

/// Text from a byte on, quoted, with what cannot be seen made visible.
fn excerpt(bytes: &[u8], from: usize) -> String {
    format!("`{}`", plain(bytes, from).chars().take(SHOWN / 2).collect::<String>())
}

fn plain(bytes: &[u8], from: usize) -> String {
    let bytes = bytes.get(from..).unwrap_or_default();
    let shown = &bytes[..bytes.len().min(SHOWN)];
    visible(shown)
}

/// Line breaks and whatever else cannot be seen, as escapes.
pub(crate) fn visible(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().fold(String::new(), |mut shown, c| {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
        shown
    })
}

/// A message that somebody signed, beside the one that should have been.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The first byte that differs; `None` where they are the same.
    pub(crate) first_difference: Option<usize>,
    /// In which of the five lines, from 1.
    pub(crate) line: usize,
    /// From a little before that byte on.
    pub(crate) theirs: String,
    pub(crate) expected: String,
}

/// Compares byte for byte.
pub(crate) fn compare(theirs: &[u8], expected: &[u8]) -> Comparison {
    let first_difference = first_difference(theirs, expected);
    let at = first_difference.unwrap_or(0);
    let lines = expected.iter().take(at).filter(|byte| **byte == b'\n').count();
    let from = at.saturating_sub(16);
    Comparison {
        first_difference,
        line: (lines + 1).min(5),
        theirs: plain(theirs, from),
        expected: plain(expected, from),
    }
}
