//! `payscore restore`

use super::backup::{text, view};
use crate::args::Restore;
use crate::error::CliError;
use crate::output::Screen;
use crate::progress::during;
use payscore_server::backup;

/// Makes a data folder from a backup.
pub(super) fn run(args: &Restore, screen: Screen) -> Result<(), CliError> {
    let Restore { file, data, force } = args;
    let manifest = during("unpacking and checking", || backup::restore(file, data, *force))?;
    screen.show(&view(file, &manifest), |_, _| {
        let start = "start the server as the backup's was started: what was given by options is not in it";
        format!("restored to {}: {}\n{start}\n", data.display(), text(&manifest))
    })
}
