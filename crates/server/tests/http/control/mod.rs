//! `/_payscore/…`

mod clock;
mod diagnose;
mod faults;
mod guard;
mod health;
mod launch;
mod merchants;
mod openapi;
mod orders;
mod permissions;
mod plans;
mod platform;
mod requests;
mod service_accounts;
mod sign_plans;
mod tampering;
