//! Several servers on one PostgreSQL database, as processes. Where PostgreSQL is not installed nothing is run, which is
//! said.

use crate::support::{Server, fail, succeed};
use payscore_scratch_postgres::database;

#[test]
fn three_share_all_and_one_that_is_killed_is_not_missed() {
    let Some(database) = database() else { return };
    let on = ["--no-tls", "--database", database.url.as_str()];
    let [first, second, third] = std::array::from_fn(|_| Server::start(&on));
    let merchant = first.merchant("default");
    merchant.create("a-1");
    // The client of the first folder, and the same merchant of the others': keys are the same.
    assert_eq!(second.merchant("default").text("apiv3_key"), merchant.text("apiv3_key"));
    assert_eq!(second.json(&["order", "show", "a-1"])["order"]["state"], "CREATED");
    second.text(&["order", "confirm", "a-1"]);
    first.signal("KILL");
    third.merchant("default").complete("a-1");
    third.text(&["clock", "advance", "1h"]);
    assert_eq!(second.json(&["order", "show", "a-1"])["order"]["state"], "USER_PAID");
    assert_eq!(second.json(&["clock", "show"])["offset_seconds"], third.json(&["clock", "show"])["offset_seconds"]);
    // Its folder is lost, too: it joins again.
    let again = Server::start(&on);
    assert_eq!(again.merchant("default").text("serial_no"), merchant.text("serial_no"));
    again.merchant("default").create("a-2");
}

#[test]
fn a_merchant_is_added_to_the_database_without_a_server() {
    let Some(database) = database() else { return };
    let on = ["--no-tls", "--database", database.url.as_str()];
    let server = Server::start(&on);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("text");
    let add = ["merchant", "add", "1900000777", "--into", path, "--database", &database.url];
    assert!(succeed(&add).contains("1900000777"));
    assert_eq!(server.json(&["merchant", "show", "1900000777"])["mchid"], "1900000777");
    assert!(fail(1, &add).contains("exists already"));
    // A folder of another database has keys that this one does not.
    let own = tempfile::tempdir().expect("a folder");
    let own = own.path().to_str().expect("text");
    succeed(&["merchant", "add", "1900000778", "--into", own]);
    let text = fail(1, &["serve", "--listen", "127.0.0.1:0", "--data", own, "--database", &database.url]);
    assert!(text.contains("--data") && text.contains(own), "{text}");
}
