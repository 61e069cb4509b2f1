//! The server as a service: its log, its end, and what is kept of it.

mod backup;
mod drain;
mod logs;
mod migrate;
mod secret;
