//! The `Authorization` header: who asks, and the signature over what is asked.

use crate::algorithm::Algorithm;

/// The scheme of RSA keys. SM2 keys have another, see [`Algorithm::scheme`].
pub const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// The fields in the order that upstream's documentation writes them, and in which a missing one is reported.
const FIELDS: [&str; 5] = ["mchid", "nonce_str", "signature", "timestamp", "serial_no"];
const MCHID: usize = 0;
const NONCE_STR: usize = 1;
const SIGNATURE: usize = 2;
const TIMESTAMP: usize = 3;
const SERIAL_NO: usize = 4;

/// How much of a stranger's text an error repeats.
const QUOTED_CHARS: usize = 64;

/// A parsed `Authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// What the scheme says that it is signed with.
    pub algorithm: Algorithm,
    /// The merchant number that asks.
    pub mchid: String,
    /// Never the same twice.
    pub nonce_str: String,
    /// Base64 over [`message::request`](crate::message::request).
    pub signature: String,
    /// Unix seconds.
    pub timestamp: i64,
    /// The serial number of the merchant's certificate.
    pub serial_no: String,
}

/// Why a header is not a valid `Authorization`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizationError {
    /// Another scheme, or none.
    #[error(
        "the Authorization scheme is `{got}`, expected `WECHATPAY2-SHA256-RSA2048` (SM2 keys: `WECHATPAY2-SM2-WITH-SM3`)"
    )]
    Scheme {
        /// The scheme given.
        got: String,
    },
    /// Something that is not `name="value"`, separated by commas.
    #[error("the Authorization header is malformed at byte {at}: expected name=\"value\", separated by commas")]
    Syntax {
        /// Where, in bytes from the header's start.
        at: usize,
    },
    /// A field that the scheme does not have.
    #[error("the Authorization header has an unknown field `{field}`")]
    UnknownField {
        /// Its name.
        field: String,
    },
    /// A field twice.
    #[error("the Authorization header has `{field}` twice")]
    DuplicateField {
        /// Its name.
        field: &'static str,
    },
    /// A value that is not in double quotes.
    #[error("the Authorization header's `{field}` is not in double quotes")]
    Unquoted {
        /// Its name.
        field: &'static str,
    },
    /// A value whose closing quote is missing.
    #[error("the Authorization header's `{field}` has no closing quote")]
    UnterminatedQuote {
        /// Its name.
        field: &'static str,
    },
    /// A value of no characters.
    #[error("the Authorization header's `{field}` is empty")]
    EmptyValue {
        /// Its name.
        field: &'static str,
    },
    /// A field that is not there.
    #[error("the Authorization header has no `{field}`")]
    MissingField {
        /// Its name.
        field: &'static str,
    },
    /// A timestamp that is not a plain number: digits only, no leading zero.
    #[error("the Authorization header's `{field}` is `{got}`, expected unix seconds")]
    NotANumber {
        /// Always `timestamp`.
        field: &'static str,
        /// The text given.
        got: String,
    },
}

impl Authorization {
    /// Reads the header's value. Fields come in any order; spaces may surround the commas.
    ///
    /// # Errors
    /// [`AuthorizationError`]: what comes first in the text is reported first; missing fields and the timestamp's
    /// value last.
    pub fn parse(header_value: &str) -> Result<Self, AuthorizationError> {
        let (algorithm, fields) = split_scheme(header_value)?;
        let values = parse_fields(header_value, fields)?;
        let required = |index: usize| values[index].ok_or(AuthorizationError::MissingField { field: FIELDS[index] });
        let [mchid, nonce_str, signature] = [required(MCHID)?, required(NONCE_STR)?, required(SIGNATURE)?];
        let [timestamp, serial_no] = [required(TIMESTAMP)?, required(SERIAL_NO)?];
        Ok(Self {
            algorithm,
            mchid: mchid.to_owned(),
            nonce_str: nonce_str.to_owned(),
            signature: signature.to_owned(),
            timestamp: parse_timestamp(timestamp)?,
            serial_no: serial_no.to_owned(),
        })
    }

    /// Writes the header's value. [`parse`](Self::parse) gives the same back if no value is empty or holds a double
    /// quote, and the timestamp is not negative.
    #[must_use]
    pub fn format(&self) -> String {
        let Self { algorithm, mchid, nonce_str, signature, timestamp, serial_no } = self;
        let scheme = algorithm.scheme();
        format!(
            "{scheme} mchid=\"{mchid}\",nonce_str=\"{nonce_str}\",signature=\"{signature}\",\
             timestamp=\"{timestamp}\",serial_no=\"{serial_no}\""
        )
    }
}

fn split_scheme(header: &str) -> Result<(Algorithm, &str), AuthorizationError> {
    let (scheme, fields) = header.split_once(' ').unwrap_or((header, ""));
    let algorithm = Algorithm::of_scheme(scheme).ok_or_else(|| AuthorizationError::Scheme { got: excerpt(scheme) })?;
    Ok((algorithm, fields))
}

fn parse_fields<'a>(header: &'a str, fields: &'a str) -> Result<[Option<&'a str>; 5], AuthorizationError> {
    let mut values = [None; 5];
    let mut rest = skip_space(fields);
    while !rest.is_empty() {
        let syntax_error = AuthorizationError::Syntax { at: header.len() - rest.len() };
        let (name, after_name) = rest.split_once('=').ok_or(syntax_error)?;
        let index = field_index(name)?;
        let field = FIELDS[index];
        if values[index].is_some() {
            return Err(AuthorizationError::DuplicateField { field });
        }
        let quoted = after_name.strip_prefix('"').ok_or(AuthorizationError::Unquoted { field })?;
        let (value, after) = quoted.split_once('"').ok_or(AuthorizationError::UnterminatedQuote { field })?;
        if value.is_empty() {
            return Err(AuthorizationError::EmptyValue { field });
        }
        values[index] = Some(value);
        rest = next_field(header, after)?;
    }
    Ok(values)
}

fn field_index(name: &str) -> Result<usize, AuthorizationError> {
    FIELDS
        .iter()
        .position(|field| *field == name)
        .ok_or_else(|| AuthorizationError::UnknownField { field: excerpt(name) })
}

/// Steps over the comma to the next field, or to the end.
fn next_field<'a>(header: &str, after_value: &'a str) -> Result<&'a str, AuthorizationError> {
    let rest = skip_space(after_value);
    if rest.is_empty() {
        return Ok(rest);
    }
    let at = header.len() - rest.len();
    let rest = skip_space(rest.strip_prefix(',').ok_or(AuthorizationError::Syntax { at })?);
    // A comma promises one more.
    if rest.is_empty() { Err(AuthorizationError::Syntax { at }) } else { Ok(rest) }
}

fn parse_timestamp(text: &str) -> Result<i64, AuthorizationError> {
    // Only the one spelling that a number is written back in: the signed message repeats it.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    plain
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| AuthorizationError::NotANumber { field: FIELDS[TIMESTAMP], got: excerpt(text) })
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

fn excerpt(text: &str) -> String {
    text.chars().take(QUOTED_CHARS).collect()
}
