//! `/v3/…`

mod certificates;
mod payscore;
