//! The WeChat Pay APIv3 wire protocol, without IO.
//!
//! Both ends of the wire are here: what a merchant signs, a platform verifies with the same code. Nothing in this
//! crate opens a socket or a file, or reads a clock: time comes in as unix seconds, and randomness is drawn only
//! where keys and RSA-OAEP need it.
//!
//! # Map
//!
//! | Question | Module |
//! | --- | --- |
//! | Which bytes are signed? | [`message`] |
//! | With which algorithms, RSA or SM2 (国密, feature `sm`)? | [`algorithm`] |
//! | How does the `Authorization` header read? | [`authorization`] |
//! | How do I sign, verify, encrypt or decrypt a sensitive field? | [`keys`] |
//! | What does a certificate say, and is its serial number right? | [`certificate`] |
//! | How do I make certificates, playing the platform? | `issue` (feature `issue`) |
//! | How does a TLS server get a certificate that one's own machine trusts? | `tls` (feature `issue`) |
//! | Is this response or callback genuine? | [`verify`] |
//! | What is inside a callback? | [`notification`] |
//! | How are the parameters signed that open PayScore's pages? | [`launch`] |
//! | What is a bill's `hash_value`? | [`digest`] |
//! | What was a signature that does not match made of? | `evidence` (feature `evidence`) |
//! | How is a `resource` or a platform certificate encrypted? | [`aead`] |
//! | Which header names, in which casing? | [`headers`] |
//! | What does a `Request-ID` look like? | [`request_id`] |
//! | How are instants written? | [`rfc3339`] |
//! | Why was this PEM text refused? | [`pem`] |
//!
//! # Example: sign a request, verify it on the other side
//!
//! ```
//! use payscore_wire::{Authorization, PrivateKey, message};
//!
//! let key = PrivateKey::generate()?;
//! let (timestamp, nonce) = (1_554_208_460, "593BEC0C930BF1AFEB40B4A08C8FB242");
//! let signed = message::request("GET", "/v3/certificates", timestamp, nonce, b"");
//! let header = Authorization {
//!     algorithm: key.algorithm(),
//!     mchid: "1900000109".into(),
//!     nonce_str: nonce.into(),
//!     signature: key.sign(&signed),
//!     timestamp,
//!     serial_no: "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E".into(),
//! }
//! .format();
//!
//! let received = Authorization::parse(&header)?;
//! assert!(key.public_key().verify(&signed, &received.signature));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod aead;
pub mod algorithm;
pub mod authorization;
pub mod certificate;
pub mod digest;
#[cfg(feature = "evidence")]
pub mod evidence;
pub mod headers;
#[cfg(feature = "issue")]
pub mod issue;
pub mod keys;
pub mod launch;
pub mod message;
pub mod notification;
pub mod pem;
pub mod request_id;
pub mod rfc3339;
#[cfg(feature = "issue")]
pub mod tls;
pub mod verify;

pub use aead::{ApiV3Key, ApiV3KeyError, OpenError, SealError};
pub use algorithm::Algorithm;
pub use authorization::{Authorization, AuthorizationError, SCHEME};
pub use certificate::{Certificate, CertificateError};
#[cfg(feature = "sm-issue")]
pub use issue::Sm2Issuer;
#[cfg(feature = "issue")]
pub use issue::{IssueError, Issuer, Subject, Validity};
pub use keys::{CipherError, KeyError, PrivateKey, PublicKey};
pub use launch::{ApiV2Key, ApiV2KeyError};
pub use notification::{Envelope, EnvelopeRef, Notice, Resource, ResourceRef};
pub use pem::{PemError, PemKind};
pub use request_id::RequestId;
#[cfg(feature = "issue")]
pub use tls::{TlsAuthority, TlsCertificate};
pub use verify::{SignatureError, SignatureHeaders};

/// The README's example, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
