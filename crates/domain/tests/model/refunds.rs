//! The refunds of a payment as the rules tell them.

use crate::driver::START;
use crate::runner::Tally;
use payscore_domain::refund::{self, Ask, Status};
use payscore_domain::{Context, Draw, Moment, OrderKey, Paid, Refunds, Rejection};
use proptest::collection::vec;
use proptest::prelude::*;

const PAID: i64 = 1_000;
const YEAR: i64 = 365 * 86_400;
/// The bank takes so long, unless somebody settles a refund by hand. The project's own choice.
const BANK: i64 = 3;

/// What a refund is asked for with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wish {
    number: u8,
    amount: i64,
    /// What was paid, as the merchant remembers it.
    total: i64,
    /// A reason can decide how it ends, as test cards do.
    reason: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Wait(i64),
    Ask(Wish),
    /// The last wish again.
    Again,
    /// The last wish again, one parameter altered.
    Altered(u8),
    /// By hand.
    Settle(u8, Status),
}

/// What lives have to come to.
pub(crate) const WANTED: &str = "\
Ask Settle PROCESSING SUCCESS CLOSED ABNORMAL RefundAboveTotal RefundReentryDiffers RefundTooLate RefundTotalDiffers \
FullyRefunded AboveRefundable TooManyRefunds NotEnough UserAccountAbnormal RefundNotFound RefundSettled";

#[derive(Debug, Clone)]
struct Known {
    wish: Wish,
    asked: i64,
    status: Status,
}

/// All that is known of a payment: its refunds, oldest first.
#[derive(Debug, Clone, Default)]
struct Life(Vec<Known>);

impl Life {
    /// What is given back, or on its way.
    fn out(&self) -> i64 {
        self.0.iter().filter(|known| known.status != Status::Closed).map(|known| known.wish.amount).sum()
    }

    fn ask(&mut self, wish: &Wish, now: i64) -> Result<(), &'static str> {
        if wish.amount > wish.total {
            return Err("RefundAboveTotal");
        }
        if let Some(known) = self.0.iter().find(|known| known.wish.number == wish.number) {
            return if known.wish == *wish { Ok(()) } else { Err("RefundReentryDiffers") };
        }
        let left = PAID - self.out();
        match wish {
            _ if now > START + YEAR => return Err("RefundTooLate"),
            _ if wish.total != PAID => return Err("RefundTotalDiffers"),
            _ if left == 0 => return Err("FullyRefunded"),
            _ if wish.amount > left => return Err("AboveRefundable"),
            _ if self.0.len() >= 50 => return Err("TooManyRefunds"),
            Wish { reason: Some("NOT_ENOUGH"), .. } => return Err("NotEnough"),
            Wish { reason: Some("USER_ACCOUNT_ABNORMAL"), .. } => return Err("UserAccountAbnormal"),
            _ => self.0.push(Known { wish: wish.clone(), asked: now, status: Status::Processing }),
        }
        Ok(())
    }

    /// What the bank has not answered may end in any way, what is abnormal well or not at all.
    fn settle(&mut self, number: u8, status: Status) -> Result<(), &'static str> {
        let known = self.0.iter_mut().find(|known| known.wish.number == number).ok_or("RefundNotFound")?;
        match (known.status, status) {
            (now, wanted) if now == wanted => {}
            (Status::Processing, _) | (Status::Abnormal, Status::Success | Status::Closed) => known.status = status,
            _ => return Err("RefundSettled"),
        }
        Ok(())
    }

    fn pass(&mut self, now: i64) {
        for known in self.0.iter_mut().filter(|known| known.status == Status::Processing && known.asked + BANK <= now) {
            known.status = match known.wish.reason {
                Some("CLOSED") => Status::Closed,
                Some("ABNORMAL") => Status::Abnormal,
                _ => Status::Success,
            };
        }
    }
}

impl Wish {
    fn altered(&self, which: u8) -> Self {
        match which % 3 {
            0 => Self { amount: (self.amount - 1).max(1), ..self.clone() },
            1 => Self { total: self.total + 1, ..self.clone() },
            _ => Self { reason: Some("another"), ..self.clone() },
        }
    }

    fn real(&self) -> Ask {
        Ask {
            out_refund_no: format!("r-{}", self.number).as_str().into(),
            amount: self.amount.into(),
            total: self.total.into(),
            reason: self.reason.map(str::to_owned),
            notify_url: None,
            funds_account: None,
            from: Vec::new(),
            goods: Vec::new(),
        }
    }
}

/// Small refunds many times, or a few that are too much together.
pub(crate) fn life() -> impl Strategy<Value = Vec<Step>> {
    let reason = prop_oneof![
        8 => Just(None),
        2 => Just(Some("CLOSED")),
        2 => Just(Some("ABNORMAL")),
        1 => Just(Some("NOT_ENOUGH")),
        1 => Just(Some("USER_ACCOUNT_ABNORMAL")),
    ];
    let total = prop_oneof![12 => Just(PAID), 1 => Just(PAID - 1)];
    let wishes = |amount: BoxedStrategy<i64>, numbers: u8| {
        (0..numbers, amount, total.clone(), reason.clone())
            .prop_map(|(number, amount, total, reason)| Step::Ask(Wish { number, amount, total, reason }))
            .boxed()
    };
    let status = prop::sample::select(&[Status::Success, Status::Closed, Status::Abnormal][..]);
    let wait = prop_oneof![6 => 0_i64..5, 2 => 0_i64..100_000, 1 => Just(YEAR - 4), 1 => Just(5)];
    let others = prop_oneof![
        6 => wait.prop_map(Step::Wait),
        2 => Just(Step::Again),
        2 => any::<u8>().prop_map(Step::Altered),
        3 => (0_u8..8, status).prop_map(|(number, status)| Step::Settle(number, status)),
    ];
    let large = wishes(prop_oneof![Just(PAID), Just(PAID + 1), 1_i64..PAID].boxed(), 8);
    let few = vec(prop_oneof![large, others.clone()], 1..30);
    let many = vec(prop_oneof![20 => wishes((1_i64..8).boxed(), 255), 1 => others], 60..120);
    prop_oneof![12 => few, 1 => many]
}

pub(crate) fn live(steps: &[Step], tally: &mut Tally) -> Result<(), TestCaseError> {
    let (mut model, mut real, mut now) = (Life::default(), Refunds::none_of(paid(), Moment::from_unix(START)), START);
    let mut last = None;
    for (place, step) in steps.iter().enumerate() {
        tally.steps += 1;
        let context = |now: i64| Context {
            now: Moment::from_unix(now),
            draw: Draw(place as u128),
            deduction_seconds: 0,
            strict_start_time: false,
        };
        let wish = match step {
            Step::Ask(wish) => Some(wish.clone()),
            Step::Again => last.clone(),
            Step::Altered(which) => last.as_ref().map(|wish: &Wish| wish.altered(*which)),
            _ => None,
        };
        let (asked, decided) = match (step, &wish) {
            (Step::Wait(seconds), _) => {
                now += seconds;
                while let Some(event) = refund::on_due(&real, &context(now)) {
                    real.apply(&event);
                }
                model.pass(now);
                compare(&model, &real, tally)?;
                continue;
            }
            (Step::Settle(number, status), _) => {
                let number = format!("r-{number}").as_str().into();
                (refund::settle(&real, &number, *status, &context(now)), settled(&mut model, step))
            }
            (_, Some(wish)) => (refund::refund(&real, &wish.real(), &context(now)), model.ask(wish, now)),
            (_, None) => continue,
        };
        agree(&asked.as_ref().map(Vec::len), decided, step, tally)?;
        asked.iter().flatten().for_each(|event| real.apply(event));
        compare(&model, &real, tally)?;
        last = wish.or(last);
    }
    Ok(())
}

fn settled(model: &mut Life, step: &Step) -> Result<(), &'static str> {
    let Step::Settle(number, status) = step else { return Ok(()) };
    model.settle(*number, *status)
}

/// Both accept or both refuse, for the same reason.
fn agree(
    asked: &Result<usize, &Rejection>,
    decided: Result<(), &'static str>,
    step: &Step,
    tally: &mut Tally,
) -> Result<(), TestCaseError> {
    match (asked, decided) {
        (Ok(_), Ok(())) => tally.see(&format!("{step:?}")),
        (Err(rejection), Err(name)) => {
            let text = format!("{rejection:?}");
            prop_assert!(text.split([' ', '(']).next() == Some(name), "{step:?}: {text}, the model says {name}");
            tally.see(name);
        }
        (asked, decided) => prop_assert!(false, "{step:?}: {asked:?}, the model says {decided:?}"),
    }
    Ok(())
}

fn compare(model: &Life, real: &Refunds, tally: &mut Tally) -> Result<(), TestCaseError> {
    let statuses: Vec<_> = real.refunds.iter().map(refund::Refund::status).collect();
    let expected: Vec<_> = model.0.iter().map(|known| known.status).collect();
    statuses.iter().for_each(|status| tally.see(status.as_str()));
    prop_assert_eq!(statuses, expected);
    prop_assert_eq!(real.left().get(), PAID - model.out());
    prop_assert!((0..=PAID).contains(&model.out()), "more was refunded than was paid");
    let due = model.0.iter().filter(|known| known.status == Status::Processing).map(|known| known.asked + BANK).min();
    prop_assert_eq!(real.next_due().map(Moment::unix), due);
    Ok(())
}

fn paid() -> Paid {
    Paid {
        key: OrderKey::new("m", "o"),
        order_id: "1000".into(),
        transaction_id: "4200".into(),
        out_trade_no: "1000".to_owned(),
        appid: "a".into(),
        service_id: "s".into(),
        openid: None,
        sub_mchid: None,
        introduction: None,
        attach: None,
        total: PAID.into(),
        paid_at: Moment::from_unix(START),
    }
}
