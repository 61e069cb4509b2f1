//! Randomness, drawn outside and handed in, so that a decision is a function of its arguments.

use crate::ids::{
    AuthorizationCode, FinishTicket, OrderId, Package, PermissionsToken, PlanId, QueryId, RefundId, SignPlanId,
    TransactionId,
};
use crate::moment::Moment;

/// 128 random bits for one command. The same draw makes the same identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(pub u128);

/// Separates the identifiers that one command may need at once.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Lane {
    Order = 1,
    Transaction,
    Package,
    Query,
    Ticket,
    Permission,
    Token,
    Plan,
    SignPlan,
    Refund,
}

impl Draw {
    /// A PayScore order number of 31 digits: `1000000000`, the day, 13 digits.
    pub fn order_id(self, created: Moment) -> OrderId {
        format!("1000000000{}{}", &created.compact()[..8], self.digits(Lane::Order, 13)).into()
    }

    /// A payment number of 28 digits with its day inside, as WeChat Pay's are: `4200…yyyyMMdd…`.
    pub fn transaction_id(self, paid: Moment) -> TransactionId {
        let digits = self.digits(Lane::Transaction, 16);
        format!("4200{}{}{}", &digits[..6], &paid.compact()[..8], &digits[6..]).into()
    }

    /// A refund's number of 29 digits with its day inside, as WeChat Pay's are: `503…yyyyMMdd…`.
    pub fn refund_id(self, asked: Moment) -> RefundId {
        let digits = self.digits(Lane::Refund, 18);
        format!("503{}{}{}", &digits[..7], &asked.compact()[..8], &digits[7..]).into()
    }

    /// The text that opens a page of the user's. It begins with its moment, so that an index of packages grows at its
    /// end, however many there are; the 96 bits after that are random.
    pub fn package(self, issued: Moment) -> Package {
        let moment = issued.unix() & 0xffff_ffff;
        format!("AAQTnZoAAAABAAAAAA{moment:08x}{}", &self.hex(Lane::Package)[8..]).into()
    }

    /// What the confirmation page hands back.
    pub fn query_id(self) -> QueryId {
        self.hex(Lane::Query).into()
    }

    /// The proof of having read an order.
    pub fn finish_ticket(self) -> FinishTicket {
        self.hex(Lane::Ticket).into()
    }

    /// The number of an authorization that the merchant gave none.
    pub fn authorization_code(self) -> AuthorizationCode {
        self.hex(Lane::Permission).into()
    }

    /// The text that opens the authorization page.
    pub fn permissions_token(self) -> PermissionsToken {
        format!("AAQTnZoAAAABAAAAAA{}", self.hex(Lane::Token)).into()
    }

    /// A plan's number of 32 digits, as seen: `0100003321` and 22 digits.
    pub fn plan_id(self) -> PlanId {
        format!("0100003321{}", self.digits(Lane::Plan, 22)).into()
    }

    /// A sign plan's number of 32 digits, as seen: `0102003321` and 22 digits.
    pub fn sign_plan_id(self) -> SignPlanId {
        format!("0102003321{}", self.digits(Lane::SignPlan, 22)).into()
    }

    fn lane(self, lane: Lane) -> u128 {
        // Weyl step and multiply-xorshift: spreads the one draw, needs no secrecy.
        let mut x = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835_u128.wrapping_mul(lane as u128));
        x = (x ^ (x >> 67)).wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645);
        x ^ (x >> 61)
    }

    fn hex(self, lane: Lane) -> String {
        format!("{:032x}", self.lane(lane))
    }

    fn digits(self, lane: Lane, count: usize) -> String {
        let modulus = 10_u128.pow(u32::try_from(count).unwrap_or(19));
        format!("{:0count$}", self.lane(lane) % modulus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_upstreams_shapes() {
        for seed in [0, 1, u128::MAX, 0x1234_5678_9abc_def0] {
            let draw = Draw(seed);
            let now = Moment::from_unix(1_261_703_410);
            assert_eq!(draw.order_id(now).as_str().len(), 31);
            assert!(draw.order_id(now).as_str().starts_with("100000000020091225"));
            let transaction = draw.transaction_id(now);
            assert_eq!(transaction.as_str().len(), 28);
            assert!(transaction.as_str().starts_with("4200"));
            assert_eq!(&transaction.as_str()[10..18], "20091225");
            let refund = draw.refund_id(now);
            assert_eq!((refund.as_str().len(), &refund.as_str()[10..18]), (29, "20091225"));
            assert_ne!(draw.query_id().as_str(), draw.finish_ticket().as_str());
            let (plan, sign_plan) = (draw.plan_id(), draw.sign_plan_id());
            assert_eq!((plan.as_str().len(), sign_plan.as_str().len()), (32, 32));
            assert!(plan.as_str().starts_with("0100003321") && sign_plan.as_str().starts_with("0102003321"));
            assert_ne!(plan.as_str()[10..], sign_plan.as_str()[10..]);
        }
    }

    #[test]
    fn packages_are_in_the_order_of_their_moments() {
        let package = |seed: u128, seconds: i64| Draw(seed).package(Moment::from_unix(1_795_000_000 + seconds));
        for seed in 0..20 {
            assert!(package(seed, 0).as_str() < package(seed + 1, 1).as_str());
            assert_eq!(package(seed, 0).as_str().len(), 50);
        }
    }

    #[test]
    fn neighbouring_draws_differ() {
        let now = Moment::from_unix(0);
        assert_ne!(Draw(1).order_id(now), Draw(2).order_id(now));
        assert_ne!(Draw(1).package(now), Draw(2).package(now));
    }
}
