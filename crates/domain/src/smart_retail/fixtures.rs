//! Test orders.
