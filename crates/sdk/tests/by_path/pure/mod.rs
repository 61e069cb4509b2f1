//! Each operation once, in the order of the list. Written by `cargo xtask chain --write`, not by hand.

use payscore::chain::{Caller, V3};

#[rustfmt::skip]
mod part_1;
#[rustfmt::skip]
mod part_2;
#[rustfmt::skip]
mod part_3;

/// Begins each call with `v3`, and gives what came of it to `made`.
pub(crate) fn each<C: Caller>(v3: &dyn Fn() -> V3<C>, made: &mut dyn FnMut(C::Output)) {
    part_1::each(v3, made);
    part_2::each(v3, made);
    part_3::each(v3, made);
}
