//! A parcel (快递, 先用后付): goods are tried on first and paid for on delivery. The order says what was bought; what goes
//! back is not charged.

use crate::shop::{self, Shop, transaction};
use crate::walkthrough::{Options, WalkthroughError};
use payscore::Fen;
use payscore::serviceorder::{CompleteServiceOrder, Location, PlannedTimeRange, PostPayment, RiskFund, TimeRange};
use payscore::servicepayondeliveryorder::CreatePayOnDeliveryOrder;
use payscore::shopping::{JumpLink, ShoppingGoods, ShoppingInfo};
use std::io::Write;

const SHOES: Fen = Fen::new(29_900);
const COAT: Fen = Fen::new(59_900);

/// Plays it against a running `payscore serve`; ends once the payment's notification has come.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn play(options: Options, out: impl Write) -> Result<(), WalkthroughError> {
    shop::run(&options, out, false, deliver).await
}

fn goods(name: &str, amount: Fen) -> ShoppingGoods {
    let picture = "https://shop.example/picture.jpg";
    ShoppingGoods::builder().name(name).picture(picture).amount(amount).count(1).build()
}

async fn deliver<W: Write>(shop: &mut Shop<W>) -> Result<(), WalkthroughError> {
    let number = shop.new_number("PC")?;
    let page = JumpLink::builder()
        .jump_link_type("JUMP_LINK_MINI_PROGRAM")
        .appid(&shop.appid)
        .path(format!("pages/parcel?no={number}"))
        .build();
    let shopping = ShoppingInfo::builder()
        .real_merchant_appid(&shop.appid)
        .jump_link(page)
        .goods(vec![goods("运动鞋", SHOES), goods("外套", COAT)])
        .build();
    let most = SHOES.checked_add(COAT).unwrap_or_default();
    let create = CreatePayOnDeliveryOrder::builder()
        .out_order_no(&number)
        .appid(&shop.appid)
        .service_id(&shop.service_id)
        .service_introduction("先用后付")
        .openid(shop.customers.user("pays_at_once")?)
        .time_range(PlannedTimeRange::builder().start_time(shop.time(0)).build())
        .location(Location::builder().end_location("Parcel locker 7").build())
        .risk_fund(RiskFund::builder().name("ESTIMATE_ORDER_COST").amount(most).build())
        .shopping_info(shopping)
        .notify_url(shop.notify_url())
        .build();
    let created = shop.client.send(&create).await?.value;
    shop.steps.step("shop", "create", &format!("{}: shoes and a coat are on their way", created.state))?;

    shop.owes(&number, SHOES);
    let complete = CompleteServiceOrder::builder()
        .out_order_no(&number)
        .appid(&shop.appid)
        .service_id(&shop.service_id)
        .post_payments(vec![PostPayment::builder().name("运动鞋").amount(SHOES).count(1).build()])
        .total_amount(SHOES)
        .time_range(TimeRange::builder().end_time(shop.time(0)).build())
        .build();
    let completed = shop.client.send(&complete).await?.value;
    let outcome = format!("the coat went back: {} fen, {}", completed.total_amount, completed.state);
    shop.steps.step("locker", "complete", &outcome)?;

    let paid = shop.paid(&number).await?;
    shop.steps.step("WeChat Pay", "POST /notify", &format!("{}: transaction {}", paid.state, transaction(&paid)))
}
