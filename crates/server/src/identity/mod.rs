//! Who is who: the platform's keys and certificates, and the merchants with theirs.

mod authority;
mod files;
mod merchant_file;
mod merchants;
mod platform;
mod provision;

pub(crate) use authority::{TlsIdentity, WECHAT_PAY_HOSTS};
pub use files::IdentityError;
pub use merchant_file::{MerchantFile, PlatformIdentity};
pub(crate) use merchants::{Account, Merchants, tell_of_platform};
pub(crate) use platform::{Due, Identities, Now, Order, Phase, Platform, Role, RotateError, Signer};
