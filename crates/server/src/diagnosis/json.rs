//! The same JSON in other spellings: what a library makes of a text that it reads and writes again.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write as _};

/// JSON as it came: members in their order, nothing lost.
enum Node {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Node::Object(object))
    }
}

impl Node {
    fn sort(&mut self) {
        match self {
            Self::List(items) => items.iter_mut().for_each(Self::sort),
            Self::Object(members) => {
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
                members.iter_mut().for_each(|(_, value)| value.sort());
            }
            _ => {}
        }
    }

    fn drop_nulls(&mut self) {
        match self {
            Self::List(items) => items.iter_mut().for_each(Self::drop_nulls),
            Self::Object(members) => {
                members.retain(|(_, value)| !matches!(value, Self::Null));
                members.iter_mut().for_each(|(_, value)| value.drop_nulls());
            }
            _ => {}
        }
    }
}

/// White space, with its name in English and in Chinese.
struct Layout {
    words: (&'static str, &'static str),
    after_comma: &'static str,
    after_colon: &'static str,
    indent: Option<&'static str>,
}

const LAYOUTS: [Layout; 5] = [
    Layout { words: ("without spaces", "不含空格"), after_comma: "", after_colon: "", indent: None },
    // Python's json.dumps.
    Layout {
        words: ("a space after `,` and `:`", "`,` 和 `:` 后有空格"),
        after_comma: " ",
        after_colon: " ",
        indent: None,
    },
    Layout {
        words: ("indented by 2 spaces", "缩进 2 个空格"), after_comma: "", after_colon: " ", indent: Some("  ")
    },
    Layout {
        words: ("indented by 4 spaces", "缩进 4 个空格"),
        after_comma: "",
        after_colon: " ",
        indent: Some("    "),
    },
    Layout { words: ("indented by tabs", "用制表符缩进"), after_comma: "", after_colon: " ", indent: Some("\t") },
];

/// How texts are written.
#[derive(Clone, Copy)]
struct Escapes {
    words: (&'static str, &'static str),
    /// `\uXXXX` for what is not ASCII.
    ascii: bool,
    /// `\/`, as PHP writes it.
    slash: bool,
    /// `\u003c` for `<`, `>` and `&`, as Go writes them.
    html: bool,
}

const ESCAPES: [Escapes; 5] = [
    Escapes { words: ("", ""), ascii: false, slash: false, html: false },
    // PHP's json_encode.
    Escapes {
        words: (r"non-ASCII characters as \uXXXX and `/` as `\/`", r"非 ASCII 字符写成 \uXXXX，`/` 写成 `\/`"),
        ascii: true,
        slash: true,
        html: false,
    },
    // Python's json.dumps.
    Escapes {
        words: (r"non-ASCII characters as \uXXXX", r"非 ASCII 字符写成 \uXXXX"),
        ascii: true,
        slash: false,
        html: false,
    },
    Escapes { words: (r"`/` as `\/`", r"`/` 写成 `\/`"), ascii: false, slash: true, html: false },
    // Go's json.Marshal.
    Escapes {
        words: (r"`<`, `>`, `&` as \u003c and so on", r"`<`、`>`、`&` 写成 \u003c 等"),
        ascii: false,
        slash: false,
        html: true,
    },
];

/// The same JSON in another spelling.
pub(super) struct Spelling {
    pub(super) text: Vec<u8>,
    /// How it is spelled, in English and in Chinese.
    pub(super) how: (String, String),
}

/// Spellings of this JSON other than its own; none where it is no JSON. `most` bytes in all are made.
pub(super) fn spellings(body: &[u8], most: usize) -> Vec<Spelling> {
    let mut spellings: Vec<Spelling> = Vec::new();
    let mut made = 0;
    for (order, order_zh, change) in CHANGES {
        let Ok(mut node) = serde_json::from_slice::<Node>(body) else { return spellings };
        change(&mut node);
        for escapes in &ESCAPES {
            for layout in &LAYOUTS {
                let text = write(&node, layout, *escapes).into_bytes();
                made += text.len();
                if made > most {
                    return spellings;
                }
                if text == body || spellings.iter().any(|known| known.text == text) {
                    continue;
                }
                let join = |parts: [&str; 3], comma: &str| {
                    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(comma)
                };
                let how = join([layout.words.0, order, escapes.words.0], ", ");
                let how_zh = join([layout.words.1, order_zh, escapes.words.1], "，");
                spellings.push(Spelling { text, how: (how, how_zh) });
            }
        }
    }
    spellings
}

type Change = (&'static str, &'static str, fn(&mut Node));

const CHANGES: [Change; 4] = [
    ("", "", |_| {}),
    ("keys sorted", "键已排序", Node::sort),
    ("without nulls", "去掉了 null", Node::drop_nulls),
    ("keys sorted and without nulls", "键已排序并去掉了 null", |node| {
        node.sort();
        node.drop_nulls();
    }),
];

fn write(node: &Node, layout: &Layout, escapes: Escapes) -> String {
    let mut writer = Writer { text: String::new(), layout, escapes };
    writer.node(node, 0);
    writer.text
}

struct Writer<'a> {
    text: String,
    layout: &'a Layout,
    escapes: Escapes,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node, depth: usize) {
        match node {
            Node::Null => self.text.push_str("null"),
            Node::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Node::Number(number) => self.text.push_str(&number.to_string()),
            Node::Text(text) => self.quoted(text),
            Node::List(items) => self.several('[', items, ']', depth, |writer, item| writer.node(item, depth + 1)),
            Node::Object(members) => self.several('{', members, '}', depth, |writer, (name, value)| {
                writer.quoted(name);
                writer.text.push(':');
                writer.text.push_str(writer.layout.after_colon);
                writer.node(value, depth + 1);
            }),
        }
    }

    fn several<T>(&mut self, open: char, items: &[T], close: char, depth: usize, write: impl Fn(&mut Self, &T)) {
        self.text.push(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
                self.text.push_str(self.layout.after_comma);
            }
            self.break_line(depth + 1);
            write(self, item);
        }
        if !items.is_empty() {
            self.break_line(depth);
        }
        self.text.push(close);
    }

    fn break_line(&mut self, depth: usize) {
        if let Some(indent) = self.layout.indent {
            self.text.push('\n');
            (0..depth).for_each(|_| self.text.push_str(indent));
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\u{8}' => self.text.push_str("\\b"),
                '\u{c}' => self.text.push_str("\\f"),
                '/' if self.escapes.slash => self.text.push_str("\\/"),
                '<' | '>' | '&' if self.escapes.html => self.escaped(c),
                c if c.is_control() && c.is_ascii() => self.escaped(c),
                c if self.escapes.ascii && !c.is_ascii() => self.escaped(c),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }

    fn escaped(&mut self, c: char) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = write!(self.text, "\\u{unit:04x}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 1 << 20;

    fn all(body: &str) -> Vec<String> {
        let texts = spellings(body.as_bytes(), MOST).into_iter().map(|spelling| spelling.text);
        texts.map(|text| String::from_utf8(text).expect("UTF-8")).collect()
    }

    #[test]
    fn other_libraries_spellings_are_among_them() {
        let body = r#"{"b":[1,{"x":null}],"a":"费/😀<","c":1.50}"#;
        let texts = all(body);
        for expected in [
            r#"{"b": [1, {"x": null}], "a": "\u8d39/\ud83d\ude00<", "c": 1.5}"#,
            r#"{"b":[1,{"x":null}],"a":"\u8d39\/\ud83d\ude00<","c":1.5}"#,
            r#"{"a":"费/😀<","b":[1,{"x":null}],"c":1.5}"#,
            r#"{"b":[1,{"x":null}],"a":"费/😀\u003c","c":1.5}"#,
            r#"{"b":[1,{}],"a":"费/😀<","c":1.5}"#,
            "{\n  \"b\": [\n    1,\n    {\n      \"x\": null\n    }\n  ],\n  \"a\": \"费/😀<\",\n  \"c\": 1.5\n}",
        ] {
            assert!(texts.iter().any(|text| text == expected), "{expected}");
        }
        assert!(!texts.iter().any(|text| text == body), "its own spelling is none of the others");
    }

    #[test]
    fn every_spelling_says_the_same() {
        let body = r#"{"list":[],"object":{},"text":"\"\\\n\u0001é","number":-3,"flag":true}"#;
        let value: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let texts = all(body);
        assert!(texts.len() > 10);
        for text in texts {
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value, "{text}");
        }
    }

    #[test]
    fn no_json_has_no_spellings_and_there_is_a_limit() {
        assert!(all("a=1&b=2").is_empty() && all("").is_empty());
        let long = format!(r#"{{"b":"{}","a":1}}"#, "x".repeat(1000));
        let made: usize = spellings(long.as_bytes(), 4000).iter().map(|spelling| spelling.text.len()).sum();
        assert!(made > 0 && made <= 4000, "{made}");
    }
}
