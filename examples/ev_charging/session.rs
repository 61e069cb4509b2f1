//! Charging a car (充电桩): the time starts when the driver confirms, the bill has several parts. The driver's account is
//! empty, cash is paid at the till, and WeChat Pay is told so that it stops collecting.

use crate::shop::{self, Shop};
use crate::walkthrough::{Options, WalkthroughError};
use payscore::Fen;
use payscore::serviceorder::{
    CompleteServiceOrder, CreateServiceOrder, Device, Location, PlannedTimeRange, PostPayment, QueryServiceOrder,
    RiskFund, SettledDiscount, SyncDetail, SyncServiceOrder, TimeRange,
};
use std::io::Write;

const AT_MOST: Fen = Fen::new(20_000);
/// Name, how it comes about, fen. WeChat Pay adds the amounts up, and multiplies nothing.
const COSTS: [(&str, &str, Fen); 3] = [
    ("电费", "31.5度，每度1.20元", Fen::new(3_780)),
    ("服务费", "31.5度，每度0.40元", Fen::new(1_260)),
    ("停车费", "2小时，每小时5元", Fen::new(1_000)),
];
/// Two hours' parking go with the charge.
const PARKING_DISCOUNT: Fen = Fen::new(1_000);
const TOTAL: Fen = Fen::new(5_040);

/// Plays it against a running `payscore serve`; ends once the order is settled.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    shop::run(&options, out, true, charge).await
}

async fn charge<W: Write>(station: &mut Shop<W>) -> Result<(), WalkthroughError> {
    let number = station.new_number("EV")?;
    let create = CreateServiceOrder::builder()
        .out_order_no(&number)
        .appid(&station.appid)
        .service_id(&station.service_id)
        .service_introduction("汽车充电")
        .time_range(PlannedTimeRange::builder().start_time("OnAccept").build())
        .location(Location::builder().start_location("P2, post 14").build())
        .device(Device::builder().start_device_id("P2-14").build())
        .risk_fund(RiskFund::builder().name("ESTIMATE_ORDER_COST").amount(AT_MOST).build())
        .notify_url(station.notify_url())
        .build();
    let created = station.client.send(&create).await?.value;
    station.steps.step("post", "create", &created.state)?;

    let driver = station.customers.user("never_has_balance")?.to_owned();
    station.phone.confirm_as(&station.mchid, &number, &driver).await?;
    let confirmed = station.confirmed(&number).await?;
    let start = confirmed.time_range.and_then(|period| period.start_time).unwrap_or_default();
    station.steps.step("driver", "confirms on the phone", &format!("the current flows from {start}"))?;

    station.owes(&number, TOTAL);
    let cost = |(name, how, amount)| PostPayment::builder().name(name).description(how).amount(amount).build();
    let complete = CompleteServiceOrder::builder()
        .out_order_no(&number)
        .appid(&station.appid)
        .service_id(&station.service_id)
        .post_payments(COSTS.map(cost).to_vec())
        .post_discounts(vec![SettledDiscount::builder().name("停车优惠").amount(PARKING_DISCOUNT).build()])
        .total_amount(TOTAL)
        .time_range(TimeRange::builder().end_time(station.time(0)).build())
        .build();
    let completed = station.client.send(&complete).await?.value;
    station.steps.step("post", "complete", &format!("{} fen, {}", completed.total_amount, completed.state))?;

    let query = QueryServiceOrder::builder()
        .appid(&station.appid)
        .service_id(&station.service_id)
        .out_order_no(&number)
        .build();
    let unpaid = station.client.send(&query).await?.value;
    let collection = unpaid.collection.map(|collection| collection.state).unwrap_or_default();
    station.steps.step("cashier", "query", &format!("{collection}: the account is empty, cash is welcome"))?;

    let sync = SyncServiceOrder::builder()
        .out_order_no(&number)
        .appid(&station.appid)
        .service_id(&station.service_id)
        .r#type("Order_Paid")
        .detail(SyncDetail::builder().paid_time(station.time(0)).build())
        .build();
    let settled = station.client.send(&sync).await?.value;
    let payments = settled.collection.and_then(|collection| collection.details).unwrap_or_default();
    let channel = payments.last().and_then(|payment| payment.paid_type.as_deref()).unwrap_or_default();
    station.steps.step("cashier", "sync Order_Paid", &format!("{}, paid by {channel}: no notification", settled.state))
}
