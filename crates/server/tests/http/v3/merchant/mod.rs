//! `/v3/merchant/…`

mod media;
