//! `/_payscore/…`

mod clock;
mod faults;
mod guard;
mod health;
mod merchants;
mod openapi;
mod orders;
mod permissions;
mod plans;
mod platform;
mod service_accounts;
mod sign_plans;
