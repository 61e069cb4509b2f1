//! What a rental costs: two yuan for each half-hour begun, thirty at most.

use payscore::Fen;
use payscore::serviceorder::{PlannedDiscount, PostPayment};

const HALF_HOUR: u32 = 30;
const FOR_HALF_AN_HOUR: Fen = Fen::new(200);
const AT_MOST: Fen = Fen::new(3_000);

/// What a rental costs, and how it comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// By the half-hours.
    pub rent: Fen,
    /// What is taken off, so that it is not too much.
    pub discount: Fen,
    /// What is to be paid: `rent` − `discount`. WeChat Pay does the same sum, and refuses any other.
    pub total: Fen,
}

impl Price {
    /// For so many minutes; `None` for more than can be written down.
    #[must_use]
    pub fn of(minutes: u32) -> Option<Self> {
        let half_hours = i64::from(minutes.div_ceil(HALF_HOUR).max(1));
        let rent = FOR_HALF_AN_HOUR.get().checked_mul(half_hours).map(Fen::new)?;
        let total = rent.min(AT_MOST);
        Some(Self { rent, discount: rent.checked_sub(total)?, total })
    }

    /// What is paid for.
    #[must_use]
    pub fn payments(&self) -> Vec<PostPayment> {
        vec![PostPayment::builder().name("租金").description("每30分钟2元").amount(self.rent).build()]
    }

    /// What is taken off, if anything.
    #[must_use]
    pub fn discounts(&self) -> Option<Vec<PlannedDiscount>> {
        let discount =
            PlannedDiscount::builder().name("封顶优惠").description("最高30元").amount(self.discount).build();
        (self.discount > Fen::ZERO).then(|| vec![discount])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_hours_begun_are_paid_for_up_to_a_limit() {
        let total = |minutes| Price::of(minutes).unwrap().total.get();
        assert_eq!([0, 1, 30, 31, 450, 451].map(total), [200, 200, 200, 400, 3_000, 3_000]);
    }

    #[test]
    fn the_sum_is_always_right() {
        for minutes in [0, 449, 451, 10_000, u32::MAX] {
            let price = Price::of(minutes).unwrap();
            assert_eq!(price.rent.checked_sub(price.discount), Some(price.total));
            assert_eq!(price.discounts().is_some(), price.rent > price.total);
        }
    }
}
