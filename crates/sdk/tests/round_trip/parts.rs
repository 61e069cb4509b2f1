//! Parts that requests of several families have in common.

use crate::shop::{A_MINUTE_AGO, NOW};
use payscore::Fen;
use payscore::serviceorder::{
    DiscountItem, ExplainedDiscount, Location, PaymentItem, PlannedDiscount, PlannedTimeRange, PostPayment, RiskFund,
    SettledDiscount, SyncDetail, TimeRange,
};
use payscore::shopping::{JumpLink, PartnerShoppingGoods, PartnerShoppingInfo, ShoppingGoods, ShoppingInfo};
use payscore::smartretail_orders::{Discount, Fee};

const RENT: &str = "租借费";
const WELCOME: &str = "新人立减";
const FIRST_ORDER: &str = "首单减1元";
/// What every discount takes off.
pub(crate) const OFF: i64 = 100;

/// What a service costs: this much once the discount is off.
pub(crate) fn payments(total: i64) -> Vec<PostPayment> {
    let payment = PostPayment::builder().name(RENT).amount(Fen::new(total + OFF)).description("2元/小时").count(1);
    vec![payment.build()]
}

/// The same, for a message.
pub(crate) fn payment_items(total: i64) -> Vec<PaymentItem> {
    let item = PaymentItem::builder().name(RENT).amount(Fen::new(total + OFF)).description("2元/小时").count(1);
    vec![item.build()]
}

pub(crate) fn planned_discounts() -> Vec<PlannedDiscount> {
    vec![PlannedDiscount::builder().name(WELCOME).description(FIRST_ORDER).build()]
}

pub(crate) fn explained_discounts() -> Vec<ExplainedDiscount> {
    vec![ExplainedDiscount::builder().name(WELCOME).description(FIRST_ORDER).amount(Fen::new(OFF)).build()]
}

pub(crate) fn settled_discounts() -> Vec<SettledDiscount> {
    vec![SettledDiscount::builder().name(WELCOME).amount(Fen::new(OFF)).description(FIRST_ORDER).build()]
}

pub(crate) fn discount_items() -> Vec<DiscountItem> {
    vec![DiscountItem::builder().name(WELCOME).description(FIRST_ORDER).amount(Fen::new(OFF)).build()]
}

/// For users who confirm.
pub(crate) fn deposit() -> RiskFund {
    RiskFund::builder().name("DEPOSIT").amount(Fen::new(10_000)).description("押金").build()
}

/// For users who need not.
pub(crate) fn estimate() -> RiskFund {
    RiskFund::builder().name("ESTIMATE_ORDER_COST").amount(Fen::new(5000)).build()
}

pub(crate) fn location() -> Location {
    Location::builder().start_location("一号柜").end_location("二号柜").build()
}

pub(crate) fn on_accept() -> PlannedTimeRange {
    PlannedTimeRange::builder().start_time("OnAccept").start_time_remark("开柜时").build()
}

pub(crate) fn a_minute() -> PlannedTimeRange {
    PlannedTimeRange::builder().start_time(A_MINUTE_AGO).end_time(NOW).end_time_remark("还机时").build()
}

pub(crate) fn since_a_minute() -> PlannedTimeRange {
    PlannedTimeRange::builder().start_time(A_MINUTE_AGO).build()
}

pub(crate) fn until_now() -> TimeRange {
    TimeRange::builder().end_time(NOW).end_time_remark("还机时").build()
}

pub(crate) fn paid_now() -> SyncDetail {
    SyncDetail::builder().paid_time(NOW).build()
}

pub(crate) fn fees(total: i64) -> Vec<Fee> {
    let fee = Fee::builder().fee_name("租金").fee_count(1).fee_amount(Fen::new(total + OFF)).fee_desc("2元/小时");
    vec![fee.build()]
}

pub(crate) fn discounts() -> Vec<Discount> {
    let discount = Discount::builder().discount_name("满减").discount_amount(Fen::new(OFF)).discount_desc("满10减1");
    vec![discount.build()]
}

fn jump_link() -> JumpLink {
    JumpLink::builder().jump_link_type("JUMP_LINK_MINI_PROGRAM").appid("wx1").path("pages/order?id=1").build()
}

pub(crate) fn goods() -> Vec<ShoppingGoods> {
    let goods = ShoppingGoods::builder().name("头戴式耳机").picture("https://example.com/1.png");
    vec![goods.amount(Fen::new(40_000)).count(1).category_id(vec!["耳机".to_owned()]).build()]
}

pub(crate) fn shopping() -> ShoppingInfo {
    ShoppingInfo::builder().real_merchant_appid("wxd678efh567hg6787").jump_link(jump_link()).goods(goods()).build()
}

pub(crate) fn partner_shopping() -> PartnerShoppingInfo {
    let goods = PartnerShoppingGoods::builder().name("T恤").picture("https://example.com/t.png");
    let goods = vec![goods.amount(Fen::new(4900)).count(1).category_id(vec!["T恤".to_owned()]).build()];
    PartnerShoppingInfo::builder().real_merchant_appid("wxd678efh567hg6999").jump_link(jump_link()).goods(goods).build()
}
