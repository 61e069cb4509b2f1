//! What a segment is called in Rust.

use super::list::METHODS;
use super::tree::Node;
use crate::Problems;
use std::collections::BTreeMap;

/// Steps that are not called as their segment is. The numbers of plans are older than the rule.
const OTHERWISE: [(&str, &str); 5] = [
    // Beside `policy-periods`.
    ("/v3/papay/insurance-sign/policy_periods", "policy_periods_underscored"),
    ("/v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}", "number"),
    ("/v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}", "number"),
    ("/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}", "number"),
    ("/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}", "number"),
];

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// What a node has besides its verbs.
const QUERY: &str = "query";

/// The step to the last segment of this path: the segment in snake case. Behind a keyword or a verb stands an
/// underscore, so that `….receivers().delete_().post(…)` is not read as a call of DELETE.
pub(super) fn method(path: &str) -> String {
    if let Some((_, method)) = OTHERWISE.iter().find(|(other, _)| *other == path) {
        return (*method).to_owned();
    }
    let segment = path.rsplit('/').next().unwrap_or_default();
    let method = segment.trim_matches(['{', '}']).replace('-', "_");
    let is_verb = method == QUERY || METHODS.iter().any(|verb| verb.eq_ignore_ascii_case(&method));
    if is_verb || KEYWORDS.contains(&method.as_str()) { method + "_" } else { method }
}

/// The step's type: the same in camel case.
pub(super) fn type_name(path: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    method(path).split('_').filter_map(capitalized).collect()
}

/// No two steps from one node may be called alike.
pub(super) fn check(node: &Node) -> Problems {
    let mut seen = BTreeMap::new();
    let mut problems = Problems::new();
    for child in &node.children {
        if let Some(other) = seen.insert(child.type_name(), &child.path) {
            problems.push(format!("{} and {other} are called alike: see {}", child.path, file!()));
        }
        problems.extend(check(child));
    }
    problems
}
