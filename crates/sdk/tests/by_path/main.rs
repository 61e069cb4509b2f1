//! All of APIv3 by path: each operation of the list, in the three styles, by both clients, over the wire. What should
//! arrive is read out of `v3-operations.tsv` here, and not taken from what writes the pure chain.

mod expected;
mod given;
mod hostile;
#[rustfmt::skip]
mod pure;
mod recorder;
mod styles;

use expected::{Expected, operations};
use payscore::chain::{Caller, Chain, V3};
use recorder::{Recorder, Request};

/// Both say the same of each operation, in the order of the list.
fn assert_recorded(recorded: &[Request], expected: &[Expected]) {
    assert_eq!(recorded.len(), expected.len());
    for (request, expected) in recorded.iter().zip(expected) {
        let Expected { method, target, body, .. } = expected;
        assert_eq!((&request.method, &request.target), (method, target));
        assert_eq!(&request.body, body, "{method} {target}");
        assert!(request.signed, "{method} {target}: other bytes were signed than sent");
    }
}

#[test]
fn the_list_has_what_it_should() {
    let operations = operations();
    assert!(operations.len() >= 1018, "{}", operations.len());
    let known = |method: &str, path: &str| operations.iter().any(|it| it.method == method && it.template == path);
    for declared in payscore::api::operations() {
        assert!(known(declared.method, declared.path), "{} {}", declared.method, declared.path);
    }
}

#[test]
fn pure_chain_async() {
    let recorder = Recorder::start();
    let client = recorder.client();
    let mut calls = Vec::new();
    pure::each(&|| client.v3(), &mut |call| calls.push(call));
    styles::finish(calls);
    assert_recorded(&recorder.requests(), &operations());
}

#[test]
fn pure_chain_blocking() {
    let recorder = Recorder::start();
    let client = recorder.blocking_client();
    pure::each(&|| client.v3(), &mut |answer| recorder::assert_recorded(&answer));
    assert_recorded(&recorder.requests(), &operations());
}

#[test]
fn declarative_async() {
    let recorder = Recorder::start();
    let client = recorder.client();
    styles::finish(operations().iter().map(|it| styles::call(&client.chain(&it.template[1..]), it)));
    assert_recorded(&recorder.requests(), &operations());
}

#[test]
fn declarative_blocking() {
    let recorder = Recorder::start();
    let client = recorder.blocking_client();
    for it in operations() {
        recorder::assert_recorded(&styles::call(&client.chain(&it.template[1..]), &it));
    }
    assert_recorded(&recorder.requests(), &operations());
}

#[test]
fn property_async() {
    let recorder = Recorder::start();
    let client = recorder.client();
    styles::finish(operations().iter().map(|it| styles::call(&client[&it.template[1..]], it)));
    assert_recorded(&recorder.requests(), &operations());
}

#[test]
fn property_blocking() {
    let recorder = Recorder::start();
    let client = recorder.blocking_client();
    for it in operations() {
        recorder::assert_recorded(&styles::call(&client[&it.template[1..]], &it));
    }
    assert_recorded(&recorder.requests(), &operations());
}

/// Upstream has some: `DELETE /v3/brand/partner/store/brandstores/{store_id}` is told the brand in its body.
#[test]
fn a_delete_with_a_body() {
    fn each<C: Caller>(v3: V3<C>, chains: [&Chain<C>; 2]) -> [C::Output; 3] {
        let [declarative, property] = chains.map(|chain| chain.with("store_id", "1").delete_with(given::body()));
        [v3.brand().partner().store().brandstores().store_id(1).delete_with(given::body()), declarative, property]
    }
    const TEMPLATE: &str = "v3/brand/partner/store/brandstores/{store_id}";
    let recorder = Recorder::start();
    let (client, blocking) = (recorder.client(), recorder.blocking_client());
    styles::finish(each(client.v3(), [&client.chain(TEMPLATE), &client[TEMPLATE]]));
    for answer in each(blocking.v3(), [&blocking.chain(TEMPLATE), &blocking[TEMPLATE]]) {
        recorder::assert_recorded(&answer);
    }
    let requests = recorder.requests();
    assert_eq!(requests.len(), 6);
    for request in requests {
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("DELETE", "/v3/brand/partner/store/brandstores/1")
        );
        assert!(request.signed && request.body == r#"{"reason":"用户投诉"}"#.as_bytes());
    }
}

/// Withdrawing an application needs nothing but its path.
#[test]
fn a_post_without_a_body() {
    let recorder = Recorder::start();
    let (client, blocking) = (recorder.client(), recorder.blocking_client());
    styles::finish([client.v3().apply4subject().applyment().business_code(1).cancel().post(&())]);
    recorder::assert_recorded(&blocking.v3().apply4subject().applyment().business_code(1).cancel().post(&()));
    let requests = recorder.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.sized, "a server may refuse a POST that does not say its length");
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/v3/apply4subject/applyment/1/cancel")
        );
        assert!(request.signed && request.body.is_empty());
    }
}
