//! Downloaded platform certificates on disk, so that a new process starts with what the last one knew.

use super::{Config, ConfigError};
use crate::platform_keys::PlatformKeys;
use payscore_wire::Certificate;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const EXTENSION: &str = "pem";

/// A folder with one file a certificate, named by its serial number.
#[derive(Debug, Clone)]
pub(crate) struct CertificateCache {
    folder: PathBuf,
}

impl Config {
    /// The same, keeping downloaded platform certificates in this folder, and starting with those that are there.
    ///
    /// Whoever can write to the folder can say who WeChat Pay is: give it to the merchant's own processes only.
    ///
    /// # Errors
    /// [`ConfigError::File`] if the folder cannot be made or read. A file in it that is no certificate is passed over.
    pub fn with_certificate_cache(mut self, folder: impl Into<PathBuf>) -> Result<Self, ConfigError> {
        let cache = CertificateCache { folder: folder.into() };
        cache.load(self.platform_keys()).map_err(|source| ConfigError::File { path: cache.folder.clone(), source })?;
        self.certificate_cache = Some(cache);
        Ok(self)
    }

    pub(crate) fn certificate_cache(&self) -> Option<&CertificateCache> {
        self.certificate_cache.as_ref()
    }
}

impl CertificateCache {
    fn load(&self, keys: &PlatformKeys) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        for path in self.files()? {
            match Certificate::from_pem(&fs::read_to_string(&path)?) {
                Ok(certificate) => keys.add_certificate(certificate),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(path = %path.display(), error, "not a platform certificate, and passed over");
                }
            }
        }
        Ok(())
    }

    /// Leaves these certificates in the folder, and no others. Other processes may read it meanwhile.
    pub(crate) fn save(&self, certificates: &[Certificate]) -> io::Result<()> {
        for certificate in certificates {
            let path = self.folder.join(certificate.serial_no()).with_extension(EXTENSION);
            if !path.exists() {
                // Whole or not at all; of two processes either may be the last, they write the same.
                let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
                fs::write(&unfinished, certificate.pem())?;
                fs::rename(&unfinished, &path)?;
            }
        }
        let listed = |path: &Path| certificates.iter().any(|it| path.file_stem() == Some(OsStr::new(it.serial_no())));
        for path in self.files()?.into_iter().filter(|path| !listed(path)) {
            match fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let paths = fs::read_dir(&self.folder)?.map(|entry| entry.map(|entry| entry.path()));
        let is_certificate = |path: &PathBuf| path.extension() == Some(OsStr::new(EXTENSION));
        Ok(paths.collect::<io::Result<Vec<_>>>()?.into_iter().filter(is_certificate).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, certificate, config_with};

    #[test]
    fn the_next_process_knows_what_was_listed_last() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new");
        let read = || config_with(PlatformKeys::new()).with_certificate_cache(&folder).unwrap();
        let (old, new) = (certificate(1, NOW + 10), certificate(2, NOW + 20));
        let cache = read().certificate_cache().unwrap().clone();
        assert!(read().platform_keys().is_empty());
        cache.save(std::slice::from_ref(&old)).unwrap();
        assert_eq!(read().platform_keys().serials(), [old.serial_no()]);
        cache.save(&[old.clone(), new.clone()]).unwrap();
        assert_eq!(read().platform_keys().serials(), [old.serial_no(), new.serial_no()]);
        cache.save(std::slice::from_ref(&new)).unwrap();
        assert_eq!(read().platform_keys().serials(), [new.serial_no()]);
    }

    #[test]
    fn a_damaged_file_stops_nothing_and_a_folder_that_is_none_does() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("1.pem"), "half of a").unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        let config = config_with(PlatformKeys::new()).with_certificate_cache(folder.path()).unwrap();
        assert!(config.platform_keys().is_empty());
        config.certificate_cache().unwrap().save(&[]).unwrap();
        assert!(folder.path().join("notes.txt").exists());
        let error = config_with(PlatformKeys::new()).with_certificate_cache(folder.path().join("notes.txt"));
        assert!(matches!(error, Err(ConfigError::File { .. })));
    }
}
