//! One customer, who brings a power bank back.

use super::{OrderView, Partner, ReturnRequest, Returned, Settings};
use crate::walkthrough::{Control, Http, MerchantFile, Options, Serving, Steps, WalkthroughError, within};
use crate::{clock, number};
use payscore::{Client, Config};
use std::io::Write;

/// Four half-hours begun.
const MINUTES: u32 = 95;

/// Plays it against a running `payscore serve`; ends once the payment's notification has come.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    let control = Control::connect(&options.server).await?;
    let (folder, file) = MerchantFile::read(&options.data, "partner")?;
    let config = Config::from_merchant_dir(&folder)?.with_base_url(&options.server)?;
    let client = Client::new(config).map_err(WalkthroughError::Client)?;
    let (sub_mchid, sub_appid) = file.sub_merchant()?;
    let listening = Serving::bind().await?;
    let settings = Settings {
        appid: file.appid.clone(),
        sub_mchid: sub_mchid.to_owned(),
        sub_appid: sub_appid.to_owned(),
        service_id: file.service("serviceorder", false)?.to_owned(),
        notify_url: listening.url("/notify"),
    };
    let partner = Partner::new(client, settings, clock::system(control.clock_offset().await?));
    let serving = listening.serve(partner.clone().router());
    let played = bring_back(&partner, &serving, &control, &file, out).await;
    serving.stop().await;
    played
}

async fn bring_back(
    partner: &Partner,
    serving: &Serving,
    control: &Control,
    file: &MerchantFile,
    out: impl Write,
) -> Result<(), WalkthroughError> {
    let (http, mut steps) = (Http::new()?, Steps::new(out));
    let (mchid, sub_mchid) = (&file.mchid, &partner.settings.sub_mchid);
    steps.title(&format!("Power banks of {sub_mchid}, run by service provider {mchid}, at {}", serving.url("")))?;

    let request = ReturnRequest {
        rental_no: number::fresh("PB").map_err(WalkthroughError::Randomness)?,
        openid: file.user("pays_at_once")?.to_owned(),
        station: "人民广场2号口".to_owned(),
        minutes: MINUTES,
    };
    let returned: Returned = http.post(&serving.url("/return"), &request).await?;
    let Returned { out_order_no, total_amount } = &returned;
    steps.step("station", "POST /return", &format!("order {out_order_no}, {MINUTES} minutes: {total_amount} fen"))?;

    let paid = within("PAYSCORE.USER_PAID", partner.rentals.wait_for(out_order_no, |rental| rental.is_paid)).await?;
    let transaction = paid.transaction_id.unwrap_or_default();
    steps.step("WeChat Pay", "POST /notify", &format!("PAYSCORE.USER_PAID is genuine: transaction {transaction}"))?;

    let shown: OrderView = http.get(&serving.url(&format!("/orders/{out_order_no}"))).await?;
    let collection = shown.collection.unwrap_or_default();
    steps.step(
        "service",
        "GET /orders/{no}",
        &format!("{}, {collection}, notified: {}", shown.state, shown.notified),
    )?;

    let again: Returned = http.post(&serving.url("/return"), &request).await?;
    steps.step("station", "POST /return, again", &format!("{} fen, still the same order", again.total_amount))?;

    let platform = control.order(mchid, out_order_no).await?;
    let (state, timeline) = (platform["state"].as_str().unwrap_or_default(), platform["timeline"].as_array());
    let events = timeline.map_or(0, Vec::len);
    steps.step("platform", "its own record", &format!("{state}, {events} events"))?;
    steps.title("Served first, paid afterwards.")
}
