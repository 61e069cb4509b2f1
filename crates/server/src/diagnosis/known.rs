//! Whose keys and serial numbers this server knows.

use crate::app::App;
use payscore_wire::{ApiV2Key, ApiV3Key, PublicKey};

/// Whose a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The merchant of this number.
    Merchant(String),
    /// The platform's, as a certificate.
    PlatformCertificate,
    /// The platform's, as the WeChat Pay public key.
    WechatPayKey,
}

impl Owner {
    /// Itself, unless it is `expected`.
    pub(super) fn other_than(&self, expected: &Self) -> Option<&Self> {
        (self != expected).then_some(self)
    }

    /// Which of the platform's, in English and in Chinese.
    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::PlatformCertificate => ("platform certificate", "微信支付平台证书"),
            Self::WechatPayKey => ("WeChat Pay public key", "微信支付公钥"),
            Self::Merchant(_) => ("merchant certificate", "商户证书"),
        }
    }
}

/// A key with its name.
pub(crate) struct KnownKey {
    pub(super) owner: Owner,
    pub(super) serial: String,
    pub(super) key: PublicKey,
    /// A merchant's; a signature may have been made with it by mistake.
    pub(super) apiv3_key: Option<ApiV3Key>,
    /// The same.
    pub(super) apiv2_key: Option<ApiV2Key>,
    sub_mchid: Option<String>,
}

/// Everybody's keys.
pub(crate) struct Known(Vec<KnownKey>);

impl Known {
    /// Those of the platform and of all merchants.
    pub(crate) fn of(app: &App) -> Self {
        let platform = app.platform.current();
        let certificates = platform.certificate.all().map(|signer| (Owner::PlatformCertificate, signer));
        let signers = certificates.chain(platform.public_key.all().map(|signer| (Owner::WechatPayKey, signer)));
        let platform = signers.map(|(owner, signer)| KnownKey {
            owner,
            serial: signer.serial.clone(),
            key: signer.key.public_key(),
            apiv3_key: None,
            apiv2_key: None,
            sub_mchid: None,
        });
        let merchants = app.merchants.all();
        let merchants = merchants.iter().map(|account| KnownKey {
            owner: Owner::Merchant(account.merchant.mchid.to_string()),
            serial: account.serial_no.clone(),
            key: account.public_key.clone(),
            apiv3_key: Some(account.apiv3_key.clone()),
            apiv2_key: account.apiv2_key.clone(),
            sub_mchid: account.merchant.sub.as_ref().map(|sub| sub.mchid.to_string()),
        });
        Self(platform.chain(merchants).collect())
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &KnownKey> {
        self.0.iter()
    }

    pub(super) fn merchant(&self, mchid: &str) -> Option<&KnownKey> {
        self.0.iter().find(|known| matches!(&known.owner, Owner::Merchant(known) if known == mchid))
    }

    /// The merchant numbers there are.
    pub(super) fn merchants(&self) -> String {
        let numbers = self.0.iter().filter_map(|known| match &known.owner {
            Owner::Merchant(mchid) => Some(mchid.as_str()),
            _ => None,
        });
        numbers.collect::<Vec<_>>().join(", ")
    }

    /// Whose sub-merchant this number is.
    pub(super) fn provider_of(&self, mchid: &str) -> Option<&str> {
        self.0.iter().find_map(|known| match &known.owner {
            Owner::Merchant(provider) if known.sub_mchid.as_deref() == Some(mchid) => Some(provider.as_str()),
            _ => None,
        })
    }

    pub(super) fn serial_owner(&self, serial: &str) -> Option<&Owner> {
        let owner = self.0.iter().find(|known| same_serial(serial, &known.serial));
        owner.map(|known| &known.owner)
    }
}

/// The same number, though it may be written with separators, zeros in front, or in decimal.
pub(super) fn same_serial(given: &str, serial: &str) -> bool {
    let bare = |text: &str| {
        let text = text.strip_prefix("0x").unwrap_or(text);
        let text: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
        text.trim_start_matches('0').to_ascii_uppercase()
    };
    bare(given) == bare(serial) || in_decimal(serial).is_some_and(|decimal| decimal == given)
}

/// A hexadecimal number in decimal, as Java's `BigInteger` prints it.
fn in_decimal(hex: &str) -> Option<String> {
    // Least significant digit first.
    let mut digits = vec![0_u32];
    for digit in hex.chars() {
        let mut carry = digit.to_digit(16)?;
        for place in &mut digits {
            let value = *place * 16 + carry;
            *place = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from_digit(*digit, 10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_known_in_other_notations() {
        let serial = "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E";
        for other in [
            "1df09fc4f3a9a1b2c3d4e5f60718293a4b5c6d7e",
            "1D:F0:9F:C4:F3:A9:A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E",
            "0x1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E",
            "001DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E",
            "170926829074228942915878410455113531543453986174",
        ] {
            assert!(same_serial(other, serial), "{other}");
        }
        assert!(!same_serial("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7F", serial));
    }
}
