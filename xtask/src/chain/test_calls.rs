//! One call of each operation by the pure chain, in the order of the list. What has to come of it is not written: the
//! test reads that out of the list itself.

use super::REMEDY;
use super::list::Operation;
use super::names;
use std::fmt::Write;

/// So that a function, and a file of functions, stay short.
const CALLS_A_FUNCTION: usize = 60;
const FUNCTIONS_A_FILE: usize = 6;

/// The files by their names.
pub(super) fn files(operations: &[Operation]) -> Vec<(String, String)> {
    let calls: Vec<String> = operations.iter().map(call).collect();
    let functions: Vec<&[String]> = calls.chunks(CALLS_A_FUNCTION).collect();
    let parts: Vec<&[&[String]]> = functions.chunks(FUNCTIONS_A_FILE).collect();
    let mut files = vec![("mod.rs".to_owned(), root(parts.len()))];
    files.extend(parts.iter().enumerate().map(|(at, functions)| (format!("part_{}.rs", at + 1), part(functions))));
    files
}

fn root(parts: usize) -> String {
    let mut text = format!(
        "//! Each operation once, in the order of the list. Written by {REMEDY}, not by hand.\n\n\
         use payscore::chain::{{Caller, V3}};\n\n"
    );
    for part in 1..=parts {
        let _ = writeln!(text, "#[rustfmt::skip]\nmod part_{part};");
    }
    text.push_str(
        "\n/// Begins each call with `v3`, and gives what came of it to `made`.\n\
         pub(crate) fn each<C: Caller>(v3: &dyn Fn() -> V3<C>, made: &mut dyn FnMut(C::Output)) {\n",
    );
    for part in 1..=parts {
        let _ = writeln!(text, "    part_{part}::each(v3, made);");
    }
    text.push_str("}\n");
    text
}

fn part(functions: &[&[String]]) -> String {
    let mut text = format!(
        "//! Written by {REMEDY}, not by hand.\n\n\
         use crate::given::{{body, query, value}};\n\
         use payscore::chain::{{Caller, V3}};\n\n\
         pub(crate) fn each<C: Caller>(v3: &dyn Fn() -> V3<C>, made: &mut dyn FnMut(C::Output)) {{\n"
    );
    for number in 1..=functions.len() {
        let _ = writeln!(text, "    calls_{number}(v3, made);");
    }
    text.push_str("}\n");
    for (at, calls) in functions.iter().enumerate() {
        let _ = write!(
            text,
            "\nfn calls_{}<C: Caller>(v3: &dyn Fn() -> V3<C>, made: &mut dyn FnMut(C::Output)) {{\n{}}}\n",
            at + 1,
            calls.concat()
        );
    }
    text
}

fn call(operation: &Operation) -> String {
    let mut text = "    made(v3()".to_owned();
    let mut path = "/v3".to_owned();
    for segment in operation.segments() {
        let _ = write!(path, "/{segment}");
        let argument = segment.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        let argument = argument.map_or_else(String::new, |variable| format!("value(\"{variable}\")"));
        let _ = write!(text, ".{}({argument})", names::method(&path));
    }
    let verb = operation.method.to_lowercase();
    let call = if matches!(verb.as_str(), "get" | "delete") { ".query(query())" } else { "" };
    let argument = if call.is_empty() { "body()" } else { "" };
    let _ = writeln!(text, "{call}.{verb}({argument}));");
    text
}
