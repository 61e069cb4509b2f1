//! An example's values as they are written in a language.

use payscore_api::example::Sample;
use std::fmt::Write as _;

/// How a language writes objects, lists and truth.
pub(crate) struct Notation {
    object: [&'static str; 2],
    pair: &'static str,
    list: [&'static str; 2],
    truth: [&'static str; 2],
    quote: char,
    indent: &'static str,
}

/// JSON, JavaScript, and the inside of Rust's `json!`.
pub(crate) const JSON: Notation =
    Notation { object: ["{", "}"], pair: ": ", list: ["[", "]"], truth: ["false", "true"], quote: '"', indent: "  " };
pub(crate) const RUST: Notation = Notation { indent: "    ", ..JSON };
pub(crate) const PYTHON: Notation = Notation { truth: ["False", "True"], indent: "    ", ..JSON };
pub(crate) const PHP: Notation = Notation { object: ["[", "]"], pair: " => ", quote: '\'', indent: "    ", ..JSON };

impl Notation {
    /// The value; lines but the first are indented by so many steps.
    pub(crate) fn write(&self, sample: &Sample, depth: usize) -> String {
        let mut text = String::new();
        self.push(&mut text, sample, depth);
        text
    }

    /// A text of this language.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut quoted = String::from(self.quote);
        for c in text.chars() {
            if c == self.quote || c == '\\' {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        quoted.push(self.quote);
        quoted
    }

    /// An object of texts.
    pub(crate) fn texts(&self, pairs: &[(&'static str, String)], depth: usize) -> String {
        let members = pairs.iter().map(|(name, text)| (*name, Sample::Text(text.clone()))).collect();
        self.write(&Sample::Object(members), depth)
    }

    fn push(&self, text: &mut String, sample: &Sample, depth: usize) {
        match sample {
            Sample::Text(value) => text.push_str(&self.text(value)),
            Sample::Number(number) => {
                let _ = write!(text, "{number}");
            }
            Sample::Boolean(boolean) => text.push_str(self.truth[usize::from(*boolean)]),
            Sample::Object(members) => {
                let members = members.iter().map(|(name, value)| (Some(*name), value));
                self.push_all(text, self.object, members, depth);
            }
            Sample::List(items) => self.push_all(text, self.list, items.iter().map(|item| (None, item)), depth),
        }
    }

    fn push_all<'a>(
        &self,
        text: &mut String,
        [open, close]: [&str; 2],
        members: impl Iterator<Item = (Option<&'static str>, &'a Sample)>,
        depth: usize,
    ) {
        text.push_str(open);
        let mut any = false;
        for (name, value) in members {
            any = true;
            let _ = write!(text, "\n{}", self.indent.repeat(depth + 1));
            if let Some(name) = name {
                let _ = write!(text, "{}{}", self.text(name), self.pair);
            }
            self.push(text, value, depth + 1);
            text.push(',');
        }
        if any {
            // JSON takes no comma behind the last.
            text.pop();
            let _ = write!(text, "\n{}", self.indent.repeat(depth));
        }
        text.push_str(close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_in_its_own_way() {
        let sample = Sample::Object(vec![
            ("a", Sample::Text("it's \"a\"\\".to_owned())),
            ("b", Sample::List(vec![Sample::Boolean(true), Sample::Number(3)])),
            ("c", Sample::Object(Vec::new())),
        ]);
        let json = JSON.write(&sample, 0);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).ok(), serde_json::to_value(&sample).ok());
        let php = "[\n'a' => 'it\\'s \"a\"\\\\',\n'b' => [\ntrue,\n3\n],\n'c' => []\n]";
        assert_eq!(PHP.write(&sample, 1).replace("    ", ""), php);
        assert!(PYTHON.write(&sample, 0).contains("True"));
    }
}
