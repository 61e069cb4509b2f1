//! What is written into the SDK.

use super::list::{Domain, Kind, Lists};
use super::tree::{Node, Verb};
use super::{DOMAINS, MANIFEST, OPERATIONS, REMEDY};
use crate::Problems;
use std::fmt::Write;

/// The lines between which the manifest's features are written.
const FEATURES_BEGIN: &str = "# One feature a domain, written by `cargo xtask chain --write`.\n";
const FEATURES_END: &str = "# End of the domains.\n";

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `v3/mod.rs`: the domains.
pub(super) fn root(root: &Node, lists: &Lists) -> String {
    let mut text = format!(
        "//! `/v3`: the paths that the pure chain knows, a module and a cargo feature a domain. The feature is called as\n\
         //! the path's first segment: `/v3/fund-app/…` needs `fund-app`. All {} operations: `full`.\n\
         //!\n\
         //! Written from `{}` and `{}` by {REMEDY}, not by hand.\n\n\
         use super::Caller;\n\
         use super::node::{{Base, domains}};\n\n",
        lists.operations.len(),
        file_name(OPERATIONS),
        file_name(DOMAINS)
    );
    let mut modules: Vec<&Node> = root.children.iter().filter(|node| !node.children.is_empty()).collect();
    // As rustfmt sorts them.
    modules.sort_by_key(|node| node.method());
    for node in modules {
        let _ = writeln!(text, "#[cfg(feature = \"{}\")]\npub mod {};", node.segment, node.method());
    }
    text.push_str("\ndomains! {\n");
    for node in &root.children {
        let Some(domain) = lists.domain(&node.segment) else { continue };
        let _ = write!(text, "    {}: {} {:?}", node.method(), node.type_name(), node.segment);
        let _ = write!(text, " \"{}\" \"{}\" {}", domain.english, domain.chinese, domain.operations);
        text.push_str(&verbs(&node.verbs));
        text.push('\n');
    }
    text.push_str(
        "}\n\n\
         impl<C: Caller> V3<C> {\n    \
             /// The beginning of the chain for your own [`Caller`]; a client's is its `v3()`.\n    \
             pub fn new(caller: C) -> Self {\n        \
                 Self { base: Base::new(caller) }\n    \
             }\n\
         }\n",
    );
    text
}

/// One domain's file.
pub(super) fn domain(node: &Node, domain: &Domain) -> String {
    let Domain { english, chinese, .. } = domain;
    let mut text = format!(
        "//! Below `{}`: {english} ({chinese}).\n\
         //!\n\
         //! Written from `{}` by {REMEDY}, not by hand.\n\n\
         use crate::chain::node::nodes;\n\n\
         nodes! {{\n    {} \"{}\"\n",
        node.path,
        file_name(OPERATIONS),
        node.type_name(),
        node.path
    );
    children(&mut text, node, 1);
    text.push_str("}\n");
    text
}

fn children(text: &mut String, node: &Node, depth: usize) {
    for child in &node.children {
        let indent = "    ".repeat(depth);
        let segment = match child.variable() {
            Some(_) => child.segment.clone(),
            None => format!("\"/{}\"", child.segment),
        };
        let _ = write!(text, "{indent}{}: {} {segment}{}", child.method(), child.type_name(), verbs(&child.verbs));
        if child.children.is_empty() {
            text.push('\n');
        } else {
            text.push_str(" {\n");
            children(text, child, depth + 1);
            let _ = writeln!(text, "{indent}}}");
        }
    }
}

fn verbs(verbs: &[Verb]) -> String {
    if verbs.is_empty() {
        return String::new();
    }
    let verb = |verb: &Verb| {
        let name = match verb.kind {
            Kind::Json => verb.method.as_str(),
            Kind::Multipart => "post_multipart",
            Kind::File => "get_file",
        };
        format!("{name} \"{}\"", verb.title)
    };
    format!(" ({})", verbs.iter().map(verb).collect::<Vec<_>>().join(", "))
}

/// The manifest with its features.
pub(super) fn manifest(manifest: &str, lists: &Lists) -> Result<String, Problems> {
    let parts = manifest.split_once(FEATURES_BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(FEATURES_END)?;
        Some((before, after))
    });
    let Some((before, after)) = parts else {
        return Err(vec![format!("{MANIFEST}: the lines that enclose the domains' features are missing")]);
    };
    let mut features = "full = [\n".to_owned();
    for domain in &lists.domains {
        let _ = writeln!(features, "    \"{}\",", domain.segment);
    }
    features.push_str("]\n");
    for domain in &lists.domains {
        let _ = writeln!(features, "{} = []", domain.segment);
    }
    Ok([before, FEATURES_BEGIN, &features, FEATURES_END, after].concat())
}
