//! Lanes against a store that is a list, and receivers that are dice.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The store: what is waiting, by row.
#[derive(Default)]
struct Outbox {
    rows: BTreeMap<i64, (Mchid, Moment)>,
    lanes: Lanes<()>,
    now: i64,
    running: Vec<(Mchid, i64)>,
    started: usize,
}

fn merchant(number: usize) -> Mchid {
    format!("merchant {number:04}").into()
}

impl Outbox {
    fn at(&self, seconds: i64) -> Moment {
        Moment::from_unix(self.now + seconds)
    }

    fn commit(&mut self, number: usize, seconds: i64) {
        let row = self.rows.last_key_value().map_or(1, |(row, _)| row + 1);
        self.rows.insert(row, (merchant(number), self.at(seconds)));
        self.lanes.owed(merchant(number), self.at(seconds));
    }

    fn read(&self, wanted: &Wanted) -> (Vec<(i64, ())>, Option<Moment>) {
        let mut of: Vec<(Moment, i64)> = self
            .rows
            .iter()
            .filter(|(_, (mchid, _))| *mchid == wanted.mchid)
            .map(|(row, (_, due))| (*due, *row))
            .collect();
        of.sort_unstable();
        of.retain(|(_, row)| !wanted.under_way.contains(row));
        let due: Vec<_> =
            of.iter().filter(|(due, _)| *due <= self.at(0)).take(wanted.limit).map(|(_, row)| (*row, ())).collect();
        (due.clone(), of.get(due.len()).map(|(due, _)| *due))
    }

    /// Starts what may be started, and holds it against the bounds.
    fn start(&mut self) {
        while let Some(turn) = self.lanes.next(self.at(0)) {
            match turn {
                Turn::Read(wanted) => {
                    assert!(wanted.limit <= MOST_OF_ONE && wanted.under_way.len() < MOST_OF_ONE);
                    let (found, next) = self.read(&wanted);
                    self.lanes.found(&wanted, found, next);
                }
                Turn::Start(mchid, row, ()) => {
                    let (owner, due) = &self.rows[&row];
                    assert!(*owner == mchid && *due <= self.at(0), "it is this merchant's, and due");
                    assert!(!self.running.contains(&(mchid.clone(), row)), "once at a time");
                    self.running.push((mchid, row));
                    self.started += 1;
                }
            }
        }
        assert!(self.running.len() <= MOST);
        let mut of: HashMap<&Mchid, usize> = HashMap::new();
        self.running.iter().for_each(|(mchid, _)| *of.entry(mchid).or_default() += 1);
        assert!(of.values().all(|count| *count <= MOST_OF_ONE));
    }

    /// One that runs ends; taken, it is gone, and else it is tried again after `wait`.
    fn end(&mut self, index: usize, answered: bool, wait: Option<i64>) {
        if self.running.is_empty() {
            return;
        }
        let (mchid, row) = self.running.swap_remove(index % self.running.len());
        let next = wait.map(|wait| self.at(wait));
        match next {
            Some(next) => drop(self.rows.insert(row, (mchid.clone(), next))),
            None => drop(self.rows.remove(&row)),
        }
        self.lanes.ended(mchid, row, Some(answered), next);
    }

    fn of(&self, number: usize) -> usize {
        self.running.iter().filter(|(mchid, _)| *mchid == merchant(number)).count()
    }
}

#[test]
fn a_backlog_of_one_that_does_not_answer_delays_nobody() {
    let mut outbox = Outbox::default();
    (0..1000).for_each(|_| outbox.commit(0, 0));
    outbox.start();
    assert_eq!(outbox.of(0), MOST_OF_ONE, "alone, it has what one may have");
    for number in 1..=100 {
        outbox.commit(number, 0);
        outbox.start();
        assert_eq!(outbox.of(number), 1, "at once");
        let index = outbox.running.len() - 1;
        outbox.end(index, true, None);
    }
    assert_eq!((outbox.of(0), outbox.started), (MOST_OF_ONE, 100 + MOST_OF_ONE));
}

#[test]
fn those_who_do_not_answer_leave_half_to_the_others() {
    let mut outbox = Outbox::default();
    (0..32 * 100).for_each(|n| outbox.commit(n % 32, 0));
    outbox.start();
    assert!((0..32).all(|number| outbox.of(number) == LEAST), "they share alike");
    (0..100).for_each(|_| outbox.commit(99, 0));
    outbox.start();
    assert_eq!(outbox.of(99), LEAST, "whether it answers is to be seen");
    let index = outbox.running.len() - 1;
    outbox.end(index, true, None);
    outbox.start();
    assert_eq!(outbox.of(99), MOST_OF_ONE);
    // None of the others has had more, and none of theirs was lost.
    (0..3300).for_each(|index| {
        outbox.end(index, true, None);
        outbox.start();
    });
    assert_eq!((outbox.rows.len(), outbox.started), (0, 3300));
}

#[test]
fn a_merchant_is_forgotten_with_its_last_notification() {
    let mut outbox = Outbox::default();
    (0..10).for_each(|number| outbox.commit(number, 0));
    outbox.start();
    (0..10).for_each(|_| outbox.end(0, false, None));
    outbox.start();
    let Lanes { lanes, ring, later, running, silent } = &outbox.lanes;
    assert!(lanes.is_empty() && ring.is_empty() && later.of.is_empty() && later.in_order.is_empty());
    assert_eq!((*running, *silent), (0, 0));
}

#[test]
fn what_was_changed_is_read_again_and_what_was_changed_under_way_after_its_end() {
    let mut outbox = Outbox::default();
    (0..200).for_each(|_| outbox.commit(0, 0));
    outbox.start();
    // Dropped by hand: neither what was read ahead nor the rest is sent.
    outbox.rows.clear();
    outbox.lanes.changed(merchant(0), Moment::from_unix(0));
    // The same row, and another notification: as after a reset.
    outbox.rows.insert(1, (merchant(0), Moment::from_unix(0)));
    outbox.start();
    assert_eq!(outbox.started, MOST_OF_ONE);
    let index = outbox.running.iter().position(|(_, row)| *row == 1).expect("it runs");
    let (mchid, row) = outbox.running.swap_remove(index);
    outbox.lanes.ended(mchid, row, Some(true), None);
    outbox.start();
    assert_eq!(outbox.started, MOST_OF_ONE + 1);
}

#[test]
fn what_has_waited_for_long_is_read_again_before_it_is_sent() {
    let (mut lanes, now) = (Lanes::default(), Moment::from_unix(0));
    lanes.owed(merchant(0), now);
    let Some(Turn::Read(wanted)) = lanes.next(now) else { panic!("it is to be read") };
    lanes.found(&wanted, (0..70).map(|row| (row, ())).collect(), None);
    let started = |lanes: &mut Lanes<()>| match lanes.next(now) {
        Some(Turn::Start(_, row, ())) => Some(row),
        _ => None,
    };
    assert!((0..64).all(|row| started(&mut lanes) == Some(row)) && started(&mut lanes).is_none());
    lanes.ended(merchant(0), 0, Some(true), None);
    assert_eq!(started(&mut lanes), Some(64), "it has waited, but not for long");
    lanes.ended(merchant(0), 1, Some(true), None);
    let lane = lanes.lanes.get_mut(&merchant(0)).expect("a lane");
    lane.read = lane.read.checked_sub(FRESH).expect("a while ago");
    let Some(Turn::Read(wanted)) = lanes.next(now) else { panic!("by now it may be another server's") };
    assert!((2..65).all(|row| wanted.under_way.contains(&row)) && wanted.under_way.len() == 63);
    lanes.found(&wanted, vec![(69, ())], None);
    assert_eq!(started(&mut lanes), Some(69));
}

proptest! {
    #[test]
    fn whatever_happens_everything_that_is_due_is_sent(
        acts in proptest::collection::vec((0_u8..8, 0_usize..40, 0_i64..90), 1..200)
    ) {
        let mut outbox = Outbox::default();
        for (act, number, seconds) in acts {
            match act {
                0 => (0..number / 2).for_each(|_| outbox.commit(number, seconds)),
                1 | 2 => outbox.commit(number, if number % 2 == 0 { 0 } else { seconds }),
                3 => outbox.now += seconds,
                4 => outbox.end(number * 7, false, Some(seconds)),
                5 => outbox.end(number * 7, true, Some(seconds)),
                6 => outbox.end(number * 7, true, None),
                _ if seconds == 0 => {
                    outbox.lanes.forget();
                    let owed: Vec<_> = outbox.rows.values().cloned().collect();
                    owed.into_iter().for_each(|(mchid, due)| outbox.lanes.owed(mchid, due));
                }
                _ => outbox.lanes.changed(merchant(number), outbox.at(0)),
            }
            outbox.start();
        }
        // Whoever waits for its time is looked at when it comes.
        while !outbox.rows.is_empty() {
            while !outbox.running.is_empty() {
                outbox.end(3, true, None);
                outbox.start();
            }
            let first = outbox.rows.values().map(|(_, due)| *due).min();
            prop_assert_eq!(outbox.lanes.next_look(), first);
            if let Some(first) = first {
                outbox.now = first.unix();
            }
            outbox.start();
        }
        prop_assert!(outbox.lanes.lanes.is_empty());
    }
}
