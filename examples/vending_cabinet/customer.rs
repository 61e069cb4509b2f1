//! One customer at the cabinet, from the first tap to the receipt.

use super::{Cabinet, CloseRequest, OpenRequest, Opened, OrderView, Settings, Status, Taken};
use crate::clock;
use crate::walkthrough::{Control, Http, MerchantFile, Options, Serving, Steps, WalkthroughError, within};
use payscore::{Client, Config};
use std::io::Write;

/// Plays it against a running `payscore serve`; ends once the payment's notification has come.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    let control = Control::connect(&options.server).await?;
    let (folder, file) = MerchantFile::read(&options.data, "default")?;
    let config = Config::from_merchant_dir(&folder)?.with_base_url(&options.server)?;
    let client = Client::new(config).map_err(WalkthroughError::Client)?;
    let settings = Settings { appid: file.appid.clone(), service_id: file.service("smartretail", true)?.to_owned() };
    let cabinet = Cabinet::new(client, settings, clock::system(control.clock_offset().await?));
    let serving = Serving::bind().await?.serve(cabinet.clone().router());
    // Smart-retail orders carry no notify_url: it is agreed upon once for the merchant.
    let former = control.set_notify_url(&file.mchid, &serving.url("/notify")).await?;
    let played = visit(&cabinet, &serving, &control, &file.mchid, out).await;
    let restored = control.set_notify_url(&file.mchid, &former).await;
    serving.stop().await;
    played.and(restored.map(drop))
}

async fn visit(
    cabinet: &Cabinet,
    serving: &Serving,
    control: &Control,
    mchid: &str,
    out: impl Write,
) -> Result<(), WalkthroughError> {
    let (http, mut steps) = (Http::new()?, Steps::new(out));
    steps.title(&format!("A vending cabinet of merchant {mchid}, at {}", serving.url("")))?;

    let request = OpenRequest { cabinet: "A-17".to_owned() };
    let opened: Opened = http.post(&serving.url("/open"), &request).await?;
    let Opened { out_order_no, package } = &opened;
    steps.step("front end", "POST /open", &format!("order {out_order_no}, package {}", short(package)))?;

    control.confirm(mchid, out_order_no).await?;
    steps.step("customer", "confirms on the phone", "WeChat Pay: USER_ACCEPTED")?;
    let open = within("PAYSCORE.USER_ACCEPTED", cabinet.orders.wait_for(out_order_no, |it| it.status >= Status::Open));
    open.await?;
    steps.step("WeChat Pay", "POST /notify", "PAYSCORE.USER_ACCEPTED is genuine: the door opens")?;

    let taken = [("water", 2), ("crisps", 1)];
    let taken = taken.map(|(goods, count)| Taken { goods: goods.to_owned(), count }).to_vec();
    let close = CloseRequest { out_order_no: out_order_no.clone(), taken };
    let closed: OrderView = http.post(&serving.url("/close"), &close).await?;
    let total = closed.order.total_amount.unwrap_or_default();
    steps.step("cabinet", "POST /close", &format!("2 water, 1 crisps: {total} fen"))?;

    let paid = within("PAYSCORE.USER_PAID", cabinet.orders.wait_for(out_order_no, |it| it.status == Status::Paid));
    let transaction = paid.await?.transaction_id.unwrap_or_default();
    steps.step("WeChat Pay", "POST /notify", &format!("PAYSCORE.USER_PAID is genuine: transaction {transaction}"))?;

    let url = serving.url(&format!("/orders/{out_order_no}"));
    let shown: OrderView = http.get(&url).await?;
    let (total, status) = (shown.order.total_amount.unwrap_or_default(), shown.order.status);
    steps.step("anybody", "GET /orders/{no}", &format!("{total} fen, {status:?}"))?;
    steps.title("Served first, paid afterwards.")
}

/// The first characters of something long.
fn short(text: &str) -> String {
    text.chars().take(16).chain(['…']).collect()
}
