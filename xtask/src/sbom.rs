//! What the binary `payscore` is made of, as a CycloneDX 1.5 document: `cargo xtask sbom`. From `cargo metadata`, so that
//! it needs no tool besides cargo; the same lock file gives the same document.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The package whose binary it is about.
const ROOT: &str = "payscore-cli";

/// The document, or why there is none.
pub fn document(root: &Path) -> Result<Value, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--format-version", "1", "--locked"];
    let output = Command::new(cargo).args(arguments).current_dir(root).output();
    let output = output.map_err(|error| format!("sbom: cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("sbom: cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let metadata = serde_json::from_slice(&output.stdout);
    of_metadata(&metadata.map_err(|error| format!("sbom: cargo metadata cannot be read: {error}"))?)
}

/// The document of what `cargo metadata` prints.
pub fn of_metadata(metadata: &Value) -> Result<Value, String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let used: BTreeMap<String, Vec<String>> =
        list(&metadata["resolve"]["nodes"]).iter().map(|node| (text(&node["id"]), shipped(node))).collect();
    let root = packages.iter().find(|(_, package)| package["name"] == ROOT);
    let Some((root, main)) = root else { return Err(format!("sbom: there is no package {ROOT}")) };
    let mut reached = BTreeSet::new();
    let mut open = vec![root.clone()];
    while let Some(id) = open.pop() {
        if reached.insert(id.clone()) {
            open.extend(used.get(&id).into_iter().flatten().cloned());
        }
    }
    let of = |id: &String| packages.get(id).unwrap_or(&Value::Null);
    let components = reached.iter().filter(|id| *id != root).map(|id| component("library", of(id)));
    let dependencies = reached.iter().map(|id| {
        let on: BTreeSet<String> = used.get(id).into_iter().flatten().map(|id| purl(of(id))).collect();
        json!({ "ref": purl(of(id)), "dependsOn": on })
    });
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": component("application", main) },
        "components": components.collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
    }))
}

/// What a package depends on for what is built from it, its build scripts included; not for its tests.
fn shipped(node: &Value) -> Vec<String> {
    let for_tests_only = |dependency: &&Value| {
        let kinds = dependency["dep_kinds"].as_array();
        !kinds.is_some_and(|kinds| kinds.iter().all(|kind| kind["kind"] == "dev"))
    };
    let dependencies = node["deps"].as_array().into_iter().flatten();
    dependencies.filter(for_tests_only).map(|dependency| text(&dependency["pkg"])).collect()
}

fn component(kind: &str, package: &Value) -> Value {
    let mut component = json!({
        "type": kind,
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
    });
    if let Some(license) = package["license"].as_str() {
        // Some still write a slash where SPDX has OR.
        component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
    }
    if let Some(address) = package["repository"].as_str() {
        component["externalReferences"] = json!([{ "type": "vcs", "url": address }]);
    }
    component
}

/// A package URL.
fn purl(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", text(&package["name"]), text(&package["version"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str) -> Value {
        json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "repository": null })
    }

    fn node(name: &str, dependencies: &[(&str, Option<&str>)]) -> Value {
        let dependencies =
            dependencies.iter().map(|(name, kind)| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] }));
        json!({ "id": name, "deps": dependencies.collect::<Vec<_>>() })
    }

    #[test]
    fn what_is_built_in_is_listed_and_what_only_tests_need_is_not() {
        let names = [ROOT, "direct", "indirect", "build", "test", "other"];
        let metadata = json!({
            "packages": names.map(package),
            "resolve": { "nodes": [
                node(ROOT, &[("direct", None), ("test", Some("dev")), ("build", Some("build"))]),
                node("direct", &[("indirect", None)]),
                node("indirect", &[]),
                node("build", &[]),
                node("test", &[("other", None)]),
                node("other", &[]),
            ] },
        });
        let document = of_metadata(&metadata).expect("a document");
        let components = document["components"].as_array().expect("a list");
        let listed: Vec<&str> = components.iter().filter_map(|component| component["name"].as_str()).collect();
        assert_eq!(listed, ["build", "direct", "indirect"]);
        assert_eq!(components[0]["licenses"], json!([{ "expression": "MIT OR Apache-2.0" }]));
        assert_eq!(document["metadata"]["component"]["purl"], "pkg:cargo/payscore-cli@1.0.0");
        let depends = document["dependencies"].as_array().expect("a list").iter();
        let of_root = depends.clone().find(|entry| entry["ref"] == "pkg:cargo/payscore-cli@1.0.0").expect("the root");
        assert_eq!(of_root["dependsOn"], json!(["pkg:cargo/build@1.0.0", "pkg:cargo/direct@1.0.0"]));
        assert!(of_metadata(&json!({})).is_err());
    }

    #[test]
    fn this_workspace_has_one_and_every_reference_in_it_leads_somewhere() {
        let document = document(&crate::workspace()).expect("a document");
        let components = document["components"].as_array().expect("a list");
        let mut known: BTreeSet<&str> =
            components.iter().filter_map(|component| component["bom-ref"].as_str()).collect();
        assert!(
            ["rustls", "tokio", "payscore-server"].iter().all(|name| components.iter().any(|it| it["name"] == *name))
        );
        assert!(components.iter().all(|component| component["name"] != "insta"), "only tests use it");
        known.extend(document["metadata"]["component"]["bom-ref"].as_str());
        for entry in document["dependencies"].as_array().expect("a list") {
            let on = entry["dependsOn"].as_array().into_iter().flatten().filter_map(Value::as_str);
            for reference in on.chain(entry["ref"].as_str()) {
                assert!(known.contains(reference), "{reference}");
            }
        }
    }
}
