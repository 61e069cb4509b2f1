//! `/v3/…`

pub(crate) mod bill;
mod certificates;
mod merchant;
mod payscore;
mod refund;
