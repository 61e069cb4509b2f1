//! Random lives of orders, lived at once by the domain and by a small model of it, which must never disagree.
//!
//! The models are written from the rules (the official pages, by way of docs/fidelity.md), not from the code: an enum of states and a
//! handful of numbers. Their only ties to the domain are the types of its commands.
//!
//! `PAYSCORE_MODEL_STEPS=1000000 cargo test -p payscore-domain --release --test model` looks harder.

mod driver;
mod money;
mod runner;
mod service_order;
mod smart_retail;
mod when;

#[test]
fn service_orders_live_as_their_model() {
    let lives = (service_order::setup(), driver::life(service_order::beginning(), service_order::plan()));
    runner::run("service orders", &lives, service_order::WANTED, |(setup, steps), tally| {
        service_order::live(setup, steps, tally)
    });
}

#[test]
fn smart_retail_orders_live_as_their_model() {
    let lives = (smart_retail::setup(), driver::life(smart_retail::beginning(), smart_retail::plan()));
    runner::run("smart retail", &lives, smart_retail::WANTED, |(setup, steps), tally| {
        smart_retail::live(setup, steps, tally)
    });
}
