//! The real binary, from outside: its lines, its exit codes, and its commands against its own server.
#![cfg(unix)]

mod bench;
mod companions;
mod doctor;
mod merchants;
mod nodes;
mod operations;
mod reach;
mod support;

use serde_json::json;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::{Server, fail, payscore, run, signal, succeed};

mod serve {
    use super::*;

    #[test]
    fn prints_one_line_and_ends_well_on_sigterm() {
        let mut server = Server::start(&[]);
        assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
        server.wait_for_stderr("Ctrl-c stops the server.");
        server.signal("TERM");
        let (stdout, stderr, status) = server.wait();
        assert_eq!(stdout, "");
        assert_eq!(stderr, "stopping: what runs is finished first; once more stops at once\n");
        assert_eq!(status.code(), Some(0));
    }

    #[test]
    fn ends_well_on_ctrl_c() {
        let mut server = Server::start(&[]);
        server.signal("INT");
        assert_eq!(server.wait().2.code(), Some(0));
    }

    #[test]
    fn a_second_signal_ends_it_at_once() {
        let mut server = Server::start(&[]);
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let merchant = server.merchant("default");
        set_notify_url(&server, &format!("http://{}/", silent.local_addr().unwrap()));
        merchant.create("second-signal");
        server.text(&["order", "confirm", "second-signal"]);
        // The delivery is under way from here on, and nobody answers it: stopping would take its whole 5 s.
        let _connection = silent.accept().unwrap();
        let began = Instant::now();
        server.signal("TERM");
        server.wait_for_stderr("stopping");
        server.signal("TERM");
        assert_eq!(server.wait().2.code(), Some(143));
        assert!(began.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn says_how_to_try_it() {
        let mut server = Server::start(&[]);
        let mut lines = Vec::new();
        while !lines.last().is_some_and(|line: &String| line.starts_with("Ctrl-c")) {
            let mut line = String::new();
            server.stderr.read_line(&mut line).unwrap();
            lines.push(line);
        }
        let guide = lines.concat();
        assert!(guide.contains(&format!("{}/_payscore/", server.url)), "{guide}");
        assert!(guide.contains(&server.data().join("merchants/default").display().to_string()), "{guide}");
        // The line is for copying: it has to work as it stands.
        let command = lines.iter().find(|line| line.contains(" demo ")).unwrap();
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[0], env!("CARGO_BIN_EXE_payscore"));
        succeed(&words[1..]);
    }

    #[test]
    fn called_through_cargo_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = payscore()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(folder.path())
            .env("CARGO_PKG_NAME", "payscore-cli")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let demo = stderr.lines().map(Result::unwrap).find(|line| line.contains(" demo ")).unwrap();
        assert!(demo.trim_start().starts_with("cargo run "), "{demo}");
        assert!(demo.contains(" -- demo --server http://127.0.0.1:") && !demo.contains("--data"), "{demo}");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn a_taken_port_is_told() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let text = fail(1, &["serve", "--listen", &address, "--data", data.to_str().unwrap()]);
        assert!(text.contains(&format!("cannot listen on {address}")) && text.contains("--listen"), "{text}");
        assert!(!data.exists(), "a server that does not start leaves nothing behind");
    }

    #[test]
    fn a_data_folder_that_is_a_file_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        let text = fail(1, &["serve", "--listen", "127.0.0.1:0", "--data", path]);
        assert!(text.contains(path) && text.contains("it is a file") && text.contains("--data"), "{text}");
    }

    #[test]
    fn a_folder_in_use_is_told() {
        let server = Server::start(&[]);
        let text = fail(1, &["serve", "--listen", "127.0.0.1:0", "--data", server.data().to_str().unwrap()]);
        assert!(text.contains("another payscore server uses this data folder"), "{text}");
    }

    #[test]
    fn a_broken_key_is_told() {
        let mut server = Server::start(&[]);
        server.signal("TERM");
        server.wait();
        let key = server.data().join("merchants/default/apiclient_key.pem");
        std::fs::write(&key, "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n").unwrap();
        let text = fail(1, &["serve", "--listen", "127.0.0.1:0", "--data", server.data().to_str().unwrap()]);
        assert!(text.contains("apiclient_key.pem is not usable"), "{text}");
        assert!(text.contains("Put the right file there"), "{text}");
    }

    #[test]
    fn a_database_that_cannot_be_used_is_told_without_its_password() {
        for database in
            ["mysql://me:secret@db/orders", "postgres://me:secret@127.0.0.1:9/orders", "postgres://me:secret@"]
        {
            let text = fail(1, &["serve", "--listen", "127.0.0.1:0", "--database", database]);
            assert!(text.contains("postgres://") && !text.contains("secret"), "{text}");
        }
    }

    #[test]
    fn an_empty_token_in_the_environment_is_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = payscore()
            .args(["serve", "--listen", "0.0.0.0:0", "--data"])
            .arg(folder.path())
            .env("PAYSCORE_CONTROL_TOKEN", "")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let access = stderr.lines().map(Result::unwrap).find(|line| line.contains("Control API")).unwrap();
        assert!(access.contains("from this machine only"), "{access}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

mod client {
    use super::*;

    #[test]
    fn the_user_confirms_and_pays() {
        let server = Server::start(&["--deduction-seconds", "60"]);
        let merchant = server.merchant("default");
        merchant.create("life|1*");
        assert_eq!(server.json(&["order", "show", "life|1*"])["state"], "CREATED");
        let confirmed = server.json(&["order", "confirm", "life|1*", "--openid", merchant.user("never_has_balance")]);
        assert_eq!((&confirmed["state"], &confirmed["declined"]), (&json!("USER_ACCEPTED"), &json!(false)));
        merchant.complete("life|1*");
        assert_eq!(server.json(&["order", "show", "life|1*"])["state"], "FINISHED");
        // The first deduction is answered, with no, after a minute; the user pays on the phone then.
        assert_eq!(server.json(&["clock", "advance", "2m"])["offset_seconds"], 120);
        let paid = server.json(&["order", "pay", "life|1*", "--mchid", merchant.text("mchid")]);
        assert_eq!(paid["state"], "USER_PAID", "{paid}");
        let listed = server.json(&["order", "list", "--state", "user_paid"]);
        assert_eq!(listed["orders"][0]["out_order_no"], "life|1*");
        let text = server.text(&["order", "show", "life|1*"]);
        assert!(text.starts_with("life|1*  USER_PAID\n") && text.contains("collection paid"), "{text}");
        assert!(!text.contains('\u{1b}'), "no colours into a pipe: {text}");
    }

    #[test]
    fn the_user_declines() {
        let server = Server::start(&[]);
        server.merchant("default").create("no-thanks");
        let declined = server.json(&["order", "decline", "no-thanks"]);
        assert_eq!((&declined["state"], &declined["declined"]), (&json!("CREATED"), &json!(true)));
        assert_eq!(
            server.text(&["order", "decline", "no-thanks"]),
            "the user turns it down: order no-thanks is CREATED\n"
        );
    }

    #[test]
    fn the_platforms_keys_are_replaced() {
        let server = Server::start(&[]);
        let shown = server.text(&["platform", "show"]);
        assert!(shown.contains("platform certificate\nSTATE") && shown.contains("next: announce, 20"), "{shown}");
        let begun = server.json(&["platform", "rotate"]);
        let states = |of: &serde_json::Value, identity: &str| {
            let identities = of[identity]["identities"].as_array().expect("a list").iter();
            identities.map(|one| one["state"].as_str().expect("a state").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(states(&begun, "certificate"), ["signing", "announced"]);
        server.json(&["clock", "advance", "5d"]);
        let shown = server.text(&["platform", "show"]);
        assert!(shown.contains("\nretiring") && shown.contains(" of the service clock\n"), "{shown}");
        let ended = server.json(&["platform", "rotate", "--phase", "retire"]);
        assert_eq!(states(&ended, "certificate"), ["signing"]);
        assert!(server.text(&["platform", "show"]).contains("\nretired "));
        let refused = server.refused(&["platform", "rotate", "--phase", "switch"]);
        assert!(refused.contains("the next phase is \"announce\""), "{refused}");
        let old = ended["public_key"]["identities"][0]["serial"].clone();
        let replaced = server.json(&["platform", "rotate", "--identity", "public-key", "--now"]);
        assert_eq!(replaced["public_key"]["retired"][0]["serial"], old);
        assert!(fail(2, &["platform", "rotate", "--now", "--phase", "switch"]).contains("--phase"));
    }

    #[test]
    fn time_passes() {
        let server = Server::start(&[]);
        server.merchant("default").create("too-late");
        assert_eq!(server.json(&["clock", "show"])["offset_seconds"], 0);
        let advanced = server.json(&["clock", "advance", "30d"]);
        assert_eq!((&advanced["offset_seconds"], &advanced["orders_moved"]), (&json!(2_592_000), &json!(1)));
        assert_eq!(server.json(&["order", "show", "too-late"])["state"], "EXPIRED");
        assert!(server.text(&["clock", "show"]).contains("(30d ahead)"));
        server.merchant("default").create("later");
        let text = server.text(&["clock", "preview", "30d"]);
        assert!(text.contains("  1 order will expire, 20") && text.contains("later"), "{text}");
        assert_eq!(server.json(&["clock", "freeze"])["frozen"], true);
        assert!(server.text(&["clock", "run", "--rate", "60"]).contains(", 60 times as fast)"));
        server.json(&["clock", "run"]);
        let until = server.json(&["clock", "preview", "30d"])["until"].as_str().unwrap().to_owned();
        let text = server.text(&["clock", "set", &until]);
        assert!(text.contains("meanwhile:\n  1 order expired, 20"), "{text}");
        let text = server.refused(&["clock", "set", "2020-01-01"]);
        assert!(text.contains("does not go back") && text.contains("there are orders"), "{text}");
        let text = server.refused(&["clock", "advance", "400d"]);
        assert!(text.contains("HTTP 400 PARAM_ERROR: at most"), "{text}");
    }

    #[test]
    fn notifications_are_shown_and_sent_again() {
        let server = Server::start(&[]);
        let merchant = server.merchant("default");
        merchant.create("callback");
        server.text(&["order", "confirm", "callback"]);
        let listed = server.json(&["notifications", "list", "--order", "callback"]);
        assert_eq!(listed["notifications"].as_array().unwrap().len(), 1, "{listed}");
        let notification = &listed["notifications"][0];
        assert_eq!(notification["status"], "unaddressed");
        let id = notification["id"].as_str().unwrap();
        assert_eq!(server.json(&["notifications", "show", id])["event_type"], "PAYSCORE.USER_ACCEPTED");
        let text = server.refused(&["notifications", "resend", id]);
        assert!(text.contains("no notify_url"), "{text}");

        let endpoint = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/notify", endpoint.local_addr().unwrap());
        set_notify_url(&server, &url);
        let resent = server.json(&["notifications", "resend", id]);
        assert_eq!((&resent["id"], &resent["url"]), (&json!(id), &json!(url)));
        let (connection, _) = endpoint.accept().unwrap();
        let mut line = String::new();
        BufReader::new(connection).read_line(&mut line).unwrap();
        assert_eq!(line, "POST /notify HTTP/1.1\r\n");
        let other = server.json(&["notifications", "list", "--mchid", "1900000100", "--limit", "1"]);
        assert_eq!(other, json!({ "notifications": [] }));
    }

    #[test]
    fn faults_are_set_and_cleared() {
        let server = Server::start(&[]);
        let added = server.json(&["fault", "add", "system-error", "--operation", "CreateSmartRetailOrder"]);
        let rule = &added["faults"][0];
        assert_eq!((&rule["fault"], &rule["count"]), (&json!("SYSTEM_ERROR"), &json!(1)), "{added}");
        assert_eq!(server.json(&["fault", "list"])["faults"], added["faults"]);
        let often = ["--count", "unlimited", "--probability", "0.5", "--seed", "7"];
        let dropped = ["fault", "add", "NOTIFICATION_DROP", "--event-type", "PAYSCORE.USER_PAID", "--order", "a-1"];
        server.text(&[dropped.as_slice(), &often].concat());
        let listed = server.text(&["fault", "list"]);
        for part in ["CreateSmartRetailOrder", "order a-1, probability 0.5, seed 7", "unlimited"] {
            assert!(listed.contains(part), "{part}: {listed}");
        }
        let id = rule["id"].to_string();
        assert_eq!(server.json(&["fault", "remove", &id])["faults"].as_array().map(Vec::len), Some(1));
        assert!(server.refused(&["fault", "remove", &id]).contains("no fault 1"));
        assert_eq!(server.json(&["fault", "clear"]), json!({ "faults": [] }));
        assert!(server.refused(&["fault", "add", "frequency-limited", "--operation", "X"]).contains("no operation X"));
        let meaningless = ["fault", "add", "sign-test", "--milliseconds", "5"];
        assert!(server.refused(&meaningless).contains("milliseconds: for SLOW_ANSWER"));
    }

    #[test]
    fn merchants_are_listed() {
        let server = Server::start(&[]);
        let listed = server.json(&["merchant", "list"]);
        assert_eq!(listed["merchants"].as_array().unwrap().len(), 2);
        let text = server.text(&["merchant", "list"]);
        assert!(text.contains("pays_on_third_attempt") && text.contains("sub_mchid"), "{text}");
    }

    #[test]
    fn a_number_of_two_merchants_has_to_be_told_apart() {
        let server = Server::start(&[]);
        let (default, partner) = (server.merchant("default"), server.merchant("partner"));
        default.create("twice");
        let body = json!({
            "appid": partner.text("appid"), "sub_mchid": partner.text("sub_mchid"), "sub_appid": partner.text("sub_appid"),
            "out_order_no": "twice",
            "service_id": partner.file["services"][1]["service_id"], "openid": partner.user("pays_at_once"),
            "service_introduction": "充电宝", "post_payments": [{ "name": "租金", "amount": 100 }], "total_amount": 100,
            "time_range": { "start_time": "20250101000000", "end_time": "20250101010000" },
            "notify_url": "http://127.0.0.1:1/",
        });
        partner.client["v3/payscore/partner/serviceorder/direct-complete"].post(&body).unwrap();
        let text = server.refused(&["order", "show", "twice"]);
        let (a, b) = (default.text("mchid"), partner.text("mchid"));
        assert!(text.contains(a) && text.contains(b) && text.contains("--mchid"), "{text}");
        assert_eq!(server.json(&["order", "show", "twice", "--mchid", b])["mchid"], b);
        assert_eq!(server.json(&["order", "confirm", "twice", "--mchid", a])["state"], "USER_ACCEPTED");
    }

    #[test]
    fn what_is_not_there_is_told_with_where_to_look() {
        let server = Server::start(&[]);
        assert_eq!(server.text(&["order", "list"]), "no orders: `payscore demo` makes one\n");
        for args in [["order", "show", "nope"], ["order", "confirm", "nope"], ["order", "pay", "nope"]] {
            let text = server.refused(&args);
            assert_eq!(
                text,
                "payscore: no merchant has an order nope. `payscore order list` shows the orders there are\n"
            );
        }
        let text = server.refused(&["order", "show", "nope", "--mchid", "1230000109"]);
        assert!(text.contains("merchant 1230000109 has no order nope") && text.contains("order list"), "{text}");
        let text = server.refused(&["notifications", "show", "nope"]);
        assert!(text.contains("no notification nope") && text.contains("notifications list"), "{text}");
    }

    #[test]
    fn a_refusal_has_its_code_and_words() {
        let server = Server::start(&[]);
        server.merchant("default").create("early");
        let text = server.refused(&["order", "confirm", "early", "--openid", "nobody"]);
        assert!(text.starts_with("payscore: HTTP 400 PARAM_ERROR: ") && text.contains("nobody"), "{text}");
        assert!(server.refused(&["order", "pay", "early"]).starts_with("payscore: HTTP 400 "));
    }

    #[test]
    fn no_server_is_told() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("http://{free}");
        let expected = format!("payscore: no payscore server at {url}: start one with `payscore serve`\n");
        for args in [&["order", "list"][..], &["order", "show", "x"], &["clock", "advance", "1"], &["demo"]] {
            assert_eq!(fail(1, &[args, &["--server", &url]].concat()), expected);
        }
        assert!(fail(1, &["order", "list", "--server", "https://localhost"]).contains("plain http"));
    }

    #[test]
    fn wrong_usage_exits_with_2() {
        assert!(fail(2, &["clock", "advance", "30x"]).contains("30d, 2h"));
        assert!(fail(2, &["clock", "set", "soon"]).contains("2026-12-21"));
        assert!(fail(2, &["clock", "run", "--rate", "0"]).contains("86400"));
        for args in [&["order", "list", "--limit", "0"][..], &["order", "show"], &["order", "show", ""], &["nothing"]] {
            fail(2, args);
        }
    }

    #[test]
    fn completions_print() {
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let script = succeed(&["completions", shell]);
            assert!(script.contains("notifications") && script.contains("payscore"), "{shell}");
        }
    }

    #[test]
    fn help_names_every_command() {
        let output = run(&["--help"]);
        let text = String::from_utf8(output.stdout).unwrap();
        for command in [
            "serve",
            "demo",
            "bench",
            "order",
            "clock",
            "notifications",
            "merchant",
            "platform",
            "launch",
            "fault",
            "ca",
            "env",
            "run",
            "completions",
        ] {
            assert!(text.contains(&format!("\n  {command} ")), "{command}: {text}");
        }
    }
}

mod demo {
    use super::*;

    #[test]
    fn walks_an_order_to_its_notifications_and_leaves_no_trace_in_settings() {
        let server = Server::start(&[]);
        set_notify_url(&server, "http://127.0.0.1:1/mine");
        let data = server.data();
        let data = data.to_str().unwrap();
        let text = server.text(&["demo", "--data", data]);
        for part in
            ["1. create", "2. confirm", "<- PAYSCORE.USER_ACCEPTED", "3. query", "4. complete", "<- PAYSCORE.USER_PAID"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        let told = server.json(&["demo", "--data", data]);
        assert!(told["milliseconds"].as_u64().unwrap() < 5_000, "{told}");
        let plaintext = &told["steps"].as_array().unwrap().last().unwrap()["plaintext"];
        assert_eq!((&plaintext["state"], &plaintext["out_order_no"]), (&json!("USER_PAID"), &told["out_order_no"]));
        assert_eq!(server.json(&["merchant", "list"])["merchants"][0]["notify_url"], "http://127.0.0.1:1/mine");
    }

    #[test]
    fn ctrl_c_gives_the_notify_url_back() {
        // The payment takes an hour, so the demo waits for its notification when ctrl-c comes.
        let server = Server::start(&["--deduction-seconds", "3600"]);
        let mut child = payscore()
            .args(["demo", "--server", &server.url, "--data"])
            .arg(server.data())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.starts_with("4. complete")));
        signal(&child, "INT");
        assert_eq!(child.wait().unwrap().code(), Some(1));
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(stderr, "payscore: interrupted\n");
        assert_eq!(server.json(&["merchant", "list"])["merchants"][0]["notify_url"], json!(null));
    }

    #[test]
    fn missing_credentials_are_told() {
        let server = Server::start(&[]);
        let text = server.refused(&["demo", "--data", "/nowhere"]);
        assert!(text.contains("no credentials in /nowhere/merchants/default") && text.contains("--data"), "{text}");
    }

    #[test]
    fn credentials_of_another_server_are_told() {
        let (server, other) = (Server::start(&[]), Server::start(&[]));
        let output = run(&["demo", "--server", &server.url, "--data", other.data().to_str().unwrap()]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("SIGN_ERROR") && text.contains("do the credentials belong to this server?"), "{text}");
    }
}

/// Through the control API, as a console would.
fn set_notify_url(server: &Server, url: &str) {
    let target = format!("{}/_payscore/merchants/1230000109", server.url);
    let body = json!({ "notify_url": url }).to_string();
    let http = ureq::Agent::config_builder().proxy(None).build().new_agent();
    http.put(target).content_type("application/json").send(body).unwrap();
}
