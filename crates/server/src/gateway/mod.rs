//! The wire protocol around every API call: who calls, is it theirs, and a signed answer.

mod answer;
mod api;
mod authenticate;
mod body;
mod endpoint;
mod explain;
mod form;
mod frequency;
mod nonces;
mod origin;
mod patience;
mod pending;
mod prefix;
mod sensitive;
mod struck;

pub(crate) use answer::name::REQUEST_ID;
pub(crate) use answer::{Answered, file};
pub(crate) use api::{Api, Paths, Received, Route, without_long_parts};
pub(crate) use authenticate::MISMATCH;
pub(crate) use body::drain;
pub(crate) use endpoint::{Endpoint, Reply, admit, refuse, route};
pub(crate) use form::{FORM_MEBIBYTES, Form, admit_form, signed_part, succeed};
pub(crate) use frequency::Frequency;
pub(crate) use nonces::Nonces;
pub(crate) use origin::{Secure, origin, pieces_of_origin};
pub(crate) use patience::{Timely, is_too_slow};
pub(crate) use pending::Pending;
pub(crate) use prefix::{API_ROOT, SentTarget, strip_prefix};
pub(crate) use struck::struck;

use crate::identity::{Account, Identities, Signer};
use std::sync::Arc;

/// Who calls, proven by signature.
pub(crate) struct Caller {
    pub(crate) account: Arc<Account>,
    /// The platform key that the request speaks of: in its `Wechatpay-Serial` header.
    pub(crate) platform_serial: Option<String>,
    /// The platform's keys as they were when the call came in: all of its answer is by these.
    pub(crate) platform: Arc<Identities>,
    /// Where the call came in: `http://127.0.0.1:9080`.
    pub(crate) origin: String,
    /// Whether the call is decided for the first time. Then a new number may be taken for free unseen: where the store
    /// finds it taken, the call is decided anew.
    pub(crate) is_first_try: bool,
}

impl Caller {
    pub(crate) fn mchid(&self) -> &payscore_domain::Mchid {
        &self.account.merchant.mchid
    }

    /// Who signs the answer: the identity that the request names, else the merchant's own choice.
    pub(crate) fn signer(&self) -> &Signer {
        self.platform.signer(self.platform_serial.as_deref(), &self.account)
    }
}
