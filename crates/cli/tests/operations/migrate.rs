//! `migrate`: all rows to another database.

use crate::support::{Server, fail, succeed};

#[test]
fn orders_go_on_in_another_database() {
    let mut server = Server::start(&[]);
    server.merchant("default").create("moves");
    let order = server.json(&["order", "show", "moves"]);
    let (data, target) = (server.data(), tempfile::tempdir().expect("a temporary folder"));
    let from = format!("sqlite:{}", data.display());
    let to = format!("sqlite:{}", target.path().join("new.db").display());
    let args = ["migrate", "--from", from.as_str(), "--to", to.as_str()];
    let in_use = fail(1, &args);
    assert!(in_use.contains("the source failed") && in_use.contains("another payscore server uses"), "{in_use}");

    server.signal("TERM");
    server.wait();
    let moved = succeed(&args);
    assert!(moved.contains("records") && moved.contains("row for row"), "{moved}");
    let again = fail(1, &args);
    assert!(again.contains("the target is not empty"), "{again}");

    std::fs::rename(target.path().join("new.db"), data.join("payscore.db")).expect("moves the file");
    let server = server.start_again(&[]);
    assert_eq!(server.json(&["order", "show", "moves"]), order);
}

#[test]
fn what_is_no_database_is_told() {
    let said = fail(1, &["migrate", "--from", "orders.db", "--to", "sqlite:new.db"]);
    assert!(said.contains("orders.db is no database") && said.contains("sqlite:PATH"), "{said}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let from = format!("sqlite:{}", folder.path().join("none.db").display());
    let said = fail(1, &["migrate", "--from", &from, "--to", "sqlite:new.db"]);
    assert!(said.contains("there is no database at"), "{said}");
}
