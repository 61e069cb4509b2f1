//! The scenarios that the binary brings along: the files of `scenarios/`, as they are.

use super::{Mistake, Scenario};

/// A built-in scenario's name, and its file's text.
type BuiltIn = (&'static str, &'static str);

macro_rules! files {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../scenarios/", $name, ".toml")))),*]
    };
}

const FILES: &[BuiltIn] = &files! {
    "service-order"
    "service-order-without-confirmation"
    "direct-complete"
    "pay-on-delivery"
    "smart-retail"
    "smart-retail-nothing-taken"
    "pay-after"
    "pay-after-without-confirmation"
    "partner-order"
    "acquiring-bank-order"
    "oversea-order"
    "sign-plan"
    "permission"
    "declined"
    "expired"
    "cancelled"
    "paid-on-third-attempt"
    "paid-by-hand"
    "paid-outside"
    "asked-to-pay"
    "modified"
    "refunded"
    "refunded-in-parts"
    "refund-abnormal"
    "teen-mode"
    "failed-assessment"
    "overdue"
    "not-authorized"
    "system-error"
    "rate-limited"
    "repeated-calls"
    "answer-lost"
    "answer-forged"
    "notification-duplicate"
    "notification-reordered"
    "notification-delayed"
    "notification-lost"
    "notification-forged"
    "signature-probe"
};

/// All of them, in the order in which they are worth reading.
pub(crate) fn all() -> impl Iterator<Item = Result<Scenario, Mistake>> {
    FILES.iter().map(|(name, text)| Scenario::parse(name, text))
}

/// The text of the one of this name.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Their names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}
