//! The fuzz targets as plain functions of bytes: a fuzzer calls them with what it thinks up, and this crate's test with
//! the corpus. Each panics where what was read is not what a second, simpler reading says.

mod authorization;
mod json_body;
mod multipart;
mod notification;
mod path_templates;
mod proxy_request;
mod reading;
mod times;

/// What is fuzzed: a name, and what is done with the bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target; `fuzz/fuzz_targets/` and `fuzz/corpus/` have one of each name.
pub const TARGETS: &[Target] = &[
    ("authorization", authorization::check),
    ("json_body", json_body::check),
    ("multipart", multipart::check),
    ("notification", notification::check),
    ("path_templates", path_templates::check),
    ("proxy_request", proxy_request::check),
    ("times", times::check),
];

/// The target of this name.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn target(name: &str) -> fn(&[u8]) {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("there is no fuzz target {name}")).1
}
