//! What a declaration consists of: operations, fields and their limits, as data.

/// An operation: one method on one path.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationSpec {
    /// The name of the Rust type that declares it.
    pub name: &'static str,
    /// The official title.
    pub title: &'static str,
    /// What it does.
    pub doc: &'static [&'static str],
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, variables in braces.
    pub path: &'static str,
    /// The HTTP status of success.
    pub success: u16,
    /// The official page.
    pub source: &'static str,
    /// Where upstream says that the same call may be made again, should its answer be lost: it then takes effect once
    /// and is answered as before. `None` where nobody says so; a GET needs no such promise.
    pub reentrant: Option<&'static str>,
    /// Variables in the path.
    pub path_fields: &'static [Field],
    /// Parameters after the question mark.
    pub query_fields: &'static [Field],
    /// Fields of the JSON body.
    pub body_fields: &'static [Field],
    /// Fields of the answer; none where it has no body.
    pub response_fields: &'static [Field],
}

impl OperationSpec {
    /// Whether the same call may be made again when its answer is lost.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.method == "GET" || self.reentrant.is_some()
    }

    /// Whether a field of the body is encrypted, so that the `Wechatpay-Serial` header must say for which key.
    pub fn encrypts(&self) -> bool {
        self.body_fields.iter().any(|field| matches!(field.shape, Shape::Encrypted { .. }))
    }
}

/// A field of a request or an answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// The official name, as error messages print it.
    pub label: &'static str,
    /// What it means, one entry a line.
    pub doc: &'static [&'static str],
    /// Whether it must be there.
    pub required: bool,
    /// What it looks like.
    pub shape: Shape,
}

/// What a field's value looks like, and its limits.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "literals"), non_exhaustive)]
pub enum Shape {
    /// Text of so many characters (a Han character counts as one).
    Text {
        /// At least.
        min: usize,
        /// At most.
        max: usize,
    },
    /// 1–32 of `[0-9A-Za-z_\-|*]`: a number that a merchant chooses.
    OutNumber,
    /// 1–64 of `[0-9A-Za-z_\-|*@]`: a number that a merchant chooses for a refund.
    OutRefundNumber,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// `yyyyMMddHHmmss` or `yyyyMMdd`, and `OnAccept` where `on_accept`.
    Time {
        /// Whether `OnAccept` will do.
        on_accept: bool,
    },
    /// Text that travels encrypted for the platform's key: RSA-OAEP, base64.
    Encrypted {
        /// At most so many characters, once decrypted.
        max: usize,
    },
    /// `yyyyMMdd`: a day.
    Day,
    /// An `http://` or `https://` address of at most so many characters.
    Url {
        /// At most.
        max: usize,
    },
    /// A whole number.
    Integer {
        /// At least.
        min: i64,
        /// At most.
        max: i64,
    },
    /// An amount in fen.
    Fen {
        /// At least.
        min: i64,
    },
    /// `true` or `false`.
    Boolean,
    /// An object.
    Object(&'static [Field]),
    /// A list of texts.
    Texts {
        /// At most so many.
        max: usize,
        /// Each of at most so many characters.
        each: usize,
    },
    /// A list of objects.
    List {
        /// At most so many.
        max: usize,
        /// Each of them.
        fields: &'static [Field],
    },
}

/// Something with declared fields. All there is, is declared in this crate, so that what can be asked of it may grow.
pub trait Schema: sealed::Sealed {
    /// The fields, required ones first.
    const FIELDS: &'static [Field];
}

pub(crate) mod sealed {
    /// What the macros of this crate declare.
    pub trait Sealed {}
}

/// A Rust field's name on the wire: `type` is a keyword and has to be declared as `r#type`.
pub(crate) const fn wire_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Text of 1 to `max` characters.
pub const fn text(max: usize) -> Shape {
    Shape::Text { min: 1, max }
}

/// Text of 1 to `max` characters, encrypted on its way.
pub const fn encrypted(max: usize) -> Shape {
    Shape::Encrypted { max }
}

/// An amount of at least `min` fen.
pub const fn fen(min: i64) -> Shape {
    Shape::Fen { min }
}

/// A whole number in a range.
pub const fn integer(min: i64, max: i64) -> Shape {
    Shape::Integer { min, max }
}

/// An object of type `T`.
pub const fn object<T: Schema>() -> Shape {
    Shape::Object(T::FIELDS)
}

/// At most `max` objects of type `T`.
pub const fn list<T: Schema>(max: usize) -> Shape {
    Shape::List { max, fields: T::FIELDS }
}
