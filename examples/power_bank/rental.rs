//! Power banks (共享充电宝): the customer confirms on the phone, takes one, brings it back, and pays.

use crate::shop::{self, Shop, transaction};
use crate::walkthrough::{Options, WalkthroughError};
use payscore::Fen;
use payscore::serviceorder::{
    CompleteServiceOrder, CompletionLocation, CreateServiceOrder, Location, PlannedTimeRange, PostPayment, RiskFund,
    TimeRange,
};
use std::io::Write;

/// What the customer is told may be charged at most: what a power bank costs that never comes back.
const DEPOSIT: Fen = Fen::new(9_900);
/// Two half-hours.
const RENT: Fen = Fen::new(400);

/// Plays it against a running `payscore serve`; ends once the payment's notification has come.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    shop::run(&options, out, true, rent).await
}

async fn rent<W: Write>(shop: &mut Shop<W>) -> Result<(), WalkthroughError> {
    let number = shop.new_number("PB")?;
    let create = CreateServiceOrder::builder()
        .out_order_no(&number)
        .appid(&shop.appid)
        .service_id(&shop.service_id)
        .service_introduction("共享充电宝")
        .time_range(PlannedTimeRange::builder().start_time("OnAccept").build())
        .location(Location::builder().start_location("Central Station").build())
        .risk_fund(RiskFund::builder().name("DEPOSIT").amount(DEPOSIT).build())
        .post_payments(vec![PostPayment::builder().name("租金").description("每半小时2元").build()])
        .notify_url(shop.notify_url())
        .build();
    let created = shop.client.send(&create).await?.value;
    let package = created.package.as_deref().unwrap_or_default();
    let has_package = if package.is_empty() { "no package" } else { "a package that opens the confirmation page" };
    shop.steps.step("shop", "create", &format!("{}, {has_package}", created.state))?;

    shop.phone.confirm(&shop.mchid, &number).await?;
    let confirmed = shop.confirmed(&number).await?;
    shop.steps.step("customer", "confirms on the phone", &format!("{}: take one", confirmed.state))?;

    shop.owes(&number, RENT);
    let complete = CompleteServiceOrder::builder()
        .out_order_no(&number)
        .appid(&shop.appid)
        .service_id(&shop.service_id)
        .post_payments(vec![PostPayment::builder().name("租金").description("每半小时2元").amount(RENT).build()])
        .total_amount(RENT)
        .time_range(TimeRange::builder().end_time(shop.time(0)).build())
        .location(CompletionLocation::builder().end_location("Museum").build())
        .build();
    let completed = shop.client.send(&complete).await?.value;
    shop.steps.step("shop", "complete", &format!("{} fen, {}", completed.total_amount, completed.state))?;

    let paid = shop.paid(&number).await?;
    shop.steps.step("WeChat Pay", "POST /notify", &format!("{}: transaction {}", paid.state, transaction(&paid)))
}
