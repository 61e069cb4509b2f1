//! What an order costs, and the equation that every order must satisfy.

use crate::fen::Fen;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// Something to be paid for (付费项目).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its name; absent where an older order left it out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The whole item's amount in fen (the count is not multiplied in).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Fen>,
    /// How it is charged, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<i64>,
}

/// Something that the merchant takes off (商户优惠).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Its name, unique in an order.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// What the whole discount takes off, in fen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Fen>,
    /// Its conditions, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<i64>,
}

/// The one payment name that an order may carry several times: unattended cabinets list their goods under it.
const REPEATABLE_NAME: &str = "商品信息";

/// Refuses two payments or two discounts of one name.
pub fn check_names(payments: &[Payment], discounts: &[Discount]) -> Result<(), Rejection> {
    for (index, payment) in payments.iter().enumerate() {
        let name = payment.name.as_deref().filter(|name| *name != REPEATABLE_NAME);
        if name.is_some() && payments[..index].iter().any(|other| other.name == payment.name) {
            return Err(Rejection::PaymentNameTwice { index, name: payment.name.clone().unwrap_or_default() });
        }
    }
    check_discount_names(discounts)
}

fn check_discount_names(discounts: &[Discount]) -> Result<(), Rejection> {
    for (index, discount) in discounts.iter().enumerate() {
        let twice = discount.name.is_some() && discounts[..index].iter().any(|other| other.name == discount.name);
        if twice {
            return Err(Rejection::DiscountNameTwice { index, name: discount.name.clone().unwrap_or_default() });
        }
    }
    Ok(())
}

/// Refuses a total that is not Σ payments − Σ discounts. Where no payment carries an amount (power banks describe
/// their tariff in words only) any total will do, and the cap alone limits it.
pub fn check_total(payments: &[Payment], discounts: &[Discount], total: Fen) -> Result<(), Rejection> {
    if !payments.is_empty() && payments.iter().all(|payment| payment.amount.is_none()) {
        return Ok(());
    }
    let owed = sum(payments.iter().filter_map(|payment| payment.amount));
    let off = sum(discounts.iter().filter_map(|discount| discount.amount));
    let due = owed.zip(off).and_then(|(owed, off)| owed.checked_sub(off));
    if due == Some(total) {
        return Ok(());
    }
    Err(Rejection::TotalMismatch { given: total, payments: owed, discounts: off })
}

fn sum(mut amounts: impl Iterator<Item = Fen>) -> Option<Fen> {
    amounts.try_fold(Fen::ZERO, Fen::checked_add)
}
