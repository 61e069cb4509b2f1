//! `payscore fault …` as it is typed.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};

/// What to do with faults.
#[derive(Subcommand)]
pub(crate) enum Fault {
    /// List the faults in force: what is left of them, how often each has struck
    List,
    /// Make API calls or notifications go wrong
    #[command(after_help = EXAMPLES)]
    Add(NewFault),
    /// Take one fault away
    Remove {
        /// Its id, as `list` shows it
        id: u64,
    },
    /// Take all faults away
    Clear,
}

const EXAMPLES: &str = "Examples:
  payscore fault add reset-after-commit --operation CreateServiceOrder
  payscore fault add slow-answer --milliseconds 20000 --order ORDER-1
  payscore fault add system-error --probability 0.05 --seed 7 --count unlimited
  payscore fault add notification-reorder --event-type PAYSCORE.USER_CONFIRM
  payscore fault add notification-sign-test --probability 0.01 --count unlimited

For one call alone, send it with the header Wechatpay-Negative-Test: RESET_AFTER_COMMIT.
What each fault does and leaves behind: docs/faults.md";

/// A fault, whom it strikes and how often.
#[derive(Args)]
pub(crate) struct NewFault {
    /// What goes wrong
    #[arg(ignore_case = true)]
    pub(crate) fault: FaultKind,
    /// Calls of this operation only, by its operationId in openapi.json
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) operation: Option<String>,
    /// Notifications of this event only, such as PAYSCORE.USER_PAID
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) event_type: Option<String>,
    /// This merchant's only: of a provider's calls, the provider's number
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) mchid: Option<String>,
    /// Only what has this number: `out_order_no`, or whatever number a call or notification goes by
    #[arg(long, value_name = "NUMBER", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) order: Option<String>,
    /// How often it strikes: a number, or `unlimited`
    #[arg(long, value_name = "N", default_value = "1", value_parser = count)]
    pub(crate) count: Count,
    /// Of those that it could strike, so many: above 0 and up to 1
    #[arg(long, value_name = "P")]
    pub(crate) probability: Option<f64>,
    /// Which of them: the same seed strikes the same ones of a sequence; drawn when left out
    #[arg(long, value_name = "N", requires = "probability")]
    pub(crate) seed: Option<u32>,
    /// How late a slow answer comes, in real time; 6000 when left out
    #[arg(long, value_name = "MS")]
    pub(crate) milliseconds: Option<u32>,
    /// How long a notification is held back, on the service clock: 60 when left out; reordered, at most, 600
    #[arg(long, value_name = "S")]
    pub(crate) seconds: Option<u32>,
}

/// How often a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Times(u32),
    Unlimited,
}

fn count(text: &str) -> Result<Count, String> {
    if text.eq_ignore_ascii_case("unlimited") {
        return Ok(Count::Unlimited);
    }
    match text.parse() {
        Ok(0) | Err(_) => Err("a number from 1, or `unlimited`".to_owned()),
        Ok(times) => Ok(Count::Times(times)),
    }
}

/// What goes wrong. Each may be written as the server writes it, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum FaultKind {
    /// 500 SYSTEM_ERROR; nothing is done
    #[value(alias = "system_error")]
    SystemError,
    /// 429 FREQUENCY_LIMITED; nothing is done
    #[value(alias = "frequency_limited")]
    FrequencyLimited,
    /// Done, and answered late
    #[value(alias = "slow_answer")]
    SlowAnswer,
    /// The connection is reset; nothing is done
    #[value(alias = "reset_before_commit")]
    ResetBeforeCommit,
    /// Done, and the connection is reset in place of the answer
    #[value(alias = "reset_after_commit")]
    ResetAfterCommit,
    /// Done; the answer's signature does not fit
    #[value(alias = "wrong_signature")]
    WrongSignature,
    /// Done; the answer names a key that nobody has
    #[value(alias = "unknown_serial")]
    UnknownSerial,
    /// Done; the answer's signature is upstream's probe, WECHATPAY/SIGNTEST/
    #[value(alias = "sign_test")]
    SignTest,
    /// Done; the connection ends in the middle of the answer
    #[value(alias = "truncated_body")]
    TruncatedBody,
    /// The notification comes later
    #[value(alias = "notification_delay")]
    NotificationDelay,
    /// It comes twice
    #[value(alias = "notification_duplicate")]
    NotificationDuplicate,
    /// It comes after the next one of the same order
    #[value(alias = "notification_reorder")]
    NotificationReorder,
    /// It is lost; the next attempt follows by the schedule
    #[value(alias = "notification_drop")]
    NotificationDrop,
    /// Its signature does not fit
    #[value(alias = "notification_wrong_signature")]
    NotificationWrongSignature,
    /// Upstream's probe, WECHATPAY/SIGNTEST/, comes before it
    #[value(alias = "notification_sign_test")]
    NotificationSignTest,
}

impl FaultKind {
    /// The name that the server has for it.
    pub(crate) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().replace('-', "_").to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_in_both_spellings() {
        assert_eq!(FaultKind::value_variants().len(), 15);
        for kind in FaultKind::value_variants() {
            assert_eq!(FaultKind::from_str(&kind.name(), true), Ok(*kind));
        }
        assert_eq!(FaultKind::SlowAnswer.name(), "SLOW_ANSWER");
    }

    #[test]
    fn a_count_is_a_number_or_has_no_end() {
        assert_eq!((count("3"), count("Unlimited")), (Ok(Count::Times(3)), Ok(Count::Unlimited)));
        assert!(count("0").is_err() && count("-1").is_err() && count("often").is_err());
    }
}
