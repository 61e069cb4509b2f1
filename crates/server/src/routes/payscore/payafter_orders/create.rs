//! `POST /v3/payscore/payafter-orders`

use crate::app::App;
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::payscore::retail::{self, terms};
use payscore_api::payscore::payafter_orders::{CreatePayAfterOrder, RetailOrderCreated};
use payscore_domain::Identity;
use payscore_domain::retail::RetailKind;

impl Endpoint for CreatePayAfterOrder {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<RetailOrderCreated>, Refusal> {
        let identity = identity(self, caller)?;
        let terms = terms!(self, caller, RetailKind::PayAfter, mark(caller, &identity));
        terms.check().and_then(|()| identity.check()).map_err(retail::refuse)?;
        retail::create(app, caller, terms).await
    }
}

/// Who the user is said to be, decrypted. It ends with the call.
fn identity(request: &CreatePayAfterOrder, caller: &Caller) -> Result<Identity, Refusal> {
    let sealed = [&request.name, &request.phone, &request.userid, &request.address];
    if sealed.iter().all(|field| field.is_none()) {
        return Ok(Identity::default());
    }
    let opener = caller.opener()?;
    let open = |name, ciphertext: &Option<String>| opener.open::<CreatePayAfterOrder>(name, ciphertext.as_ref());
    Ok(Identity {
        name: open("name", &request.name)?,
        phone: open("phone", &request.phone)?,
        userid: open("userid", &request.userid)?,
        address: open("address", &request.address)?,
    })
}

/// What is kept of it: enough to recognise the same call, which is encrypted anew each time.
fn mark(caller: &Caller, identity: &Identity) -> Option<String> {
    let texts = identity.texts().map(Option::unwrap_or_default);
    (!identity.is_empty()).then(|| caller.account.apiv3_key.mark(&texts))
}
