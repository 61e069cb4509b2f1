//! `/_payscore/…`

mod clock;
mod faults;
mod guard;
mod health;
mod merchants;
mod openapi;
mod orders;
mod permissions;
