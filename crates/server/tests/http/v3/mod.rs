//! `/v3/…`

pub(crate) mod bill;
mod certificates;
pub(crate) mod merchant;
mod payscore;
mod refund;
