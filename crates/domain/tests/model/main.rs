//! Random lives of orders, lived at once by the domain and by a small model of it, which must never disagree.
//!
//! The models are written from the rules (the official pages, by way of docs/fidelity.md), not from the code: an enum
//! of states and a handful of numbers. Their only ties to the domain are the types of its commands.
//!
//! `PAYSCORE_MODEL_STEPS=1000000 cargo test -p payscore-domain --release --test model` looks harder.

mod driver;
mod money;
mod refunds;
mod retail;
mod runner;
mod service_order;
mod when;

#[test]
fn service_orders_live_as_their_model() {
    let lives = (service_order::setup(), driver::life(service_order::beginning(), service_order::plan()));
    runner::run("service orders", &lives, service_order::WANTED, |(setup, steps), tally| {
        service_order::live(setup, steps, tally)
    });
}

#[test]
fn retail_orders_live_as_their_model() {
    let lives = (retail::setup(), driver::life(retail::beginning(), retail::plan()));
    runner::run("smart retail and pay-after", &lives, retail::WANTED, |(setup, steps), tally| {
        retail::live(setup, steps, tally)
    });
}

#[test]
fn refunds_live_as_their_model() {
    runner::run("refunds", &refunds::life(), refunds::WANTED, |steps, tally| refunds::live(steps, tally));
}
