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

/// What something costs: Σ payments − Σ discounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charges {
    /// What is paid for.
    pub payments: Vec<Payment>,
    /// What is taken off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub discounts: Vec<Discount>,
    /// The difference, in fen.
    pub total_amount: Fen,
}

impl Charges {
    /// Refuses a name that stands twice, and a total that is not the difference.
    pub fn check(&self) -> Result<(), Rejection> {
        check_names(&self.payments, &self.discounts)?;
        check_total(&self.payments, &self.discounts, self.total_amount)
    }
}

/// The one payment name that an order may carry several times: unattended cabinets list their goods under it.
const REPEATABLE_NAME: &str = "商品信息";

/// Refuses two discounts or two payments of one name.
pub fn check_names(payments: &[Payment], discounts: &[Discount]) -> Result<(), Rejection> {
    check_discount_names(discounts)?;
    for (index, payment) in payments.iter().enumerate() {
        let name = payment.name.as_deref().filter(|name| *name != REPEATABLE_NAME);
        if name.is_some() && payments[..index].iter().any(|other| other.name == payment.name) {
            return Err(Rejection::PaymentNameTwice { index, name: payment.name.clone().unwrap_or_default() });
        }
    }
    Ok(())
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

/// Refuses a total that is not Σ payments − Σ discounts, or that is below zero: nobody is paid for using a service.
/// Where no payment carries an amount (power banks describe their tariff in words only) any total from zero will do,
/// and the cap alone limits it.
pub fn check_total(payments: &[Payment], discounts: &[Discount], total: Fen) -> Result<(), Rejection> {
    let owed = sum(payments.iter().filter_map(|payment| payment.amount));
    let off = sum(discounts.iter().filter_map(|discount| discount.amount));
    let in_words = !payments.is_empty() && payments.iter().all(|payment| payment.amount.is_none());
    let fits = match owed.zip(off) {
        Some((owed, off)) => in_words || owed.checked_sub(off) == Some(total),
        None => false,
    };
    if fits && total >= Fen::ZERO {
        return Ok(());
    }
    Err(Rejection::TotalMismatch { given: total, payments: owed, discounts: off })
}

/// The sum of amounts none of which is negative, where it fits.
fn sum(mut amounts: impl Iterator<Item = Fen>) -> Option<Fen> {
    amounts.try_fold(Fen::ZERO, |sum, amount| sum.checked_add(amount).filter(|_| amount >= Fen::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payments(amounts: &[i64]) -> Vec<Payment> {
        let payment = |amount: &i64| Payment { amount: Some((*amount).into()), ..Payment::default() };
        amounts.iter().map(payment).collect()
    }

    fn discounts(amounts: &[i64]) -> Vec<Discount> {
        let discount = |amount: &i64| Discount { amount: Some((*amount).into()), ..Discount::default() };
        amounts.iter().map(discount).collect()
    }

    fn fits(paid: &[i64], off: &[i64], total: i64) -> bool {
        check_total(&payments(paid), &discounts(off), Fen::new(total)).is_ok()
    }

    #[test]
    fn the_total_is_payments_less_discounts_to_the_fen() {
        assert!(fits(&[300, 50], &[100], 250));
        assert!(!fits(&[300, 50], &[100], 249));
        assert!(!fits(&[300, 50], &[100], 251));
        assert!(fits(&[100], &[100], 0));
        assert!(fits(&[], &[], 0));
        assert!(!fits(&[], &[], 1));
    }

    #[test]
    fn nobody_is_paid_for_using_a_service() {
        assert!(!fits(&[100], &[101], -1));
        assert!(!fits(&[100], &[101], 0));
        assert!(!fits(&[], &[1], -1));
    }

    #[test]
    fn a_negative_item_is_no_way_round_the_equation() {
        assert!(!fits(&[300, -100], &[], 200));
        assert!(!fits(&[100], &[-100], 200));
    }

    #[test]
    fn sums_that_do_not_fit_are_refused_and_not_wrapped() {
        let refused = check_total(&payments(&[i64::MAX, 1]), &discounts(&[2]), Fen::new(i64::MAX - 1));
        let expected =
            Rejection::TotalMismatch { given: Fen::new(i64::MAX - 1), payments: None, discounts: Some(Fen::new(2)) };
        assert_eq!(refused, Err(expected));
        assert!(!fits(&[1], &[i64::MAX, i64::MAX], 1));
        assert!(fits(&[i64::MAX], &[], i64::MAX));
        assert!(!fits(&[0], &[i64::MAX], i64::MIN));
    }

    #[test]
    fn a_tariff_in_words_leaves_the_total_to_the_cap() {
        let words = [Payment { description: Some("2元/小时".into()), ..Payment::default() }, Payment::default()];
        assert_eq!(check_total(&words, &[], Fen::new(140)), Ok(()));
        assert_eq!(check_total(&words, &discounts(&[10]), Fen::ZERO), Ok(()));
        assert!(check_total(&words, &[], Fen::new(-1)).is_err());
        assert!(check_total(&words, &discounts(&[-1]), Fen::ZERO).is_err());
        let one_amount = [words.to_vec(), payments(&[140])].concat();
        assert_eq!(check_total(&one_amount, &[], Fen::new(140)), Ok(()));
        assert!(check_total(&one_amount, &[], Fen::new(141)).is_err());
    }

    fn named(names: &[Option<&str>]) -> (Vec<Payment>, Vec<Discount>) {
        let name = |name: &Option<&str>| name.map(str::to_owned);
        let payments = names.iter().map(|n| Payment { name: name(n), ..Payment::default() }).collect();
        (payments, names.iter().map(|n| Discount { name: name(n), ..Discount::default() }).collect())
    }

    #[test]
    fn a_name_stands_once_but_for_the_goods_of_a_cabinet() {
        let (payments, discounts) = named(&[Some("a"), Some("b"), Some("a")]);
        let name = || "a".to_owned();
        assert_eq!(check_names(&payments, &[]), Err(Rejection::PaymentNameTwice { index: 2, name: name() }));
        assert_eq!(check_names(&[], &discounts), Err(Rejection::DiscountNameTwice { index: 2, name: name() }));

        let (goods, not_exempt) = named(&[Some(REPEATABLE_NAME), Some(REPEATABLE_NAME)]);
        assert_eq!(check_names(&goods, &[]), Ok(()));
        assert!(check_names(&[], &not_exempt).is_err());

        let (nameless, nameless_too) = named(&[None, None, Some("a")]);
        assert_eq!(check_names(&nameless, &nameless_too), Ok(()), "and a payment may be called like a discount");
    }
}
