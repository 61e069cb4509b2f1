//! `payscore demo`
use crate::args::Demo;
use crate::error::CliError;
use crate::output::Screen;
pub(super) fn run(_: &Demo, _: Screen) -> Result<(), CliError> { Ok(()) }
