//! Parts of service orders, from the rules' shape to the API's and back.

use payscore_api::payscore::serviceorder as api;
use payscore_domain::charges::{Charges, Discount, Payment};
use payscore_domain::collection::{Channel, Collection};
use payscore_domain::service_order::{Device, Location, RiskFund, RiskFundName, Sync, TimeRange};
use payscore_domain::{Fen, Moment, ServiceTime};

pub(crate) fn payments(payments: &[Payment]) -> Vec<api::PostPayment> {
    let view = |payment: &Payment| api::PostPayment {
        name: payment.name.clone().unwrap_or_default(),
        amount: payment.amount,
        description: payment.description.clone(),
        count: payment.count,
    };
    payments.iter().map(view).collect()
}

/// A payment as one of the API's requests says it.
pub(crate) trait ReadPayment {
    fn read(&self) -> Payment;
}

/// A discount as one of the API's requests says it.
pub(crate) trait ReadDiscount {
    fn read(&self) -> Discount;
}

/// The four fields that all of them have.
macro_rules! read_item {
    ($trait:ident for $item:ident => $rule:ident, $name:expr, $amount:expr, $description:expr) => {
        impl $trait for api::$item {
            fn read(&self) -> $rule {
                $rule {
                    name: $name(&self.name),
                    amount: $amount(self.amount),
                    description: $description(&self.description),
                    count: self.count,
                }
            }
        }
    };
}

read_item!(ReadPayment for PostPayment => Payment, given, |amount| amount, Clone::clone);
read_item!(ReadPayment for PaymentItem => Payment, Clone::clone, |amount| amount, Clone::clone);
read_item!(ReadDiscount for PlannedDiscount => Discount, given, |amount| amount, given);
read_item!(ReadDiscount for SettledDiscount => Discount, given, Some, Clone::clone);
read_item!(ReadDiscount for ExplainedDiscount => Discount, given, Some, given);
read_item!(ReadDiscount for DiscountItem => Discount, Clone::clone, |amount| amount, Clone::clone);

/// A text that the declaration requires.
fn given(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(crate) fn read_payments<T: ReadPayment>(payments: Option<&Vec<T>>) -> Vec<Payment> {
    payments.into_iter().flatten().map(ReadPayment::read).collect()
}

pub(crate) fn read_discounts<T: ReadDiscount>(discounts: Option<&Vec<T>>) -> Vec<Discount> {
    discounts.into_iter().flatten().map(ReadDiscount::read).collect()
}

pub(crate) fn read_charges<P: ReadPayment, D: ReadDiscount>(
    payments: &Vec<P>,
    discounts: Option<&Vec<D>>,
    total_amount: Fen,
) -> Charges {
    Charges { payments: read_payments(Some(payments)), discounts: read_discounts(discounts), total_amount }
}

pub(crate) fn discounts(discounts: &[Discount]) -> Vec<api::PostDiscount> {
    let view = |discount: &Discount| api::PostDiscount {
        name: discount.name.clone().unwrap_or_default(),
        amount: discount.amount,
        description: discount.description.clone(),
        count: discount.count,
    };
    discounts.iter().map(view).collect()
}

/// An absent description comes back empty, as upstream's does.
pub(crate) fn risk_fund(fund: &RiskFund) -> api::RiskFund {
    api::RiskFund {
        name: fund.name.as_str().to_owned(),
        amount: fund.amount,
        description: Some(fund.description.clone().unwrap_or_default()),
    }
}

pub(crate) fn read_risk_fund(fund: &api::RiskFund) -> RiskFund {
    let name = match fund.name.as_str() {
        "ADVANCE" => RiskFundName::Advance,
        "CASH_DEPOSIT" => RiskFundName::CashDeposit,
        "ESTIMATE_ORDER_COST" => RiskFundName::EstimateOrderCost,
        // The declaration lets no fifth name through.
        _ => RiskFundName::Deposit,
    };
    RiskFund { name, amount: fund.amount, description: fund.description.clone() }
}

/// Where all of it may be left out: the fund, where it is told whole; otherwise the name of what is missing.
pub(crate) fn read_partner_risk_fund(fund: &api::PartnerRiskFund) -> Result<RiskFund, &'static str> {
    let name = fund.name.clone().ok_or("name")?;
    let amount = fund.amount.ok_or("amount")?;
    Ok(read_risk_fund(&api::RiskFund { name, amount, description: fund.description.clone() }))
}

pub(crate) fn time(time: Option<ServiceTime>) -> Option<String> {
    time.map(String::from)
}

/// The declaration has checked the text already.
pub(crate) fn read_time(text: Option<&String>) -> Option<ServiceTime> {
    text.and_then(|text| text.parse().ok())
}

/// When an order was paid elsewhere; the declaration lets nothing through that is no such time.
pub(crate) fn read_sync(paid_time: &String) -> Option<Sync> {
    read_time(Some(paid_time)).and_then(Sync::paid_at)
}

/// The first moment of a day; the declaration lets nothing else through.
pub(crate) fn read_day(text: &String) -> Option<Moment> {
    match read_time(Some(text)) {
        Some(ServiceTime::Day(day)) => Some(day),
        _ => None,
    }
}

pub(crate) fn time_range(range: TimeRange) -> api::TimeRange {
    api::TimeRange {
        start_time: time(range.start),
        end_time: time(range.end),
        start_time_remark: range.start_remark,
        end_time_remark: range.end_remark,
    }
}

pub(crate) fn read_planned_time_range(range: &api::PlannedTimeRange) -> TimeRange {
    TimeRange {
        start: read_time(Some(&range.start_time)),
        start_remark: range.start_time_remark.clone(),
        end: read_time(range.end_time.as_ref()),
        end_remark: range.end_time_remark.clone(),
    }
}

pub(crate) fn read_time_range(range: &api::TimeRange) -> TimeRange {
    TimeRange {
        start: read_time(range.start_time.as_ref()),
        start_remark: range.start_time_remark.clone(),
        end: read_time(range.end_time.as_ref()),
        end_remark: range.end_time_remark.clone(),
    }
}

pub(crate) fn location(location: Location) -> api::Location {
    api::Location { start_location: location.start, end_location: location.end }
}

pub(crate) fn read_location(location: Option<&api::Location>) -> Location {
    location.map_or_else(Location::default, |location| Location {
        start: location.start_location.clone(),
        end: location.end_location.clone(),
    })
}

pub(crate) fn read_device(device: Option<&api::Device>) -> Option<Device> {
    device.map(|device| Device {
        start_device_id: device.start_device_id.clone(),
        end_device_id: device.end_device_id.clone(),
        materiel_no: device.materiel_no.clone(),
    })
}

/// How the money stands; `details` appear once there are any.
pub(crate) fn collection(collection: &Collection) -> api::Collection {
    let receipt = collection.receipt();
    let paid = receipt.map_or(Fen::ZERO, |_| collection.total);
    let owed = collection.total.checked_sub(paid);
    let detail = receipt.map(|receipt| {
        let (paid_type, transaction_id) = match &receipt.channel {
            Channel::Wechat { transaction_id } => ("NEWTON", Some(transaction_id.to_string())),
            Channel::Merchant => ("MCH", None),
        };
        api::CollectionDetail {
            seq: Some(1),
            amount: Some(collection.total),
            paid_type: Some(paid_type.to_owned()),
            paid_time: Some(receipt.paid_time.compact()),
            transaction_id,
            promotion_detail: None,
        }
    });
    api::Collection {
        state: if receipt.is_some() { "USER_PAID" } else { "USER_PAYING" }.to_owned(),
        total_amount: Some(collection.total),
        paying_amount: owed,
        paid_amount: Some(paid),
        details: detail.map(|detail| vec![detail]),
        bank_type: None,
    }
}
