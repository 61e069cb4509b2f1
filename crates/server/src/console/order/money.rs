//! What an order costs, as an equation that whoever looks can follow.

use super::super::phone::money::money;
use crate::app::App;
use crate::console::Ui;
use crate::control::ControlError;
use crate::engine;
use crate::identity::Account;
use payscore_domain::charges::{Discount, Payment, check_total};
use payscore_domain::collection::{Channel, Progress};
use payscore_domain::{Fen, Order, Refunds};

/// Something to be paid, or to be taken off.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) more: String,
    /// With its sign; empty where the tariff is in words.
    pub(super) amount: String,
}

/// A refund.
pub(super) struct RefundLine {
    pub(super) number: String,
    pub(super) amount: String,
    pub(super) status: &'static str,
}

/// The money of an order.
pub(super) struct Money {
    pub(super) lines: Vec<Line>,
    /// `¥3.00 − ¥1.00 = ¥2.00`
    pub(super) equation: Option<String>,
    /// Only planned: nobody has completed the order.
    pub(super) planned: bool,
    /// The tariff is in words, so that there is nothing to add up.
    pub(super) in_words: bool,
    /// Why it does not add up.
    pub(super) fault: Option<String>,
    /// What the completion said, where it was lowered after.
    pub(super) before: Option<String>,
    /// The most that may be charged, and what that is called.
    pub(super) cap: Option<(&'static str, String)>,
    pub(super) owed: Option<String>,
    /// How much, when, and the payment's number where there is one.
    pub(super) paid: Option<(String, String, Option<String>)>,
    pub(super) refunds: Vec<RefundLine>,
    pub(super) refunded: Option<String>,
}

/// How this order's amounts are written: abroad in its currency.
pub(super) fn written(order: &Order) -> impl Fn(Fen) -> String + Copy {
    let currency = match order {
        Order::Service(order) => order.terms.party.currency(),
        Order::Retail(_) => None,
    };
    move |amount| money(amount, currency)
}

/// What counts now.
struct Charged<'a> {
    payments: &'a [Payment],
    discounts: &'a [Discount],
    total: Option<Fen>,
}

fn charged(order: &Order) -> Charged<'_> {
    match order {
        Order::Service(order) => {
            Charged { payments: order.payments(), discounts: order.discounts(), total: order.total_amount() }
        }
        Order::Retail(order) => match &order.completion {
            Some(completion) => Charged {
                payments: &completion.fees,
                discounts: &completion.discounts,
                total: Some(completion.total_amount),
            },
            None => Charged { payments: &order.terms.fees, discounts: &order.terms.discounts, total: None },
        },
    }
}

/// What a list shows: what it comes to, and whether that is paid.
pub(in crate::console) fn at_a_glance(ui: &Ui, order: &Order) -> Option<(String, &'static str)> {
    let total = charged(order).total?;
    let words = match order.collection() {
        Some(collection) if collection.receipt().is_some() => ("paid", "已付"),
        Some(_) => ("owed", "待付"),
        None => ("", ""),
    };
    Some((written(order)(total), ui.pick(&words)))
}

impl Money {
    pub(super) async fn of(app: &App, account: &Account, order: &Order) -> Result<Self, ControlError> {
        let (charged, yuan) = (charged(order), written(order));
        let has_amounts = charged.payments.iter().any(|payment| payment.amount.is_some());
        let in_words = !charged.payments.is_empty() && !has_amounts;
        let fault = charged.total.and_then(|total| check_total(charged.payments, charged.discounts, total).err());
        let (paid, transaction) = paid(order);
        let refunds = match transaction {
            Some(transaction) => engine::find_refunds_of(app, account, &transaction).await?,
            None => None,
        };
        let refunds = refunds.map(|stored| stored.record);
        Ok(Self {
            lines: lines(&charged, yuan),
            equation: (has_amounts || charged.total.is_some()).then(|| equation(&charged, yuan)),
            planned: charged.total.is_none(),
            in_words,
            fault: fault.map(|fault| fault.to_string()),
            before: before(order),
            cap: cap(account, order),
            owed: order.collection().filter(|money| money.receipt().is_none()).map(|money| yuan(money.total)),
            paid,
            refunded: refunds.as_ref().map(|refunds| refunded(refunds, yuan)),
            refunds: refunds.iter().flat_map(|refunds| refund_lines(refunds, yuan)).collect(),
        })
    }
}

fn lines(charged: &Charged<'_>, yuan: impl Fn(Fen) -> String + Copy) -> Vec<Line> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let more = |description: &Option<String>, count: Option<i64>| match count {
        Some(count) if count != 1 => format!("{} × {count}", text(description)),
        _ => text(description),
    };
    let payment = |payment: &Payment| Line {
        name: text(&payment.name),
        more: more(&payment.description, payment.count),
        amount: payment.amount.map(yuan).unwrap_or_default(),
    };
    let discount = |discount: &Discount| Line {
        name: text(&discount.name),
        more: more(&discount.description, discount.count),
        amount: discount.amount.map(|amount| format!("− {}", yuan(amount))).unwrap_or_default(),
    };
    charged.payments.iter().map(payment).chain(charged.discounts.iter().map(discount)).collect()
}

/// Every term as it stands; the total as the merchant gave it, or what the terms come to.
fn equation(charged: &Charged<'_>, yuan: impl Fn(Fen) -> String + Copy) -> String {
    let plus: Vec<Fen> = charged.payments.iter().filter_map(|payment| payment.amount).collect();
    let minus: Vec<Fen> = charged.discounts.iter().filter_map(|discount| discount.amount).collect();
    let sum = |amounts: &[Fen]| amounts.iter().try_fold(Fen::ZERO, |sum, amount| sum.checked_add(*amount));
    let left = plus.iter().map(|amount| yuan(*amount)).collect::<Vec<_>>().join(" + ");
    let off: String = minus.iter().map(|amount| format!(" − {}", yuan(*amount))).collect();
    let total = charged.total.or_else(|| sum(&plus)?.checked_sub(sum(&minus)?));
    let total = total.map_or_else(|| "?".to_owned(), yuan);
    if plus.is_empty() && minus.is_empty() { total } else { format!("{left}{off} = {total}") }
}

fn before(order: &Order) -> Option<String> {
    let yuan = written(order);
    let Order::Service(order) = order else { return None };
    order.modification.as_ref().and(order.completion.as_ref()).map(|completion| yuan(completion.total_amount))
}

fn cap(account: &Account, order: &Order) -> Option<(&'static str, String)> {
    let (name, amount) = match order {
        Order::Service(order) => {
            let fund = order.terms.risk_fund.as_ref();
            (fund.map_or("risk_cap", |fund| fund.name.as_str()), fund.map(|fund| fund.amount))
        }
        Order::Retail(order) => ("risk_amount", order.terms.risk_amount),
    };
    let service = account.merchant.services.iter().find(|service| service.service_id == *order.service_id());
    Some((name, written(order)(amount.or_else(|| service.map(|service| service.risk_cap))?)))
}

type Paid = (String, String, Option<String>);

fn paid(order: &Order) -> (Option<Paid>, Option<payscore_domain::TransactionId>) {
    let Some(collection) = order.collection() else { return (None, None) };
    let Progress::Paid(receipt) = &collection.progress else { return (None, None) };
    let transaction = match &receipt.channel {
        Channel::Wechat { transaction_id } => Some(transaction_id.clone()),
        Channel::Merchant => None,
    };
    let number = transaction.as_ref().map(ToString::to_string);
    (Some((written(order)(collection.total), receipt.paid_time.spaced(), number)), transaction)
}

fn refund_lines(refunds: &Refunds, yuan: impl Fn(Fen) -> String) -> impl Iterator<Item = RefundLine> {
    refunds.refunds.iter().map(move |refund| RefundLine {
        number: refund.ask.out_refund_no.to_string(),
        amount: yuan(refund.ask.amount),
        status: refund.status().as_str(),
    })
}

/// What is not the merchant's any more.
fn refunded(refunds: &Refunds, yuan: impl Fn(Fen) -> String) -> String {
    refunds.paid.total.checked_sub(refunds.left()).map_or_else(|| "?".to_owned(), yuan)
}
