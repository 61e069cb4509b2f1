//! The two lists, read and doubted.

use super::{DOMAINS, OPERATIONS};
use crate::Problems;
use std::collections::BTreeSet;

pub(super) const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What is odd about an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: JSON, or no body, and JSON back.
    Json,
    /// The body is `multipart/form-data`.
    Multipart,
    /// The answer is a file.
    File,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) method: String,
    /// From `/v3/`, variables in braces.
    pub(super) path: String,
    /// In Chinese, as upstream names it.
    pub(super) title: String,
    pub(super) kind: Kind,
}

/// All that is below one first segment, and a cargo feature of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Domain {
    pub(super) segment: String,
    pub(super) english: String,
    pub(super) chinese: String,
    /// How many operations it has.
    pub(super) operations: usize,
}

pub(super) struct Lists {
    pub(super) operations: Vec<Operation>,
    pub(super) domains: Vec<Domain>,
}

impl Lists {
    pub(super) fn parse(operations: &str, domains: &str) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let operations: Vec<_> = lines(OPERATIONS, operations, &mut problems, operation);
        let mut domains: Vec<_> = lines(DOMAINS, domains, &mut problems, domain);
        let mut seen = BTreeSet::new();
        for it in operations.iter().filter(|it| !seen.insert((&it.method, &it.path))) {
            problems.push(format!("{OPERATIONS}: {} {} is there twice", it.method, it.path));
        }
        if !operations.is_sorted_by(|a, b| a.path <= b.path) {
            problems.push(format!("{OPERATIONS}: not sorted by path"));
        }
        for domain in &mut domains {
            domain.operations = operations.iter().filter(|it| it.domain() == domain.segment).count();
            if domain.operations == 0 {
                problems.push(format!("{DOMAINS}: {} has no operation", domain.segment));
            }
        }
        let named: BTreeSet<&str> = domains.iter().map(|domain| domain.segment.as_str()).collect();
        let used: BTreeSet<&str> = operations.iter().map(Operation::domain).collect();
        problems.extend(used.difference(&named).map(|segment| format!("{DOMAINS}: {segment} is missing")));
        if named.len() != domains.len() || !domains.is_sorted_by(|a, b| a.segment <= b.segment) {
            problems.push(format!("{DOMAINS}: not sorted, or something is there twice"));
        }
        if problems.is_empty() { Ok(Self { operations, domains }) } else { Err(problems) }
    }

    pub(super) fn domain(&self, segment: &str) -> Option<&Domain> {
        self.domains.iter().find(|domain| domain.segment == segment)
    }
}

impl Operation {
    /// The segments behind `/v3/`.
    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').skip(2)
    }

    pub(super) fn domain(&self) -> &str {
        self.segments().next().unwrap_or_default()
    }
}

/// Each line of a list, or why it cannot be read.
fn lines<T>(
    list: &str,
    text: &str,
    problems: &mut Problems,
    read: impl Fn(&[&str]) -> Result<T, &'static str>,
) -> Vec<T> {
    let mut items = Vec::new();
    for (at, line) in text.lines().enumerate() {
        match read(&line.split('\t').collect::<Vec<_>>()) {
            Ok(item) => items.push(item),
            Err(why) => problems.push(format!("{list}:{}: {why}", at + 1)),
        }
    }
    items
}

fn operation(columns: &[&str]) -> Result<Operation, &'static str> {
    let (method, path, title, kind) = match columns {
        [method, path, title] => (method, path, title, Kind::Json),
        ["POST", path, title, "multipart"] => (&"POST", path, title, Kind::Multipart),
        ["GET", path, title, "file"] => (&"GET", path, title, Kind::File),
        _ => return Err("not method, path, title, and perhaps `multipart` (of a POST) or `file` (of a GET)"),
    };
    if !METHODS.contains(method) {
        return Err("an unknown method");
    }
    let Some(segments) = path.strip_prefix("/v3/") else { return Err("a path that does not begin with /v3/") };
    if segments.starts_with('{') || !segments.split('/').all(is_segment) {
        return Err("a path with a segment that is neither a-z, 0-9, - and _, nor a variable in braces");
    }
    if !is_text(title) {
        return Err("a title that is empty, or does not fit into a string");
    }
    Ok(Operation { method: (*method).to_owned(), path: (*path).to_owned(), title: (*title).to_owned(), kind })
}

fn domain(columns: &[&str]) -> Result<Domain, &'static str> {
    let [segment, english, chinese] = columns else { return Err("not segment, English, Chinese") };
    if !is_name(segment) || !is_text(english) || !is_text(chinese) {
        return Err("a segment or a name that cannot be written");
    }
    let [segment, english, chinese] = [*segment, *english, *chinese].map(str::to_owned);
    Ok(Domain { segment, english, chinese, operations: 0 })
}

fn is_segment(segment: &str) -> bool {
    match segment.strip_prefix('{') {
        Some(variable) => variable.strip_suffix('}').is_some_and(|name| is_name(name) && !name.contains('-')),
        None => is_name(segment),
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(allowed)
}

fn is_text(text: &str) -> bool {
    !text.is_empty() && !text.contains(['"', '\\', '`', '<', '[', '\r'])
}
