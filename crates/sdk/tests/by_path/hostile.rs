//! Values that nobody should give, and some do: each arrives as it is, or is refused before anything is sent.

use crate::expected::fill;
use crate::recorder::{Recorder, Request, assert_recorded};
use payscore::chain::{Caller, Chain, V3};
use payscore::{Error, Response, TemplateError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

type Answer = Result<Response<Value>, Error>;

const TEMPLATE: &str = "/v3/marketing/partner/product-coupon/users/{openid}/coupons/{coupon_code}/use";

fn pure<C: Caller>(v3: V3<C>, openid: &str, code: &str) -> C::Output {
    let users = v3.marketing().partner().product_coupon().users();
    users.openid(openid).coupons().coupon_code(code).use_().post(&json!({}))
}

fn by_template<C: Caller>(chain: &Chain<C>, openid: &str, code: &str) -> C::Output {
    // The other way round than in the template: values are found by name.
    chain.with("coupon_code", code).with("openid", openid).post(&json!({}))
}

/// Every style of both clients, with these values.
struct Clients {
    recorder: Recorder,
    runtime: tokio::runtime::Runtime,
    client: payscore::Client,
    blocking: payscore::blocking::Client,
}

impl Clients {
    fn new() -> Self {
        let recorder = Recorder::start();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (client, blocking) = (recorder.client(), recorder.blocking_client());
        Self { recorder, runtime, client, blocking }
    }

    fn send(&self, openid: &str, code: &str) -> ([Answer; 6], Vec<Request>) {
        let template = &TEMPLATE[1..];
        let Self { client, blocking, .. } = self;
        let answers = [
            self.runtime.block_on(pure(client.v3(), openid, code)),
            self.runtime.block_on(by_template(&client.chain(template), openid, code)),
            self.runtime.block_on(by_template(&client[template], openid, code)),
            pure(blocking.v3(), openid, code),
            by_template(&blocking.chain(template), openid, code),
            by_template(&blocking[template], openid, code),
        ];
        (answers, self.recorder.requests())
    }
}

/// Any text, and more often than chance would have it what looks encoded, is a path, a template, or in two cases.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("%2F".to_owned()),
        Just("%2e%2e".to_owned()),
        Just("%".to_owned()),
        Just("../".to_owned()),
        Just("..".to_owned()),
        Just(".".to_owned()),
        Just("//".to_owned()),
        Just("\\".to_owned()),
        Just("?a=b&c".to_owned()),
        Just("#x".to_owned()),
        Just("{openid}".to_owned()),
        Just("}{".to_owned()),
        Just("\r\nHost: x".to_owned()),
        Just("\0".to_owned()),
        Just("\u{e9}e\u{301}".to_owned()),
        Just("aA|*+ ~".to_owned()),
        Just("完\u{10FFFF}".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

#[test]
fn values_arrive_as_they_are_or_are_refused_unsent() {
    let clients = Clients::new();
    let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(hostile(), hostile()), |(openid, code)| {
        let (answers, requests) = clients.send(&openid, &code);
        let cannot_be_sent = |value: &String| ["", ".", ".."].contains(&value.as_str());
        if [&openid, &code].into_iter().any(cannot_be_sent) {
            let expected = |error: &Error| {
                matches!(error, Error::Template(TemplateError::Empty { .. } | TemplateError::DotSegment { .. }))
            };
            prop_assert!(answers.iter().all(|answer| answer.as_ref().is_err_and(expected)), "{answers:?}");
            prop_assert!(requests.is_empty());
            return Ok(());
        }
        answers.iter().for_each(assert_recorded);
        let target = fill(TEMPLATE, |name| if name == "openid" { openid.clone() } else { code.clone() });
        prop_assert_eq!(requests.len(), 6);
        for request in &requests {
            prop_assert_eq!(&request.target, &target);
            prop_assert!(request.signed, "other bytes were signed than sent");
        }
        Ok(())
    });
    outcome.unwrap();
}
