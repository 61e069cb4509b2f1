//! What is owed, what was paid, and when the next deduction comes.

use payscore_domain::Behaviour;

/// After the n-th deduction failed, the next follows so many seconds later; then daily. The project's own choice.
const WAITS: [i64; 5] = [300, 1_800, 7_200, 21_600, 43_200];

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Standing {
    /// The next deduction starts then.
    Waiting(i64),
    /// The bank answers then.
    AtTheBank(i64),
    /// By deduction or by hand.
    Paid,
    /// Outside, at that time, as the merchant says.
    PaidOutside(i64),
}

#[derive(Debug, Clone)]
pub(crate) struct Money {
    pub(crate) total: i64,
    pub(crate) attempts: u32,
    pub(crate) standing: Standing,
    /// How many attempts the merchant asked for.
    asked: u32,
    /// While such a one is with the bank: when the schedule goes on.
    resumes: Option<i64>,
    /// Whether deductions come by themselves.
    scheduled: bool,
    payer: Behaviour,
    bank_seconds: i64,
}

impl Money {
    /// Owed from now on; nobody deducts before the merchant registers it.
    pub(crate) fn unscheduled(total: i64, payer: Behaviour, bank_seconds: i64) -> Self {
        let standing = Standing::Waiting(0);
        Self { total, attempts: 0, standing, asked: 0, resumes: None, scheduled: false, payer, bank_seconds }
    }

    /// Owed from now on, and asked for at once.
    pub(crate) fn owed(total: i64, payer: Behaviour, bank_seconds: i64, now: i64) -> Self {
        let standing = Standing::Waiting(now);
        let mut money =
            Self { total, attempts: 0, standing, asked: 0, resumes: None, scheduled: true, payer, bank_seconds };
        money.step(now);
        money
    }

    pub(crate) fn due(&self) -> Option<i64> {
        match self.standing {
            Standing::Waiting(at) if self.scheduled => Some(at),
            Standing::AtTheBank(at) => Some(at),
            _ => None,
        }
    }

    pub(crate) fn is_paid(&self) -> bool {
        matches!(self.standing, Standing::Paid | Standing::PaidOutside(_))
    }

    pub(crate) fn at_the_bank(&self) -> bool {
        matches!(self.standing, Standing::AtTheBank(_))
    }

    /// The merchant asks for one more deduction, now; the schedule stays as it is.
    pub(crate) fn ask(&mut self, now: i64) {
        self.resumes = self.due();
        self.asked += 1;
        self.attempt(now);
    }

    /// A deduction now.
    pub(crate) fn attempt(&mut self, now: i64) {
        self.standing = Standing::Waiting(now);
        self.step(now);
    }

    /// What is due next, at its moment `at`.
    fn step(&mut self, at: i64) {
        if let Standing::Waiting(_) = self.standing {
            self.attempts += 1;
            if self.bank_seconds > 0 {
                self.standing = Standing::AtTheBank(at + self.bank_seconds);
                return;
            }
        }
        let has_money = match self.payer {
            Behaviour::NeverHasBalance => false,
            Behaviour::PaysOnThirdAttempt => self.attempts > 2,
            _ => true,
        };
        let scheduled = (self.attempts - self.asked) as usize;
        let next = match self.resumes.take() {
            Some(resumes) => resumes.max(at),
            None => at + scheduled.checked_sub(1).and_then(|place| WAITS.get(place)).copied().unwrap_or(86_400),
        };
        self.standing = if has_money { Standing::Paid } else { Standing::Waiting(next) };
    }

    pub(crate) fn pass(&mut self, now: i64) {
        while let Some(at) = self.due().filter(|at| *at <= now) {
            self.step(at);
        }
    }
}
