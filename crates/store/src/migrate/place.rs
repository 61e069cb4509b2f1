//! Where a database is.

use super::sqlite::SqliteTables;
use super::{Export, Import, MigrateError, source};
use crate::StoreError;
use crate::postgres::PostgresTables;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The address of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A database of a server.
    Postgres(String),
}

impl FromStr for Place {
    type Err = MigrateError;

    /// `sqlite:PATH`, a file or a data folder, or `postgres://…`.
    fn from_str(text: &str) -> Result<Self, MigrateError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").filter(|path| !path.is_empty());
        let path = path.map(Path::new).ok_or_else(|| MigrateError::Place(text.to_owned()))?;
        Ok(Self::Sqlite(if path.is_dir() { path.join("payscore.db") } else { path.to_owned() }))
    }
}

impl Place {
    pub(super) async fn export(&self) -> Result<Box<dyn Export>, MigrateError> {
        match self {
            // Opening would make it.
            Self::Sqlite(path) if !path.exists() => Err(MigrateError::NoSource(path.display().to_string())),
            Self::Sqlite(path) => Ok(Box::new(SqliteTables::open(path).map_err(source)?)),
            Self::Postgres(url) => Ok(Box::new(PostgresTables::open(url).await.map_err(source)?)),
        }
    }

    pub(super) async fn import(&self) -> Result<Box<dyn Import>, StoreError> {
        match self {
            Self::Sqlite(path) => Ok(Box::new(SqliteTables::begin(path)?)),
            Self::Postgres(url) => Ok(Box::new(PostgresTables::begin(url).await?)),
        }
    }
}
