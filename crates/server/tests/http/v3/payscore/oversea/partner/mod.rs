//! `/v3/payscore/oversea/partner/…`

mod serviceorder;
