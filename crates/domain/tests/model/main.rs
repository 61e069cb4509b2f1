//! Random lives of orders, lived at once by the domain and by a small model of it, which must never disagree.
//!
//! The models are written from the rules (DESIGN.md and the facts), not from the code: an enum of states and a
//! handful of numbers. `PROPTEST_CASES=100000 cargo test -p payscore-domain --test model` looks harder.

mod driver;
mod money;
mod retail;
mod service_order;

use proptest::prelude::*;

proptest! {
    #[test]
    fn service_orders_live_as_their_model(
        setup in service_order::setup(),
        steps in prop::collection::vec(driver::step(service_order::plan()), 1..30),
    ) {
        service_order::live(&setup, &steps)?;
    }

    #[test]
    fn retail_orders_live_as_their_model(
        setup in retail::setup(),
        steps in prop::collection::vec(driver::step(retail::plan()), 1..30),
    ) {
        retail::live(&setup, &steps)?;
    }
}
