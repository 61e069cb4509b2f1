//! Fields in words.

use payscore_api::spec::{Field, Shape};
use payscore_api::{OUT_NUMBER_PATTERN, OUT_REFUND_NUMBER_PATTERN};

/// A field as it stands in a list: those inside it follow.
pub(crate) struct Row {
    /// How many fields it is in.
    pub(crate) depth: usize,
    /// `post_payments[].amount`
    pub(crate) path: String,
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) required: bool,
    pub(crate) doc: String,
    pub(crate) english: String,
    pub(crate) chinese: String,
}

/// These fields, and whatever is in them, in their order.
pub(crate) fn rows(fields: &'static [Field]) -> Vec<Row> {
    let mut rows = Vec::new();
    push(&mut rows, fields, 0, "");
    rows
}

fn push(rows: &mut Vec<Row>, fields: &'static [Field], depth: usize, within: &str) {
    for field in fields {
        let path = format!("{within}{}", field.name);
        let (english, chinese) = shape(&field.shape);
        let doc = field.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        let Field { name, label, required, .. } = *field;
        rows.push(Row { depth, path: path.clone(), name, label, required, doc, english, chinese });
        match field.shape {
            Shape::Object(fields) => push(rows, fields, depth + 1, &format!("{path}.")),
            Shape::List { fields, .. } => push(rows, fields, depth + 1, &format!("{path}[].")),
            _ => {}
        }
    }
}

/// What a value looks like, in both languages.
fn shape(shape: &Shape) -> (String, String) {
    let both = |english: &str, chinese: &str| (english.to_owned(), chinese.to_owned());
    match *shape {
        Shape::Text { min, max } if min == max => {
            (format!("text of {max} characters"), format!("字符串，{max} 个字符"))
        }
        Shape::Text { min, max } => (format!("text, {min}–{max} characters"), format!("字符串，{min}–{max} 个字符")),
        Shape::OutNumber => (format!("text, {OUT_NUMBER_PATTERN}"), format!("字符串，{OUT_NUMBER_PATTERN}")),
        Shape::OutRefundNumber => {
            (format!("text, {OUT_REFUND_NUMBER_PATTERN}"), format!("字符串，{OUT_REFUND_NUMBER_PATTERN}"))
        }
        Shape::OneOf(allowed) => (format!("one of {}", allowed.join(", ")), format!("枚举：{}", allowed.join("、"))),
        Shape::Time { on_accept: true } => {
            both("yyyyMMddHHmmss, yyyyMMdd or OnAccept", "yyyyMMddHHmmss、yyyyMMdd 或 OnAccept")
        }
        Shape::Time { on_accept: false } => both("yyyyMMddHHmmss or yyyyMMdd", "yyyyMMddHHmmss 或 yyyyMMdd"),
        Shape::Day => both("yyyyMMdd", "yyyyMMdd"),
        Shape::Encrypted { max } => (
            format!("text, encrypted on its way; 1–{max} characters in the clear"),
            format!("加密字符串，明文 1–{max} 个字符"),
        ),
        Shape::Url { max } => (
            format!("http:// or https:// address, at most {max} characters"),
            format!("http:// 或 https:// 地址，最多 {max} 个字符"),
        ),
        Shape::Integer { min, max: i64::MAX } => (format!("whole number from {min}"), format!("整数，不小于 {min}")),
        Shape::Integer { min, max } => (format!("whole number, {min}–{max}"), format!("整数，{min}–{max}")),
        Shape::Fen { min } => (format!("amount in fen, from {min}"), format!("金额（分），不小于 {min}")),
        Shape::Boolean => both("true or false", "布尔值"),
        Shape::Object(_) => both("object", "对象"),
        Shape::Texts { max, each } => (
            format!("list of at most {max} texts, each of at most {each} characters"),
            format!("字符串数组，最多 {max} 个，每个最多 {each} 个字符"),
        ),
        Shape::List { max, .. } => (format!("list of at most {max} objects"), format!("对象数组，最多 {max} 个")),
    }
}
