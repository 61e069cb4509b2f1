//! `/v3/merchant/…`

mod media;

pub(super) use media::routes;
