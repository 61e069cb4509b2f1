use super::*;

const DOMAINS_OF_TWO: &str = "bill\tbills\t账单\nrefunds\trefunds\t退款\n";
const OPERATIONS_OF_TWO: &str = "GET\t/v3/bill\t账单\tfile\n\
    POST\t/v3/refunds/out-no/{out_no}/use\t上传\tmultipart\n\
    GET\t/v3/refunds/{refund_id}\t查询\n\
    PATCH\t/v3/refunds/{refund_id}\t修改\n\
    POST\t/v3/refunds/{refund_id}/delete\t删除\n";
const MANIFEST_BEFORE: &str = "[features]\ndefault = [\"bill\"]\n\
    # One feature a domain, written by `cargo xtask chain --write`.\n\
    gone = []\n\
    # End of the domains.\n\n[dependencies]\n";

fn lists(operations: &str, domains: &str) -> Result<Lists, Problems> {
    Lists::parse(operations, domains)
}

fn files_of_two() -> BTreeMap<String, String> {
    files(&lists(OPERATIONS_OF_TWO, DOMAINS_OF_TWO).unwrap(), MANIFEST_BEFORE).unwrap()
}

#[test]
fn a_domain_is_written_as_a_tree() {
    let files = files_of_two();
    let (_, tree) = files[&format!("{CHAIN}/refunds.rs")].split_once("nodes! {\n").unwrap();
    assert_eq!(
        tree,
        r#"    Refunds "/v3/refunds"
    out_no: OutNo "/out-no" {
        out_no: OutNo {out_no} {
            use_: Use "/use" (post_multipart "上传")
        }
    }
    refund_id: RefundId {refund_id} (get "查询", patch "修改") {
        delete_: Delete "/delete" (post "删除")
    }
}
"#
    );
    let root = &files[&format!("{CHAIN}/mod.rs")];
    assert!(root.contains("#[cfg(feature = \"refunds\")]\npub mod refunds;\n"), "{root}");
    assert!(root.contains("    bill: Bill \"bill\" \"bills\" \"账单\" 1 (get_file \"账单\")\n"), "{root}");
    assert!(!root.contains("mod bill;"), "nothing is below it: {root}");
}

#[test]
fn a_feature_a_domain_is_written_into_the_manifest() {
    let manifest = &files_of_two()[MANIFEST];
    assert_eq!(
        manifest,
        "[features]\ndefault = [\"bill\"]\n\
         # One feature a domain, written by `cargo xtask chain --write`.\n\
         full = [\n    \"bill\",\n    \"refunds\",\n]\nbill = []\nrefunds = []\n\
         # End of the domains.\n\n[dependencies]\n"
    );
    let lists = lists(OPERATIONS_OF_TWO, DOMAINS_OF_TWO).unwrap();
    assert!(files(&lists, "[features]\n").unwrap_err()[0].starts_with("crates/sdk/Cargo.toml: the lines that enclose"));
}

#[test]
fn each_operation_is_called_once_in_the_list_s_order() {
    let files = files_of_two();
    let calls: Vec<&str> = files[&format!("{TEST_CALLS}/part_1.rs")]
        .lines()
        .filter_map(|line| line.trim().strip_prefix("made("))
        .collect();
    assert_eq!(
        calls,
        [
            "v3().bill().query(query()).get());",
            "v3().refunds().out_no().out_no(value(\"out_no\")).use_().post(body()));",
            "v3().refunds().refund_id(value(\"refund_id\")).query(query()).get());",
            "v3().refunds().refund_id(value(\"refund_id\")).patch(body()));",
            "v3().refunds().refund_id(value(\"refund_id\")).delete_().post(body()));",
        ]
    );
}

#[test]
fn an_edited_and_a_missing_file_are_seen() {
    let files = files_of_two();
    let edited = format!("{CHAIN}/refunds.rs");
    let read = |path: &str| match path {
        path if path == edited => Some("// edited\n".to_owned()),
        MANIFEST => None,
        path => files.get(path).cloned(),
    };
    assert_eq!(
        differing(&files, &read),
        [MANIFEST, edited.as_str()].map(|path| {
            format!("{path}: not what crates/sdk/v3-operations.tsv asks for; `cargo xtask chain --write`")
        })
    );
}

#[test]
fn a_list_that_cannot_be_written_is_refused_by_line() {
    let problem = |line: &str| lists(line, DOMAINS_OF_TWO).err().unwrap_or_default().remove(0);
    for (line, why) in [
        ("GET\t/v3/bill", "not method, path, title"),
        ("GET\t/v3/bill\t账单\tmultipart", "not method, path, title"),
        ("HEAD\t/v3/bill\t账单", "an unknown method"),
        ("GET\t/v2/bill\t账单", "a path that does not begin with /v3/"),
        ("GET\t/v3/{bill}\t账单", "a path with a segment"),
        ("GET\t/v3/bill/\t账单", "a path with a segment"),
        ("GET\t/v3/bill/{a-b}\t账单", "a path with a segment"),
        ("GET\t/v3/bill/A\t账单", "a path with a segment"),
        ("GET\t/v3/bill?a=b\t账单", "a path with a segment"),
        ("GET\t/v3/bill\t\"", "a title that is empty"),
    ] {
        let problem = problem(line);
        assert!(problem.starts_with(&format!("{OPERATIONS}:1: {why}")), "{line}: {problem}");
    }
}

#[test]
fn lists_that_disagree_are_refused() {
    let problems = |operations: &str, domains: &str| lists(operations, domains).err().unwrap_or_default().join("\n");
    let bill = "GET\t/v3/bill\t账单\n";
    assert_eq!(problems(bill, "bill\tbills\t账单\n"), "");
    assert_eq!(problems(&bill.repeat(2), "bill\tbills\t账单\n"), format!("{OPERATIONS}: GET /v3/bill is there twice"));
    let unsorted = format!("GET\t/v3/refunds\t退款\n{bill}");
    assert_eq!(problems(&unsorted, DOMAINS_OF_TWO), format!("{OPERATIONS}: not sorted by path"));
    assert_eq!(problems(bill, DOMAINS_OF_TWO), format!("{DOMAINS}: refunds has no operation"));
    assert_eq!(problems(bill, ""), format!("{DOMAINS}: bill is missing"));
    let twice = "bill\tbills\t账单\n".repeat(2);
    assert_eq!(problems(bill, &twice), format!("{DOMAINS}: not sorted, or something is there twice"));
}

#[test]
fn steps_that_would_be_called_alike_are_refused() {
    let operations = "GET\t/v3/bill/a-b\tx\nGET\t/v3/bill/a_b\tx\n";
    let problems = files(&lists(operations, "bill\tbills\t账单\n").unwrap(), MANIFEST_BEFORE).unwrap_err();
    assert!(problems[0].starts_with("/v3/bill/a_b and /v3/bill/a-b are called alike"), "{problems:?}");
}
