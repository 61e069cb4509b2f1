//! Merchants of six trades built with the SDK, two notify endpoints, and the customer that plays through each of them.
//!
//! `vending_cabinet/` and `power_bank_partner/` are whole merchants with an HTTP API of their own; the others are one
//! customer's way through a [`shop`]. What they share is here; [`walkthrough`] is only for trying them out.

pub mod answer;
pub mod clock;
#[path = "../ev_charging/session.rs"]
pub mod ev_charging;
#[path = "../hotel/stay.rs"]
pub mod hotel;
pub mod inbox;
pub mod ledger;
#[path = "../notify_actix_web/endpoint.rs"]
pub mod notify_actix_web;
#[path = "../notify_axum/endpoint.rs"]
pub mod notify_axum;
pub mod number;
#[path = "../parcel/delivery.rs"]
pub mod parcel;
#[path = "../power_bank/rental.rs"]
pub mod power_bank;
#[path = "../power_bank_partner/merchant.rs"]
pub mod power_bank_partner;
pub mod shop;
#[path = "../vending_cabinet/merchant.rs"]
pub mod vending_cabinet;
pub mod walkthrough;
