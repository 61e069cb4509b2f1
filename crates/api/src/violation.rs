//! What is wrong with a field, in upstream's words.

use crate::spec::Field;
use serde_json::{Value, json};

/// Which part of a request a field is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The JSON body.
    Body,
    /// After the question mark.
    Query,
    /// A variable of the path.
    Path,
    /// An HTTP header.
    Header,
}

impl Location {
    /// The name that error details print.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Query => "query",
            Self::Path => "uri_template",
            Self::Header => "header",
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Issue {
    /// A required field is not there.
    Missing,
    /// The value is of another type.
    WrongType {
        /// What it should be, as upstream says it.
        expected: &'static str,
    },
    /// Too short.
    TooShort {
        /// So long it is.
        got: usize,
        /// So long it must be.
        min: usize,
    },
    /// Too long.
    TooLong {
        /// So long it is.
        got: usize,
        /// So long it may be.
        max: usize,
    },
    /// Too many entries.
    TooMany {
        /// So many there are.
        got: usize,
        /// So many there may be.
        max: usize,
    },
    /// Too small a number.
    TooSmall {
        /// The least allowed.
        min: i64,
    },
    /// Too large a number.
    TooLarge {
        /// The most allowed.
        max: i64,
    },
    /// Not of the pattern.
    Pattern {
        /// The pattern.
        regex: &'static str,
    },
    /// Not one of the values.
    NotOneOf {
        /// The values.
        allowed: &'static [&'static str],
    },
    /// Not a time of the right form.
    NotATime {
        /// Whether `OnAccept` would have done.
        on_accept: bool,
    },
    /// Not an address.
    NotAUrl,
    /// The whole source cannot be read.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// A rule of the operation itself, in upstream's words.
    Rule {
        /// The words.
        message: String,
        /// What exactly is wrong, in English.
        issue: String,
    },
}

/// A field that breaks its declaration.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(feature = "literals"), non_exhaustive)]
pub struct Violation {
    /// Where the request carries it.
    pub location: Location,
    /// The way to it, outermost first.
    pub path: Vec<String>,
    /// Its official name.
    pub label: &'static str,
    /// What is wrong. Boxed: a violation is returned by every check, and is rarely there.
    pub issue: Box<Issue>,
    /// What was given (for a length, the length).
    pub value: Value,
}

impl Violation {
    /// `issue` with `field`, which the caller then places with [`Violation::within`].
    pub fn of(field: &Field, issue: Issue, value: Value) -> Self {
        Self {
            location: Location::Body,
            path: vec![field.name.to_owned()],
            label: field.label,
            issue: Box::new(issue),
            value,
        }
    }

    /// The whole body, query or path is unreadable.
    pub fn unreadable(location: Location, reason: impl Into<String>) -> Self {
        let issue = Issue::Unreadable { reason: reason.into() };
        Self { location, path: Vec::new(), label: "", issue: Box::new(issue), value: Value::String(String::new()) }
    }

    /// There are sensitive fields, and no header says which key they are encrypted for.
    pub fn key_unnamed() -> Self {
        Self::of_key(
            "HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)",
            "sensitive fields need the header Wechatpay-Serial, which names the platform key they are encrypted for",
            "",
        )
    }

    /// The header names a key that is not the platform's.
    pub fn key_unknown(serial: &str) -> Self {
        Self::of_key(
            "平台证书序列号Wechatpay-Serial错误",
            "no platform certificate or public key has this name",
            serial,
        )
    }

    /// The header names a key of the platform's that is no longer in use.
    pub fn key_retired(serial: &str) -> Self {
        Self::of_key(
            "平台证书序列号Wechatpay-Serial错误",
            "this platform certificate or public key was retired; encrypt for one that is in use",
            serial,
        )
    }

    fn of_key(message: &str, issue: &str, serial: &str) -> Self {
        let issue = Issue::Rule { message: message.to_owned(), issue: issue.to_owned() };
        Self {
            location: Location::Header,
            path: vec!["Wechatpay-Serial".to_owned()],
            label: "",
            issue: Box::new(issue),
            value: serial.into(),
        }
    }

    /// A sensitive field that is no ciphertext.
    pub fn not_encrypted(field: &Field, reason: &str) -> Self {
        Self::sealed(field, "请确认待处理的消息是否为加密后的密文", reason)
    }

    /// A sensitive field that does not open with the key that the header names.
    pub fn undecryptable(field: &Field, reason: &str) -> Self {
        Self::sealed(field, "平台私钥解密失败", reason)
    }

    /// Without the value: what should have been encrypted may not be.
    fn sealed(field: &Field, message: &str, issue: &str) -> Self {
        let issue = Issue::Rule { message: message.to_owned(), issue: issue.to_owned() };
        Self::of(field, issue, Value::Null)
    }

    /// The same, one level further in.
    #[must_use]
    pub fn within(mut self, segment: impl Into<String>) -> Self {
        self.path.insert(0, segment.into());
        self
    }

    /// The same, in this part of the request.
    #[must_use]
    pub fn located(mut self, location: Location) -> Self {
        self.location = location;
        self
    }

    /// JSON pointer to the field inside its location: `/post_payments/0/amount`; the location's name for all of it.
    pub fn field(&self) -> String {
        if self.path.is_empty() {
            return self.location.as_str().to_owned();
        }
        self.path.iter().map(|segment| format!("/{segment}")).collect()
    }

    /// The message in upstream's words.
    pub fn message(&self) -> String {
        let source =
            format!("/{}{}", self.location.as_str(), if self.path.is_empty() { String::new() } else { self.field() });
        let label = self.label;
        let broken = |rule: String| format!("输入源“{source}”映射到值字段“{label}”字符串规则校验失败，{rule}");
        let number = |rule: String| format!("输入源“{source}”映射到数值字段“{label}”规则校验失败，{rule}");
        match &*self.issue {
            Issue::Missing => format!("输入源“{source}”映射到字段“{label}”必填性规则校验失败，此字段为必填项"),
            Issue::WrongType { expected } => {
                format!("无法将 JSON 输入源“{source}”映射到目标字段“{label}”中，此字段需要一个合法的 {expected}")
            }
            Issue::TooShort { got, min } => broken(format!("字符数 {got}，小于最小值 {min}")),
            Issue::TooLong { got, max } => broken(format!("字符数 {got}，大于最大值 {max}")),
            Issue::TooMany { got, max } => {
                format!("输入源“{source}”映射到多重字段“{label}”规则校验失败，元素个数 {got}，大于最大值 {max}")
            }
            Issue::TooSmall { min } => number(format!("数值小于最小值 {min}")),
            Issue::TooLarge { max } => number(format!("数值大于最大值 {max}")),
            Issue::Pattern { regex } => broken(format!("字符串必须匹配正则表达式“{regex}”")),
            Issue::NotOneOf { allowed } => {
                format!("输入源“{source}”映射到枚举字段“{label}”规则校验失败，值必须为 {} 之一", allowed.join("、"))
            }
            Issue::NotATime { .. } => broken(format!("{}", TimeForms(&self.issue))),
            Issue::NotAUrl => broken("必须是合法的 http:// 或 https:// 地址".to_owned()),
            Issue::Unreadable { reason } => format!("无法解析输入源“{source}”：{reason}"),
            Issue::Rule { message, .. } => message.clone(),
        }
    }

    /// What is wrong, in English, for `detail.issue`.
    pub fn issue_text(&self) -> String {
        match &*self.issue {
            Issue::Missing => "required field is missing".to_owned(),
            Issue::WrongType { .. } => "value has the wrong JSON type".to_owned(),
            Issue::TooShort { got, min } => format!("length {got} is below the minimum {min}"),
            Issue::TooLong { got, max } => format!("length {got} is above the maximum {max}"),
            Issue::TooMany { got, max } => format!("{got} entries, at most {max} are allowed"),
            Issue::TooSmall { min } => format!("value is below the minimum {min}"),
            Issue::TooLarge { max } => format!("value is above the maximum {max}"),
            Issue::Pattern { regex } => format!("value does not match {regex}"),
            Issue::NotOneOf { allowed } => format!("value is none of {}", allowed.join(", ")),
            Issue::NotATime { on_accept: true } => "value is not yyyyMMddHHmmss, yyyyMMdd or OnAccept".to_owned(),
            Issue::NotATime { on_accept: false } => "value is not yyyyMMddHHmmss or yyyyMMdd".to_owned(),
            Issue::NotAUrl => "value is not an http:// or https:// address".to_owned(),
            Issue::Unreadable { reason } => reason.clone(),
            Issue::Rule { issue, .. } => issue.clone(),
        }
    }

    /// The `detail` of the error answer: field, value, issue, location.
    pub fn detail(&self) -> Value {
        json!({
            "field": self.field(),
            "value": shortened(&self.value),
            "issue": self.issue_text(),
            "location": self.location.as_str(),
        })
    }
}

struct TimeForms<'a>(&'a Issue);

impl std::fmt::Display for TimeForms<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("时间格式必须为 yyyyMMddHHmmss 或 yyyyMMdd")?;
        match self.0 {
            Issue::NotATime { on_accept: true } => f.write_str("，或固定值 OnAccept"),
            _ => Ok(()),
        }
    }
}

/// An offending value is echoed, but not a megabyte of it.
fn shortened(value: &Value) -> Value {
    const MOST: usize = 128;
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
        _ => return value.clone(),
    };
    if text.chars().count() <= MOST {
        return value.clone();
    }
    Value::String(text.chars().take(MOST).chain(['…']).collect())
}
