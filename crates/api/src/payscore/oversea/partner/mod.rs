//! `/v3/payscore/oversea/partner/…`: called by a service provider for a sub-merchant abroad.

pub mod serviceorder;
