//! What a call does in each state: the tables of `docs/states.md`, of which a page shows what is its operation's.

use crate::refusal::{Refusal, SERVICE_ORDER};
use payscore_api::spec::OperationSpec;
use payscore_domain::tables::{self, Cell, Table};
use std::sync::LazyLock;

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(tables::all);

/// An operation's columns of a table.
pub(crate) struct Excerpt {
    pub(crate) title: &'static str,
    pub(crate) note: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

/// A state in one situation, and what the call does there.
pub(crate) struct Row {
    pub(crate) state: &'static str,
    pub(crate) name: String,
    pub(crate) outcomes: Vec<Outcome>,
}

/// What a call does.
pub(crate) enum Outcome {
    /// The next state.
    Becomes(String),
    /// Refused: code and message.
    Refused(String, String),
    /// Accepted, and the state stays: `=`, `+Word`, `-`.
    Stays(String),
}

/// Which columns of which table are a call's, by what it does.
struct Columns {
    title: &'static str,
    /// A segment of the path.
    within: &'static [&'static str],
    /// What is done, and its columns.
    acts: &'static [(&'static str, &'static [&'static str])],
}

const SERVICE_ORDERS: &[&str] = &["serviceorder", "servicepayondeliveryorder"];
const RETAIL_ORDERS: &[&str] = &["smartretail-orders", "payafter-orders"];

const COLUMNS: [Columns; 9] = [
    Columns {
        title: "Service orders: what the merchant calls",
        within: SERVICE_ORDERS,
        acts: &[
            ("create", &["recreate", "recreate'"]),
            ("complete", &["complete", "complete'"]),
            ("cancel", &["cancel", "cancel'"]),
        ],
    },
    Columns {
        title: "Service orders: modify, pay and messages",
        within: SERVICE_ORDERS,
        acts: &[
            ("modify", &["modify", "modify'"]),
            ("pay", &["ask"]),
            ("send-pendingmessage", &["remind", "remind'"]),
            ("send-prepaidmessage", &["remind", "remind'"]),
        ],
    },
    Columns {
        title: "Service orders: what the user does, and what happens by itself",
        within: SERVICE_ORDERS,
        acts: &[("sync", &["sync", "sync'"])],
    },
    Columns {
        title: "Service orders of acquiring institutions: deductions that they register",
        within: &["acquiringbank"],
        acts: &[("registerdeductinfo", &["d-1", "d-2"]), ("deduction", &["deduction"])],
    },
    Columns {
        title: "Smart retail and pay-after: what the merchant calls",
        within: RETAIL_ORDERS,
        acts: &[
            ("create", &["recreate", "recreate'"]),
            ("complete", &["complete", "complete'", "unused"]),
            ("cancel", &["cancel", "cancel'"]),
        ],
    },
    Columns {
        title: "Smart retail and pay-after: what the user does, and what happens by itself",
        within: RETAIL_ORDERS,
        acts: &[("sync", &["sync", "sync'"])],
    },
    Columns {
        title: "Sign plans",
        within: &["user-sign-plans"],
        acts: &[("create", &["recreate", "recreate'"]), ("stop", &["stop", "stop'"])],
    },
    Columns {
        title: "Sign plans: orders of their services",
        within: &["sign-plan"],
        acts: &[("create-order", &["1", "2", "3"])],
    },
    Columns {
        title: "Authorizations: the merchant's calls",
        within: &["permissions"],
        acts: &[("create", &["repeat", "repeat'"]), ("terminate", &["terminate", "terminate'"])],
    },
];

/// What a call does, as the tables have it.
fn act(spec: &OperationSpec) -> &'static str {
    let in_plan = spec.path.contains("/sign-plan/");
    match spec.path.rsplit('/').next().unwrap_or_default() {
        "serviceorder" if in_plan && spec.method == "POST" => "create-order",
        // Assessments, searches and the like stand beside what is created.
        "serviceorder"
        | "servicepayondeliveryorder"
        | "smartretail-orders"
        | "payafter-orders"
        | "user-sign-plans"
        | "permissions"
        | "apply-for-scene"
            if spec.method == "POST" =>
        {
            "create"
        }
        last => last,
    }
}

/// The parts of the tables that are about this operation.
pub(crate) fn of(spec: &'static OperationSpec) -> Vec<Excerpt> {
    let (act, segments) = (act(spec), || spec.path.split('/'));
    let own = COLUMNS.iter().filter(|columns| segments().any(|segment| columns.within.contains(&segment)));
    own.filter_map(|columns| {
        let (_, names) = columns.acts.iter().find(|(known, _)| *known == act)?;
        let table = TABLES.iter().find(|table| table.title == columns.title)?;
        Some(excerpt(table, names))
    })
    .collect()
}

fn excerpt(table: &Table, columns: &'static [&'static str]) -> Excerpt {
    let places: Vec<usize> =
        columns.iter().filter_map(|wanted| table.columns.iter().position(|name| name == wanted)).collect();
    let rows = table.rows.iter().map(|row| Row {
        state: row.state,
        name: row.name.clone(),
        outcomes: places.iter().map(|place| outcome(&row.cells[*place])).collect(),
    });
    Excerpt { title: table.title, note: table.note, columns: columns.to_vec(), rows: rows.collect() }
}

fn outcome(cell: &Cell) -> Outcome {
    match cell {
        Cell::Becomes(state) => Outcome::Becomes((*state).to_owned()),
        Cell::Refused(rejection) => {
            let body = Refusal::of(rejection, &SERVICE_ORDER).body;
            Outcome::Refused(body.code, body.message)
        }
        other => Outcome::Stays(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payscore_api::operations;

    #[test]
    fn every_column_is_there_and_is_some_operations() {
        for columns in &COLUMNS {
            let table = TABLES.iter().find(|table| table.title == columns.title).expect(columns.title);
            for (known, names) in columns.acts {
                names.iter().for_each(|name| assert!(table.columns.contains(name), "{}: {name}", columns.title));
                let is_own = |spec: &&OperationSpec| {
                    act(spec) == *known && spec.path.split('/').any(|segment| columns.within.contains(&segment))
                };
                assert!(operations().any(|spec| is_own(&spec)), "{}: {known}", columns.title);
            }
        }
    }

    #[test]
    fn whoever_acts_on_an_order_is_told_when() {
        let acts = ["complete", "cancel", "modify", "pay", "sync", "terminate", "stop"];
        for spec in operations().filter(|spec| acts.contains(&act(spec)) && !spec.path.contains("payscore-plans")) {
            assert_eq!(of(spec).len(), 1, "{}", spec.name);
        }
    }
}
