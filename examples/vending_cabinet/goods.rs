//! What the cabinet sells, and what it adds up to.

use super::CabinetError;
use payscore::Fen;
use payscore::smartretail_orders::{CompleteSmartRetailOrder, Fee};
use serde::{Deserialize, Serialize};

/// Something that one can take.
struct Goods {
    code: &'static str,
    name: &'static str,
    price: Fen,
}

const GOODS: [Goods; 3] = [
    Goods { code: "water", name: "矿泉水", price: Fen::new(200) },
    Goods { code: "cola", name: "可乐", price: Fen::new(350) },
    Goods { code: "crisps", name: "薯片", price: Fen::new(600) },
];

/// Something that was taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Such as `water`.
    pub goods: String,
    /// How many.
    pub count: u32,
}

/// What was taken, with its price. The same things make the same bill, however they are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    fees: Vec<Fee>,
    total: Fen,
}

impl Bill {
    /// Adds up.
    ///
    /// # Errors
    /// [`CabinetError::UnknownGoods`], [`CabinetError::TooMuch`].
    pub fn of(taken: &[Taken]) -> Result<Self, CabinetError> {
        if let Some(unknown) = taken.iter().find(|taken| GOODS.iter().all(|goods| goods.code != taken.goods)) {
            return Err(CabinetError::UnknownGoods(unknown.goods.clone()));
        }
        let mut bill = Self { fees: Vec::new(), total: Fen::ZERO };
        for goods in &GOODS {
            let count: i64 = taken.iter().filter(|it| it.goods == goods.code).map(|it| i64::from(it.count)).sum();
            if count > 0 {
                bill.add(goods, count).ok_or(CabinetError::TooMuch)?;
            }
        }
        Ok(bill)
    }

    fn add(&mut self, goods: &Goods, count: i64) -> Option<()> {
        let amount = goods.price.get().checked_mul(count).map(Fen::new)?;
        self.total = self.total.checked_add(amount)?;
        // The amount is that of all of them: WeChat Pay does not multiply.
        self.fees.push(Fee::builder().fee_name(goods.name).fee_count(count).fee_amount(amount).build());
        Some(())
    }

    /// Whether nothing was taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fees.is_empty()
    }

    /// What it costs.
    #[must_use]
    pub fn total(&self) -> Fen {
        self.total
    }

    /// Each kind of goods once: names may not repeat.
    #[must_use]
    pub fn fees(&self) -> Vec<Fee> {
        self.fees.clone()
    }

    /// Whether this is what an order is completed with.
    #[must_use]
    pub fn is_of(&self, completion: &CompleteSmartRetailOrder) -> bool {
        completion.total_amount == Some(self.total) && completion.fees.as_deref().unwrap_or_default() == self.fees
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(list: &[(&str, u32)]) -> Vec<Taken> {
        list.iter().map(|&(goods, count)| Taken { goods: goods.to_owned(), count }).collect()
    }

    #[test]
    fn the_same_things_make_the_same_bill() {
        let bill = Bill::of(&taken(&[("crisps", 1), ("water", 1), ("cola", 0), ("water", 1)])).unwrap();
        assert_eq!(bill, Bill::of(&taken(&[("water", 2), ("crisps", 1)])).unwrap());
        assert_eq!(bill.total(), Fen::new(1_000));
        assert_eq!(bill.fees().iter().filter_map(|fee| fee.fee_count).collect::<Vec<_>>(), [2, 1]);
        assert!(Bill::of(&taken(&[("cola", 0)])).unwrap().is_empty());
    }

    #[test]
    fn what_is_not_sold_is_not_charged() {
        assert!(matches!(Bill::of(&taken(&[("beer", 1)])), Err(CabinetError::UnknownGoods(goods)) if goods == "beer"));
    }
}
