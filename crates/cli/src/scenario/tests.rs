//! Every built-in scenario against a server, and broken files with what is said of them.

use super::*;
use crate::args::Connection;
use crate::control::Control;
use crate::receiver::Receiver;
use payscore_server::{Config, Server};

/// Keeps what failed.
#[derive(Default)]
struct Notes(Vec<String>);

impl Watcher for Notes {
    fn begins(&mut self, _: &Scenario, _: &World, _: &str) {}

    fn step(&mut self, scenario: &Scenario, done: &Done) {
        if let Some(failure) = &done.failure {
            self.0.push(format!("{} step {} ({}): {failure:#?}", scenario.name, done.number, done.what));
        }
    }
}

/// A server in this process, on a runtime of its own.
struct Home {
    runtime: tokio::runtime::Runtime,
    server: Option<Server>,
    control: Control,
    _data: tempfile::TempDir,
}

impl Home {
    fn open() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let mut config = Config::new(data.path());
        config.listen.set_port(0);
        let server = runtime.block_on(Server::start(config)).expect("a server");
        let connection = Connection { server: format!("http://{}", server.address()), token: None };
        Self { control: Control::new(&connection).expect("an address"), server: Some(server), runtime, _data: data }
    }

    /// The merchant of a scenario, with an address that takes what is sent there.
    fn world(&self, merchant: &str) -> World {
        let world = World::open(&self.control, merchant).expect("a merchant");
        let receiver = Receiver::start(world.opener()).expect("a port");
        let settings = serde_json::json!({ "notify_url": receiver.url() });
        self.control.put(&["merchants", world.mchid()], &settings).expect("a setting");
        world.notified_at(receiver.url())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.stop());
        }
    }
}

#[test]
fn every_built_in_scenario_goes_as_written() {
    let home = Home::open();
    let mut notes = Notes::default();
    for scenario in built_in() {
        let scenario = scenario.unwrap_or_else(|mistake| panic!("{mistake}"));
        // Twice: what one run leaves behind must not be in the next one's way.
        for _ in 0..2 {
            let world = home.world(&scenario.merchant);
            Runner::new(&world, &scenario).run(&mut notes);
        }
    }
    assert!(notes.0.is_empty(), "{}", notes.0.join("\n"));
}

#[test]
fn the_folder_is_what_the_binary_has() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().trim_end_matches(".toml").to_owned())
        .collect();
    let mut known: Vec<String> = builtin::names().map(str::to_owned).collect();
    files.sort();
    known.sort();
    assert_eq!(files, known);
    assert!(built_in().all(|scenario| scenario.is_ok_and(|scenario| scenario.title_zh.is_some())));
}

#[test]
fn broken_files_say_where_and_what() {
    let step = |text: &str| format!("title = \"x\"\n\n[[step]]\nadvance = \"1s\"\n\n[[step]]\n{text}\n");
    for (text, said) in [
        ("title = ".to_owned(), "f:1: title: "),
        ("[[step]]\nadvance = \"1s\"\n".to_owned(), "f:1: step 1: missing field `title`"),
        ("title = \"x\"\n".to_owned(), "f:2: no steps: each begins with [[step]]"),
        ("title = \"x\"\nteps = 1\n".to_owned(), "f:2: unknown field `teps`, expected one of"),
        (
            "title = \"x\"\nvars = { a = \"{{ordr}}\" }\n[[step]]\nadvance=\"1s\"".to_owned(),
            "f:2: vars.a: no variable `ordr` here; did you mean `order`?",
        ),
        (step("advance = 3"), "f:7: step 2: advance: invalid type: integer `3`, expected a string"),
        (step("advance = \"30x\""), "f:7: step 2: advance: `30x` is none: a duration is 30d"),
        (step("metod = \"x\""), "f:7: step 2: unknown field `metod`"),
        (
            step("call = \"CreateServiceOrdr\""),
            "f:7: step 2: call: no operation `CreateServiceOrdr`; did you mean `CreateServiceOrder`?",
        ),
        (step("call = \"FETCH /v3/x\""), "f:7: step 2: call: no method `FETCH`"),
        (step("call = \"GET /v2/x\""), "f:7: step 2: call: `/v2/x` should begin with /v3/"),
        (step("user = \"confirms\""), "f:7: step 2: user: no act `confirms`; did you mean `confirm`?"),
        (step("user = \"authorize\""), "f:7: step 2: user: authorize needs `as`"),
        (step("note = \"nothing\""), "f:6: step 2: one of call, user, advance, fault, notification, state"),
        (step("user = \"pay\"\nadvance = \"1s\""), "f:6: step 2: one of call, user, advance"),
        (
            step("advance = \"1s\"\nstatus = 200"),
            "f:8: step 2: status: a step with `advance` may have expect, save besides",
        ),
        (
            step("state = \"DONE\"\nrecord = \"odrer\""),
            "f:8: step 2: record: no kind of record `odrer`; did you mean `order`?",
        ),
        (
            step("notification = \"USER_PAID\"\ndelivery = \"sent\""),
            "f:8: step 2: delivery: no `sent`; there are delivered, pending",
        ),
        (
            step("call = \"QueryServiceOrder\"\n[step.with]\nappid = \"{{app_id}}\""),
            "f:8: step 2: with: no variable `app_id` here; did you mean `appid`?",
        ),
        (
            step("call = \"QueryServiceOrder\"\nwith = { appid = \"{{appid\" }"),
            "f:8: step 2: with: `{{appid`: {{ without its }}",
        ),
        (step("state = \"DONE\"\nsave = { \"a b\" = \"state\" }"), "f:8: step 2: save: `a b` is no name"),
        (
            step("state = \"DONE\"\nof = \"{{later}}\"\n[[step]]\nstate=\"DONE\"\nsave = { later = \"state\" }"),
            "f:8: step 2: of: no variable `later` here",
        ),
    ] {
        let mistake = Scenario::parse("f", &text).expect_err(&text).to_string();
        assert!(mistake.starts_with(said), "{text}\n  said: {mistake}\n  not:  {said}");
    }
}
