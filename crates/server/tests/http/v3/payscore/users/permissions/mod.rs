//! `/v3/payscore/users/{openid}/permissions/{service_id}…`

mod terminate;
