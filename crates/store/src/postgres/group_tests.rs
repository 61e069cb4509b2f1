//! Groups are decided as if each change came alone, one after the other.

use super::*;
use crate::Counted;
use crate::rows::CurrentColumns;
use payscore_domain::permission::{Permission, Terms};
use payscore_domain::{Moment, OpenId, Record, RecordKey, RecordKind};

/// A change of one record, from one version to the next. `progress`: in progress for this user afterwards.
fn change(number: &str, read_version: Option<i64>, progress: Option<&str>) -> ChangeRows {
    let record: Record =
        Permission::given(Terms::new("1", number, "wx1", "s"), OpenId::from("u"), Moment::from_unix(0)).into();
    let version = read_version.unwrap_or_default() + 1;
    let current = CurrentColumns {
        state: "S".to_owned(),
        openid: progress.map(str::to_owned),
        in_progress: progress.map(|_| 1),
        version,
        next_due: None,
        doc: format!("{number} {version}"),
    };
    let row = RecordRow {
        mchid: "1".to_owned(),
        kind: "order",
        number: number.to_owned(),
        service_id: "s".to_owned(),
        order_kind: "",
        created_at: 0,
        current,
    };
    let timeline = format!("{version}\n");
    let write = WriteRows { kind: RecordKind::Order, row, read_version, timeline, new_handles: Vec::new(), record };
    ChangeRows { writes: vec![write], notifications: Vec::new(), counted: None, rests_on: None }
}

fn counting(change: ChangeRows, openid: &str, in_progress: u32) -> ChangeRows {
    let (mchid, openid) = ("1".into(), openid.into());
    ChangeRows { counted: Some(Counted { mchid, openid, service_id: None, in_progress }), ..change }
}

/// What the plan says of each change, with these records (and their users) in the database.
fn decide(changes: &[ChangeRows], known: &[(&str, i64, Option<&str>)], counts: &[(&str, i64)]) -> Vec<bool> {
    let changes: Vec<&ChangeRows> = changes.iter().collect();
    let questions = Questions::of(&changes);
    let mut answers = Answers { numbers: (100..).take(questions.numbers).collect(), ..Answers::default() };
    for &(number, version, openid) in known {
        let known = Known {
            row: version,
            version,
            in_progress: openid.is_some(),
            openid: openid.map(str::to_owned),
            service_id: "s".to_owned(),
        };
        answers.known.insert(Name { mchid: "1", kind: "order", number }, known);
    }
    for count in questions.counts {
        let found = counts.iter().find(|(openid, _)| *openid == count.openid);
        answers.counts.insert(count, found.map_or(0, |(_, count)| *count));
    }
    let plan = Plan::of(&changes, &answers);
    plan.outcomes.into_iter().map(|outcome| outcome == Outcome::Done).collect()
}

#[test]
fn each_change_finds_what_those_before_it_left() {
    let changes = [
        change("A", None, None),
        change("A", None, None),
        change("A", Some(1), None),
        change("A", Some(1), None),
        change("B", Some(3), None),
        change("B", Some(4), None),
        change("C", Some(1), None),
    ];
    assert_eq!(decide(&changes, &[("B", 3, None)], &[]), [true, false, true, false, true, true, false]);
}

#[test]
fn a_record_that_several_change_is_written_once() {
    let changes = [change("A", None, None), change("A", Some(1), None), change("B", Some(7), None)];
    let changes: Vec<&ChangeRows> = changes.iter().collect();
    let mut answers = Answers { numbers: vec![5], ..Answers::default() };
    let known = Known { row: 9, version: 7, in_progress: false, openid: None, service_id: "s".to_owned() };
    answers.known.insert(Name { mchid: "1", kind: "order", number: "B" }, known);
    let plan = Plan::of(&changes, &answers);
    let targets: Vec<_> = plan
        .targets
        .values()
        .map(|target| (target.row, target.is_known, target.columns.current.version, target.timeline.as_str()))
        .collect();
    let orders = crate::row_number::all(RecordKind::Order).start;
    assert_eq!(targets, [(orders + 5, false, 2, "1\n2\n"), (9, true, 8, "8\n")]);
}

#[test]
fn counts_move_within_a_group() {
    // One is in progress; the first makes it two, the second took it for one, the third ends the first one's.
    let changes = [
        counting(change("A", None, Some("u")), "u", 1),
        counting(change("B", None, Some("u")), "u", 1),
        change("A", Some(1), None),
        counting(change("C", None, Some("u")), "u", 1),
        counting(change("D", None, Some("v")), "v", 0),
        // Known, and in progress for u: now it is not.
        change("E", Some(2), None),
        counting(change("F", None, None), "u", 1),
    ];
    let decided = decide(&changes, &[("E", 2, Some("u"))], &[("u", 1)]);
    assert_eq!(decided, [true, false, true, true, true, true, true]);
}

#[test]
fn a_change_of_several_records_holds_as_a_whole() {
    let mut both = change("A", None, None);
    both.writes.extend(change("B", Some(1), None).writes);
    let mut resting = change("C", None, None);
    resting.rests_on = Some((RecordKey::new("1", RecordKind::Order, "B"), 2));
    let changes = [both, change("A", None, None), resting];
    assert_eq!(decide(&changes, &[("B", 2, None)], &[]), [false, true, true], "the first leaves nothing behind");
}
