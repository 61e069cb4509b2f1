//! Reading a scenario's file: TOML, and all of it checked before anything runs.

use super::step::{RawStep, Step};
use super::template;
use super::{Mistake, Scenario};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    title_zh: Option<String>,
    merchant: Option<String>,
    #[serde(default)]
    vars: Map<String, Value>,
    #[serde(default)]
    step: Vec<Spanned<RawStep>>,
}

impl Scenario {
    /// Reads a file's text; `name` is what it is called in messages.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, Mistake> {
        let place = Place { name, text };
        let file: File = toml::from_str(text).map_err(|error| place.unreadable(&error))?;
        if file.step.is_empty() {
            return Err(place.mistake(text.len(), None, "no steps: each begins with [[step]]".to_owned()));
        }
        let mut known: Vec<String> = file.vars.keys().cloned().collect();
        for (var, value) in &file.vars {
            let wrong = |what| place.mistake(place.find(&format!("{var} ="), 0), None, format!("vars.{var}: {what}"));
            template::check(value, &[]).map_err(wrong)?;
        }
        let mut steps = Vec::new();
        for (at, raw) in file.step.into_iter().enumerate() {
            let start = place.header(at);
            let line = place.line(start);
            let checked = Step::check(raw.into_inner(), line, &known);
            let step = checked.map_err(|(field, what)| {
                let at_field = field.as_deref().map_or(start, |field| place.find(field, start));
                let named = field.map_or(String::new(), |field| format!("{field}: "));
                place.mistake(at_field, Some(at + 1), format!("{named}{what}"))
            })?;
            known.extend(step.saved().cloned());
            steps.push(step);
        }
        let merchant = file.merchant.unwrap_or_else(|| "default".to_owned());
        let Place { name, .. } = place;
        let name = name.to_owned();
        Ok(Self { name, title: file.title, title_zh: file.title_zh, merchant, vars: file.vars, steps })
    }
}

/// A file, to find places in.
struct Place<'a> {
    name: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn mistake(&self, at: usize, step: Option<usize>, what: String) -> Mistake {
        Mistake { file: self.name.to_owned(), line: self.line(at), step, what }
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// Where step number `at` (from 0) begins.
    fn header(&self, at: usize) -> usize {
        self.headers().nth(at).unwrap_or(0)
    }

    fn headers(&self) -> impl Iterator<Item = usize> {
        let mut begin = 0;
        self.text.split_inclusive('\n').filter_map(move |line| {
            let start = begin;
            begin += line.len();
            line.trim_start().starts_with("[[step]]").then_some(start)
        })
    }

    /// Where a field stands after `from`; `from` itself if that cannot be told.
    fn find(&self, field: &str, from: usize) -> usize {
        let end = self.headers().find(|start| *start > from).unwrap_or(self.text.len());
        // `with.total` may be written as `total` in a table.
        let last = field.rsplit('.').next().unwrap_or(field);
        let step = &self.text[from..end];
        let written = step.find(field).or_else(|| step.find(last));
        from + written.unwrap_or(0)
    }

    /// What the TOML reader says: where, in which step, and about which field.
    fn unreadable(&self, error: &toml::de::Error) -> Mistake {
        let span: Range<usize> = error.span().unwrap_or(0..0);
        let step = self.headers().take_while(|start| *start <= span.start).count();
        let written = self.text[..span.start].rsplit('\n').next().unwrap_or_default();
        let field = written.split_once('=').map(|(field, _)| field.trim()).filter(|field| !field.is_empty());
        let named = field.map_or(String::new(), |field| format!("{field}: "));
        let message = error.message().replace('\n', "; ");
        self.mistake(span.start, Some(step).filter(|step| *step > 0), format!("{named}{message}"))
    }
}
