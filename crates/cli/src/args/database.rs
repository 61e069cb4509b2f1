//! `--database`

use crate::error::CliError;
use clap::Args;
use payscore_server::{Config, connect};
use std::fmt::{Debug, Formatter};

/// Where orders are kept.
#[derive(Args)]
pub(crate) struct Database {
    /// `sqlite` (in the data folder), or `postgres://…`, which several servers can share. The variable keeps a password
    /// out of sight
    #[arg(
        long = "database",
        value_name = "URL",
        env = "PAYSCORE_DATABASE",
        hide_env_values = true,
        default_value = "sqlite"
    )]
    place: Place,
}

/// What was said. It may hold a password: nothing shows it, and whatever it is, reading it does not fail, because the
/// command line would be quoted then.
#[derive(Clone)]
struct Place(String);

impl From<String> for Place {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Debug for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a database")
    }
}

impl Database {
    /// Whether it is elsewhere than in the data folder.
    pub(crate) fn is_elsewhere(&self) -> bool {
        // A variable that is set to nothing is how CI systems leave one out.
        !matches!(self.place.0.as_str(), "sqlite" | "")
    }

    /// The configuration with this database. Has to be called where the server will run.
    pub(crate) async fn open(&self, config: Config) -> Result<Config, CliError> {
        if !self.is_elsewhere() {
            return Ok(config);
        }
        let url = &self.place.0;
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(CliError::Database);
        }
        Ok(Config { store: Some(connect(url).await?), ..config })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(place: &str) -> Database {
        Database { place: place.to_owned().into() }
    }

    #[test]
    fn what_is_not_said_is_in_the_data_folder() {
        assert!(!of("sqlite").is_elsewhere() && !of("").is_elsewhere());
        assert!(of("postgres://db/orders").is_elsewhere());
    }

    #[tokio::test]
    async fn other_databases_are_told_without_what_was_said() {
        let error = of("mysql://me:secret@db/orders").open(Config::new("data")).await.err().expect("no such database");
        let text = error.to_string();
        assert!(text.contains("postgres://") && !text.contains("secret"), "{text}");
        assert_eq!(format!("{:?}", of("secret").place), "a database");
    }
}
