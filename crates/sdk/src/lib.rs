#![doc = include_str!("../README.md")]

pub mod bill;
pub mod blocking;
pub mod chain;
pub mod client;
pub mod config;
pub mod core;
pub mod error;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod launch;
mod notification;
pub mod notify;
mod platform_keys;
mod response;
mod templates;
#[cfg(test)]
mod testing;
#[cfg(feature = "tower")]
pub mod tower;
mod transport;
mod undeclared;
mod upload;

pub use client::Client;
pub use config::{Config, ConfigError};
pub use core::{RateLimit, RetryPolicy, TemplateError};
pub use error::{ApiError, Error, TransportError, TransportKind};
pub use notification::{Event, Notification, NotificationError, NotificationOpener};
pub use platform_keys::PlatformKeys;
pub use response::Response;
pub use upload::{MediaFile, MediaSource, UploadError};

/// The catalogue of declared operations: fields, limits, answers.
pub use payscore_api as api;
pub use payscore_api::payscore::{
    acquiringbank, merchant_bill, oversea, partner, payafter_orders, permissions, plan, serviceorder,
    servicepayondeliveryorder, shopping, sign_plan, smartretail_orders, user_service_state, users,
};
pub use payscore_api::{Fen, Limits, Operation};
/// The wire protocol: signatures, keys, certificates, encryption.
pub use payscore_wire as wire;
pub use payscore_wire::{Algorithm, ApiV2Key, ApiV3Key, Certificate, PrivateKey, PublicKey, SignatureError};

/// The pages of the repository that show code, compiled.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../docs/migrating-from-wechatpay-php.md")]
    struct English;
    #[doc = include_str!("../../../docs/migrating-from-wechatpay-php.zh-CN.md")]
    struct Chinese;
}
