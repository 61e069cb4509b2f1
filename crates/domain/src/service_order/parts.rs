//! What service orders are made of: money at risk, times, places, devices.

use crate::fen::Fen;
use crate::moment::ServiceTime;
use serde::{Deserialize, Serialize};

/// What the user is told may be charged at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskFund {
    /// Which kind.
    pub name: RiskFundName,
    /// In fen.
    pub amount: Fen,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
}

/// The kinds of risk fund: three of the pay-deposit mode, one of the pay-after mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RiskFundName {
    /// 押金.
    Deposit,
    /// 预付款.
    Advance,
    /// 保证金.
    CashDeposit,
    /// 预估订单费用 (pay-after mode).
    EstimateOrderCost,
}

impl RiskFundName {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deposit => "DEPOSIT",
            Self::Advance => "ADVANCE",
            Self::CashDeposit => "CASH_DEPOSIT",
            Self::EstimateOrderCost => "ESTIMATE_ORDER_COST",
        }
    }
}

/// When the service is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRange {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<ServiceTime>,
    /// Words on the start.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start_remark: Option<String>,
    /// To.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<ServiceTime>,
    /// Words on the end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end_remark: Option<String>,
}

/// Where the service is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// From.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<String>,
    /// To.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<String>,
}

/// The device that hands the service out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Where it was taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start_device_id: Option<String>,
    /// Where it was returned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end_device_id: Option<String>,
    /// The thing itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub materiel_no: Option<String>,
}
