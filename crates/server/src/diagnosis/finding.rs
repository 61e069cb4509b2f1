//! One cause with its facts, and how it is told.

use super::cause::Cause;
use serde_json::{Map, Value, json};

/// Where the causes are explained.
const SEE: &str = "payscore doctor; docs/doctor.md";
/// How much of a stranger's text is repeated.
const QUOTED_CHARS: usize = 200;

/// A cause that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    cause: Cause,
    facts: Vec<(&'static str, String)>,
}

impl Finding {
    pub(super) fn new(cause: Cause) -> Self {
        Self { cause, facts: Vec::new() }
    }

    /// With a fact that reads the same in every language. What the words do not speak of is not kept.
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        let words = self.cause.words();
        let placeholder = format!("{{{name}}}");
        if [words.what, words.what_zh, words.mend, words.mend_zh].iter().any(|text| text.contains(&placeholder)) {
            self.facts.push((name, value.to_string().chars().take(QUOTED_CHARS).collect()));
        }
        self
    }

    /// With a fact that has to be said in English and in Chinese.
    pub(super) fn both(self, name: &'static str, english: &str, chinese: &str) -> Self {
        const CHINESE: [(&str, &str); 4] =
            [("how", "how_zh"), ("what", "what_zh"), ("direction", "direction_zh"), ("key", "key_zh")];
        let chinese_name = CHINESE.into_iter().find(|(of, _)| *of == name).map(|(_, zh)| zh);
        let finding = self.with(name, english);
        match chinese_name {
            Some(name) => finding.with(name, chinese),
            None => finding,
        }
    }

    #[cfg(test)]
    pub(super) fn cause(&self) -> Cause {
        self.cause
    }

    /// The stable name.
    pub(crate) fn name(&self) -> &'static str {
        self.cause.words().name
    }

    fn tell(&self, words: &str) -> String {
        // One pass: a fact that looks like a placeholder stays what it is.
        let mut text = String::new();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else { break };
            let fact = self.facts.iter().find(|(fact, _)| *fact == name);
            debug_assert!(fact.is_some(), "{}: {name} is not known", self.name());
            text.push_str(fact.map_or("?", |(_, value)| value));
            rest = after;
        }
        text.push_str(rest);
        text
    }

    fn view(&self) -> Map<String, Value> {
        let words = self.cause.words();
        let facts = self.facts.iter().filter(|(name, _)| !name.ends_with("_zh"));
        let facts: Map<String, Value> = facts.map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let mut view = Map::new();
        view.insert("cause".to_owned(), self.name().into());
        view.insert("explanation".to_owned(), self.tell(words.what).into());
        view.insert("explanation_zh".to_owned(), self.tell(words.what_zh).into());
        view.insert("advice".to_owned(), self.tell(words.mend).into());
        view.insert("advice_zh".to_owned(), self.tell(words.mend_zh).into());
        if !facts.is_empty() {
            view.insert("facts".to_owned(), facts.into());
        }
        view
    }

    /// Findings as they are shown: the first one, the others beside it. `None` where there is none.
    pub(crate) fn all(findings: &[Self]) -> Option<Value> {
        let (first, others) = findings.split_first()?;
        let mut view = first.view();
        if !others.is_empty() {
            let others = others.iter().map(|finding| Value::from(finding.view())).collect::<Vec<_>>();
            view.insert("also".to_owned(), others.into());
        }
        view.insert("see".to_owned(), SEE.into());
        Some(view.into())
    }
}
