//! `/v3/bill/…`

mod fundflowbill;
mod tradebill;

use crate::app::App;
use crate::bills::{BillFile, Content, check_available, hash, refuse};
use crate::gateway::{Caller, Reply};
use crate::refusal::Refusal;
use crate::routes::Routes;
use payscore_api::bill::{Bill, GetFundFlowBill, GetTradeBill};
use payscore_domain::bill::Period;
use payscore_wire::digest::HASH_TYPE;

/// Adds the operations of these paths.
pub(in crate::routes) fn routes(routes: Routes) -> Routes {
    routes.with::<GetFundFlowBill>().with::<GetTradeBill>()
}

/// A day's bill: its hash, and where it is fetched.
async fn bill(
    app: &App,
    caller: &Caller,
    date: &str,
    sub_mchid: Option<&str>,
    content: Content,
    gzip: bool,
) -> Result<Reply<Bill>, Refusal> {
    let period = Period::day(date).map_err(refuse)?;
    let merchant = &caller.account.merchant;
    let sub = sub_mchid.map(|named| merchant.sub_merchant(Some(&named.into()), None)).transpose().map_err(refuse)?;
    check_available(&period, date, app.clock.service())?;
    let sub_mchid = sub.map(|sub| sub.mchid.clone());
    let file = BillFile { mchid: caller.mchid().clone(), date: date.to_owned(), sub_mchid, content, gzip };
    let texts = file.texts(app).await?;
    Ok(Reply::unchanged(Bill {
        hash_type: HASH_TYPE.to_owned(),
        hash_value: texts.first().map(|text| hash(text)).unwrap_or_default(),
        download_url: file.address(app, &caller.origin)?,
    }))
}
