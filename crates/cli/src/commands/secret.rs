//! `payscore secret`

use crate::args::{Seal, Secret};
use crate::error::CliError;
use crate::output::print;
use payscore_server::{SecretKey, StartError};

/// Where the key is, if not in a file.
const VARIABLE: &str = "PAYSCORE_SECRET_KEY";

/// Prints a new key, or what is in a sealed file.
pub(super) fn run(command: Secret) -> Result<(), CliError> {
    match command {
        Secret::New => print(&format!("{}\n", SecretKey::generate().map_err(StartError::from)?)),
        Secret::Open { file, seal } => {
            let key = read(&seal)?.ok_or(CliError::NoSecretKey)?;
            print(&key.open_file(&file).map_err(StartError::from)?)
        }
    }
}

/// The key that was given, if one was.
pub(super) fn read(seal: &Seal) -> Result<Option<SecretKey>, CliError> {
    let (from, text) = match &seal.secret_key_file {
        Some(path) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|source| CliError::ReadFile { path: path.clone(), source })?;
            (path.display().to_string(), text)
        }
        // A variable that is set to nothing is how CI systems leave one out.
        None => match std::env::var(VARIABLE) {
            Ok(text) if !text.is_empty() => (VARIABLE.to_owned(), text),
            _ => return Ok(None),
        },
    };
    text.parse().map(Some).map_err(|reason: &str| CliError::OwnKey { from, reason: reason.to_owned() })
}
