//! `/v3/merchant/…`

pub(crate) mod media;
