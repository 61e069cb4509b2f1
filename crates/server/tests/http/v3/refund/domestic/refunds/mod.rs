//! `/v3/refund/domestic/refunds`

mod create;
mod life;
mod query;
