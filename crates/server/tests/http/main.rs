//! The server as a merchant's own client sees it. Modules mirror the URLs; what holds for all of them stands apart.

mod authorizations;
mod bypass;
mod client;
mod console;
mod control;
mod listener;
mod money;
mod nodes;
mod notifications;
mod plan_shop;
mod protocol;
mod refusals;
mod shop;
mod shown;
mod start;
mod v3;
