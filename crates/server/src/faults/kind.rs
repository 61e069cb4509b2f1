//! What can go wrong, and what it is called.

/// What goes wrong with the answer to an API call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallFault {
    /// 500; nothing was done.
    SystemError,
    /// 429; nothing was done.
    FrequencyLimited,
    /// Done, and answered late.
    SlowAnswer,
    /// The connection is reset; nothing was done.
    ResetBeforeCommit,
    /// Done, and the connection is reset in place of the answer.
    ResetAfterCommit,
    /// Done; the answer's signature is that of another body.
    WrongSignature,
    /// Done; the answer says that it is signed by a key that nobody has.
    UnknownSerial,
    /// Done; the answer's signature is upstream's probe.
    SignTest,
    /// Done; the connection ends in the middle of the answer's body.
    TruncatedBody,
}

/// What goes wrong with a notification on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotificationFault {
    /// It comes later.
    Delay,
    /// It comes twice.
    Duplicate,
    /// It comes after the next one of the same order.
    Reorder,
    /// It is lost; the next attempt follows by the schedule.
    Drop,
    /// Its signature is that of another body.
    WrongSignature,
    /// Upstream's probe comes before it.
    SignTest,
}

/// Anything that goes wrong on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Call(CallFault),
    Notification(NotificationFault),
}

impl CallFault {
    pub(crate) const ALL: [Self; 9] = [
        Self::SystemError,
        Self::FrequencyLimited,
        Self::SlowAnswer,
        Self::ResetBeforeCommit,
        Self::ResetAfterCommit,
        Self::WrongSignature,
        Self::UnknownSerial,
        Self::SignTest,
        Self::TruncatedBody,
    ];

    /// Its name in rules, in the request header and in the journal.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SystemError => "SYSTEM_ERROR",
            Self::FrequencyLimited => "FREQUENCY_LIMITED",
            Self::SlowAnswer => "SLOW_ANSWER",
            Self::ResetBeforeCommit => "RESET_BEFORE_COMMIT",
            Self::ResetAfterCommit => "RESET_AFTER_COMMIT",
            Self::WrongSignature => "WRONG_SIGNATURE",
            Self::UnknownSerial => "UNKNOWN_SERIAL",
            Self::SignTest => "SIGN_TEST",
            Self::TruncatedBody => "TRUNCATED_BODY",
        }
    }

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// All names, for whoever gave another one.
    pub(crate) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl NotificationFault {
    pub(crate) const ALL: [Self; 6] =
        [Self::Delay, Self::Duplicate, Self::Reorder, Self::Drop, Self::WrongSignature, Self::SignTest];

    /// Its name in rules and attempts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Delay => "NOTIFICATION_DELAY",
            Self::Duplicate => "NOTIFICATION_DUPLICATE",
            Self::Reorder => "NOTIFICATION_REORDER",
            Self::Drop => "NOTIFICATION_DROP",
            Self::WrongSignature => "NOTIFICATION_WRONG_SIGNATURE",
            Self::SignTest => "NOTIFICATION_SIGN_TEST",
        }
    }
}

impl Fault {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Call(fault) => fault.name(),
            Self::Notification(fault) => fault.name(),
        }
    }

    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let of_notifications = || NotificationFault::ALL.into_iter().find(|fault| fault.name() == name);
        CallFault::named(name).map(Self::Call).or_else(|| of_notifications().map(Self::Notification))
    }

    /// All names, for whoever gave another one.
    pub(crate) fn names() -> String {
        format!("{}, {}", CallFault::names(), NotificationFault::ALL.map(NotificationFault::name).join(", "))
    }
}
