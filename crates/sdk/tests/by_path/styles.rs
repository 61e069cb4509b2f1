//! One operation by a template, and what the async client's calls come to.

use crate::expected::Expected;
use crate::given::{body, query, value};
use crate::recorder::assert_recorded;
use payscore::chain::{Caller, Chain};
use payscore::client::PendingResponse;

/// Calls the operation with each variable's value.
pub(crate) fn call<C: Caller>(chain: &Chain<C>, operation: &Expected) -> C::Output {
    let chain = operation.variables.iter().fold(chain.clone(), |chain, name| chain.with(name, value(name)));
    match operation.method.as_str() {
        "GET" => chain.query(query()).get(),
        "POST" => chain.post(body()),
        "PUT" => chain.put(body()),
        "PATCH" => chain.patch(body()),
        "DELETE" => chain.query(query()).delete(),
        other => panic!("{other}"),
    }
}

/// Waits for one after the other.
pub(crate) fn finish(calls: impl IntoIterator<Item = PendingResponse>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for call in calls {
            assert_recorded(&call.await);
        }
    });
}
