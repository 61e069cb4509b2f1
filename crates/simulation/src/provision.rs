//! Keys and merchants: made once a process, because keys take long, and the same for all seeds.

use crate::store::{Direct, MemoryStore};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_server::{Config, MerchantFile, Unbound};
use payscore_wire::{ApiV3Key, Certificate, PrivateKey, PublicKey};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// A data folder, and what its merchants have of it.
pub struct Provision {
    folder: TempDir,
    /// The direct merchant, and the provider.
    pub merchants: [Merchant; 2],
}

/// A merchant with its keys.
pub struct Merchant {
    /// What it is.
    pub file: MerchantFile,
    /// Signs its requests.
    pub key: PrivateKey,
    /// Opens its notifications.
    pub apiv3_key: ApiV3Key,
    /// What the platform signs with, and its name.
    pub platform: (String, PublicKey),
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

impl Provision {
    /// Lets a server provide a folder.
    ///
    /// # Errors
    /// Where that cannot be done, or what came of it cannot be read.
    pub fn new() -> Result<Self, Trouble> {
        let folder = tempfile::tempdir()?;
        let mut config = Config::new(folder.path());
        config.store = Some(Arc::new(MemoryStore::new(Arc::new(Direct::default()))));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let server = runtime.block_on(Unbound::start(config))?;
        runtime.block_on(server.stop());
        let merchants = folder.path().join("merchants");
        let merchants = [Merchant::open(&merchants.join("default"))?, Merchant::open(&merchants.join("partner"))?];
        Ok(Self { folder, merchants })
    }

    /// A copy of the data folder, as one seed begins with: what its servers write there is no other's.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn data(&self) -> io::Result<TempDir> {
        let data = tempfile::tempdir()?;
        copy(self.folder.path(), data.path())?;
        Ok(data)
    }
}

/// All that is below a folder.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let (entry, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
        let Some(target) = entry.file_name().map(|name| to.join(name)) else { continue };
        if kind.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry, &target)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&entry)?, target)?;
        } else {
            fs::copy(&entry, target)?;
        }
    }
    Ok(())
}

impl Merchant {
    /// Reads a merchant's folder, and gives it an address for those notifications whose call named none.
    fn open(folder: &Path) -> Result<Self, Trouble> {
        let read = |name: &str| std::fs::read_to_string(folder.join(name));
        let mut file: MerchantFile = serde_json::from_str(&read("merchant.json")?)?;
        file.notify_url = Some(format!("http://{}.example/by-default", file.mchid));
        std::fs::write(folder.join("merchant.json"), serde_json::to_vec_pretty(&file)?)?;
        let certificate = Certificate::from_pem(&read("platform_cert.pem")?)?;
        Ok(Self {
            key: PrivateKey::from_pem(&read("apiclient_key.pem")?)?,
            apiv3_key: ApiV3Key::new(&file.apiv3_key)?,
            platform: (file.platform_serial_no.clone(), certificate.public_key().clone()),
            file,
        })
    }

    /// The service of this kind.
    ///
    /// # Panics
    /// Where it has none: the first start provides all of them.
    pub fn service(&self, kind: ServiceKind, confirmed: bool) -> &str {
        let fits =
            |service: &&payscore_domain::Service| service.kind == kind && service.needs_user_confirm == confirmed;
        self.file.services.iter().find(fits).expect("a provided service").service_id.as_str()
    }

    /// The user who behaves so.
    ///
    /// # Panics
    /// Where it has none: the first start provides all of them.
    pub fn user(&self, behaviour: Behaviour) -> &str {
        self.file.users.iter().find(|user| user.behaviour == behaviour).expect("a provided user").openid.as_str()
    }
}
