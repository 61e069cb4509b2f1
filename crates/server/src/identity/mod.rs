//! Who is who: the platform's keys and certificates, and the merchants with theirs.

mod files;
mod merchant_file;
mod merchants;
mod platform;
mod provision;

pub use files::IdentityError;
pub use merchant_file::{MerchantFile, PlatformIdentity};
pub(crate) use merchants::{Account, Merchants};
pub(crate) use platform::{Platform, Signer};
