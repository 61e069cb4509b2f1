//! Two small merchants built with the SDK, two notify endpoints, and the customer that plays through each of them.
//!
//! The merchants are the folders `vending_cabinet/` and `power_bank_partner/`: code to copy from. What both share is
//! here; [`walkthrough`] is only for trying them out.

pub mod answer;
pub mod clock;
pub mod inbox;
pub mod ledger;
#[path = "../notify_actix_web/endpoint.rs"]
pub mod notify_actix_web;
#[path = "../notify_axum/endpoint.rs"]
pub mod notify_axum;
pub mod number;
#[path = "../power_bank_partner/merchant.rs"]
pub mod power_bank_partner;
#[path = "../vending_cabinet/merchant.rs"]
pub mod vending_cabinet;
pub mod walkthrough;
