//! This workspace, held against every check.

fn assert_clean(check: &str) {
    let problems = xtask::run(check).expect("a check");
    assert!(problems.is_empty(), "cargo xtask {check}:\n{}", problems.join("\n"));
}

#[test]
fn the_chain_is_the_list() {
    assert_clean("chain");
}

#[test]
fn dependencies_point_one_way() {
    assert_clean("deps");
}

#[test]
fn the_code_is_tidy() {
    assert_clean("tidy");
}

#[test]
fn the_documents_lead_somewhere() {
    assert_clean("docs");
}

#[test]
fn no_crate_is_without_the_lints() {
    assert_clean("lints");
}

#[test]
fn each_dependency_of_the_sdk_has_its_reason() {
    assert_clean("reasons");
}

#[test]
fn an_unknown_check_is_no_check() {
    assert!(xtask::run("nonsense").is_none());
}
