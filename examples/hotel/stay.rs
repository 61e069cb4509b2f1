//! A hotel (酒店): guests who authorized the service once check in without a deposit and without a tap. The bill is
//! lowered after check-out, and the guest, whose account was empty, pays the lower one by hand.

use crate::shop::{self, Shop, transaction};
use crate::walkthrough::{Options, WalkthroughError};
use payscore::Fen;
use payscore::serviceorder::{
    CompleteServiceOrder, CreateServiceOrder, ModifyServiceOrder, PlannedTimeRange, PostPayment, RiskFund, TimeRange,
};
use std::io::Write;

const DEPOSIT: Fen = Fen::new(80_000);
const ROOM: Fen = Fen::new(45_000);
const MINIBAR: Fen = Fen::new(6_800);
const NIGHT: i64 = 24 * 3600;

/// Plays it against a running `payscore serve`; ends once the payment's notification has come.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    shop::run(&options, out, false, stay).await
}

fn room() -> PostPayment {
    PostPayment::builder().name("房费").description("一晚").amount(ROOM).count(1).build()
}

async fn stay<W: Write>(hotel: &mut Shop<W>) -> Result<(), WalkthroughError> {
    let number = hotel.new_number("HT")?;
    let create = CreateServiceOrder::builder()
        .out_order_no(&number)
        .appid(&hotel.appid)
        .service_id(&hotel.service_id)
        .service_introduction("免押入住")
        .openid(hotel.customers.user("never_has_balance")?)
        .need_user_confirm(false)
        .time_range(PlannedTimeRange::builder().start_time(hotel.time(0)).end_time(hotel.time(NIGHT)).build())
        .risk_fund(RiskFund::builder().name("DEPOSIT").amount(DEPOSIT).build())
        .notify_url(hotel.notify_url())
        .build();
    let created = hotel.client.send(&create).await?.value;
    hotel.steps.step("reception", "create", &format!("{}: nothing to confirm, here is the key", created.state))?;

    let minibar = PostPayment::builder().name("迷你吧").amount(MINIBAR).build();
    let total = ROOM.checked_add(MINIBAR).unwrap_or_default();
    hotel.owes(&number, total);
    let complete = CompleteServiceOrder::builder()
        .out_order_no(&number)
        .appid(&hotel.appid)
        .service_id(&hotel.service_id)
        .post_payments(vec![room(), minibar])
        .total_amount(total)
        .time_range(TimeRange::builder().end_time(hotel.time(0)).build())
        .build();
    let completed = hotel.client.send(&complete).await?.value;
    hotel.steps.step("reception", "complete", &format!("{} fen, {}", completed.total_amount, completed.state))?;

    // Only downwards, once, and only while the money has not come in: afterwards it takes a refund.
    hotel.owes(&number, ROOM);
    let modify = ModifyServiceOrder::builder()
        .out_order_no(&number)
        .appid(&hotel.appid)
        .service_id(&hotel.service_id)
        .post_payments(vec![room()])
        .total_amount(ROOM)
        .reason("迷你吧未消费")
        .build();
    let modified = hotel.client.send(&modify).await?.value;
    let collection = modified.collection.as_ref().map_or("", |collection| collection.state.as_str());
    hotel.steps.step("reception", "modify", &format!("the minibar was full: {ROOM} fen, {collection}"))?;

    hotel.phone.pay(&hotel.mchid, &number).await?;
    let paid = hotel.paid(&number).await?;
    hotel.steps.step("guest", "pays on the phone", &format!("{}: transaction {}", paid.state, transaction(&paid)))
}
