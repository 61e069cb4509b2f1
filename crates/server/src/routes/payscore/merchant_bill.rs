//! `GET /v3/payscore/merchant-bill`

use crate::app::App;
use crate::bills::{BillFile, Content, Part, check_available, hash, refuse};
use crate::gateway::{Caller, Endpoint, Reply};
use crate::refusal::Refusal;
use crate::routes::Routes;
use payscore_api::payscore::merchant_bill::{GetMerchantBill, MerchantBill, MerchantBillFile};
use payscore_domain::ServiceId;
use payscore_domain::bill::Period;
use payscore_wire::digest::HASH_TYPE;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<GetMerchantBill>()
}

impl Endpoint for GetMerchantBill {
    async fn call(&self, app: &App, caller: &Caller) -> Result<Reply<MerchantBill>, Refusal> {
        let period = Period::day_or_hour(&self.bill_date).map_err(refuse)?;
        let service_id = ServiceId::from(self.service_id.as_str());
        caller.account.merchant.check_granted(&service_id).map_err(refuse)?;
        check_available(&period, &self.bill_date, app.clock.service())?;
        let whole = BillFile {
            mchid: caller.mchid().clone(),
            date: self.bill_date.clone(),
            sub_mchid: None,
            content: Content::Merchant(service_id.clone(), None),
            gzip: self.tar_type.is_some(),
        };
        let texts = whole.texts(app).await?;
        let parts = texts.iter().enumerate().map(|(index, text)| {
            let part = Part::new(app, index);
            let encrypt_key = caller.account.public_key.encrypt(part.key.as_bytes()).map_err(|error| {
                tracing::error!(%error, "a bill's key could not be encrypted");
                Refusal::system_error()
            })?;
            let nonce = part.nonce.clone();
            let file = BillFile { content: Content::Merchant(service_id.clone(), Some(part)), ..whole.clone() };
            Ok(MerchantBillFile {
                bill_sequence: i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1),
                hash_type: HASH_TYPE.to_owned(),
                hash_value: hash(text),
                download_url: file.address(app, &caller.origin)?,
                encrypt_key,
                nonce,
            })
        });
        let files = parts.collect::<Result<Vec<_>, Refusal>>()?;
        let count = i64::try_from(files.len()).unwrap_or(i64::MAX);
        Ok(Reply::unchanged(MerchantBill { download_bill_count: count, download_bill_list: files }))
    }
}
