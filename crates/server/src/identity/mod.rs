//! Who is who: the platform's keys and certificates, and the merchants with theirs.

mod authority;
mod files;
mod merchant_file;
mod merchants;
mod new_merchant;
mod platform;
mod provision;
mod vault;

pub(crate) use authority::{TlsIdentity, WECHAT_PAY_HOSTS};
pub use files::{IdentityError, NOT_TEXT};
pub(crate) use files::{append_to, is_passing, make_folder, remove_file, replace_bytes};
pub use merchant_file::{KeyAlgorithm, MerchantFile, PlatformIdentity};
pub(crate) use merchants::{Account, Merchants};
pub(crate) use new_merchant::NO_SM2_PUBLIC_KEY;
pub use new_merchant::{AddMerchantError, MerchantKind, NewMerchant, check_merchant_certificate};
pub(crate) use platform::{Due, Identities, Order, Phase, Platform, Role, RotateError, Signer};
pub use vault::SecretKey;
pub(crate) use vault::{FOLDERS, Vault};
