//! One transaction for a group of writes, in two ways to the database and back: what is there, locked; then all that is to
//! be written, and the commit, with no wait in between.

use super::group::{Answers, Plan, Questions, Target};
use super::in_order::try_join_in_order;
use super::outbox::Owners;
use super::pool::{BEGIN, Pool, Trouble, patiently, within};
use super::statements::{self, Attempted, typed};
use crate::job::{Outcome, Write};
use crate::rows::{ChangeRows, PhaseColumns, Place};
use futures_util::future::try_join;
use std::collections::{BTreeMap, HashMap, HashSet};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};

/// Why a group is not committed, or not known to be.
pub(super) enum Failure {
    /// It is not.
    Trouble(Trouble),
    /// It is not: another server has written the same just now. What it has left is to be looked at.
    Beaten(Error),
    /// The connection was lost while it was committed: by this name the database knows what became of it.
    InDoubt { transaction: Name, outcomes: Vec<Outcome>, trouble: Trouble },
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(error) if is_beaten(&error) => Self::Beaten(error),
            trouble => Self::Trouble(trouble),
        }
    }
}

/// Whether two servers waited for each other, or another one has created a record of the same name since it was looked for.
fn is_beaten(error: &Error) -> bool {
    let table = error.as_db_error().and_then(|error| error.table()).unwrap_or_default();
    match error.code() {
        Some(&SqlState::T_R_DEADLOCK_DETECTED | &SqlState::T_R_SERIALIZATION_FAILURE) => true,
        Some(&SqlState::UNIQUE_VIOLATION) => table.starts_with("records_"),
        _ => false,
    }
}

/// Executes and commits a group; what became of each write.
pub(super) async fn commit(pool: &Pool, owners: &Owners, writes: &[&Write]) -> Result<Vec<Outcome>, Failure> {
    let changes = changes(writes);
    let lease = pool.take().await?;
    let begun = match lease.client() {
        // A reset empties whole tables.
        Ok(client) if matches!(writes, [Write::Reset { .. }]) => patiently(begin(client, &changes, writes)).await,
        Ok(client) => within(begin(client, &changes, writes)).await,
        Err(trouble) => Err(trouble),
    };
    // Neither here nor below is a connection used again that is in the middle of something.
    let (transaction, answers) = match begun {
        Ok(begun) => begun,
        Err(trouble) => return Err(lease.failed(trouble).into()),
    };
    let plan = Plan::of(&changes, &answers);
    let mut outcomes = outcomes(writes, &plan);
    let steps = Step::all(writes, owners);
    let written = match lease.client() {
        Ok(client) => within(write(client, &plan, &steps)).await,
        Err(trouble) => Err(trouble),
    };
    match written {
        Ok(others) => {
            lease.give_back();
            others.into_iter().for_each(|(place, outcome)| outcomes[place] = outcome);
            Ok(outcomes)
        }
        Err(trouble) => match lease.failed(trouble) {
            // A statement that is refused takes the commit behind it along.
            trouble @ Trouble::Refused(_) => Err(trouble.into()),
            trouble @ Trouble::Lost(_) => Err(Failure::InDoubt { transaction, outcomes, trouble }),
        },
    }
}

/// The changes of a group, each of which is decided on by itself.
fn changes<'a>(writes: &[&'a Write]) -> Vec<&'a ChangeRows> {
    let mut changes = Vec::new();
    for write in writes {
        match write {
            Write::Commit(change) => changes.push(&**change),
            Write::Reset { changes: new, .. } => changes.extend(new),
            Write::Attempt { .. } | Write::Reschedule { .. } | Write::Setting { .. } => {}
        }
    }
    changes
}

/// What becomes of each write, if what it names is there.
fn outcomes(writes: &[&Write], plan: &Plan<'_>) -> Vec<Outcome> {
    let mut decided = plan.outcomes.iter().copied();
    let outcome = |write: &&Write| match write {
        Write::Commit(_) => decided.next().unwrap_or(Outcome::NotThere),
        _ => Outcome::Done,
    };
    writes.iter().map(outcome).collect()
}

/// Begins: the transaction's name, and what is to be known, locked.
async fn begin<'a>(
    client: &Client,
    changes: &[&'a ChangeRows],
    writes: &[&Write],
) -> Result<(Name, Answers<'a>), Error> {
    let questions = Questions::of(changes);
    let begun = client.batch_execute(BEGIN);
    let counted = match writes {
        // Nobody has an order in progress then.
        [Write::Reset { .. }] => &[],
        _ => &*questions.counts,
    };
    let locks = questions.names.iter().map(|(mchid, names)| statements::lock(client, mchid, names));
    // Each is sent when it is first polled, and so in this order, on all servers.
    let rows = try_join(statements::numbers(client, questions.numbers), try_join_in_order(locks));
    let asked = try_join(statements::counts(client, counted), try_join(name(client), rows));
    let (counts, (transaction, (numbers, known))) = match writes {
        [Write::Reset { settings, .. }] => {
            begun.await?;
            statements::clear(client).await?;
            for prefix in settings {
                statements::forget_settings(client, prefix).await?;
            }
            asked.await?
        }
        _ => try_join(begun, asked).await?.1,
    };
    Ok((transaction, Answers { known: known.into_iter().flatten().collect(), counts, numbers }))
}

async fn name(client: &Client) -> Result<Name, Error> {
    let sql = format!("SELECT pg_current_xact_id()::text, {LIFE}");
    let rows = client.query_typed(&sql, &[]).await?;
    let Some(row) = rows.first() else { return Ok(Name::default()) };
    Ok(Name { number: row.try_get(0)?, life: row.try_get(1)? })
}

/// Writes and commits. The places of writes of which something else became than was to be.
async fn write(client: &Client, plan: &Plan<'_>, steps: &[Step<'_>]) -> Result<Vec<(usize, Outcome)>, Error> {
    let targets: Vec<&Target<'_>> = plan.targets.values().collect();
    let (known, new): (Vec<&Target<'_>>, Vec<&Target<'_>>) = targets.iter().partition(|target| target.is_known);
    let mut changed: BTreeMap<&str, Vec<&Target<'_>>> = BTreeMap::new();
    for target in known {
        changed.entry(&target.columns.mchid).or_default().push(target);
    }
    let updates = changed.iter().map(|(mchid, rows)| statements::update(client, mchid, rows));
    // As above.
    let rows = try_join(statements::insert(client, &new), try_join_in_order(updates));
    let more = try_join(
        statements::insert_handles(client, &targets),
        statements::insert_notifications(client, &plan.notifications),
    );
    let others = try_join_in_order(steps.iter().map(|step| step.execute(client)));
    let end = try_join(others, client.batch_execute("COMMIT"));
    let (_, (_, (others, ()))) = try_join(rows, try_join(more, end)).await?;
    Ok(others.into_iter().flatten().collect())
}

/// A statement besides those of changes. Numbers are places in the group.
enum Step<'a> {
    Attempts { mchid: Option<String>, made: Vec<(usize, Attempted<'a>)> },
    Reschedule { place: usize, id: &'a str, url: &'a str, from: Option<Place>, to: &'a PhaseColumns },
    Set { name: &'a str, value: &'a str },
    GrowVersion,
}

impl<'a> Step<'a> {
    /// Of all these writes, in their order. An attempt may share its statement with those of others, not with another one of
    /// the same notification.
    fn all(writes: &[&'a Write], owners: &Owners) -> Vec<Self> {
        let mut steps = Vec::new();
        let mut wave = Wave::default();
        for (place, write) in writes.iter().enumerate() {
            match write {
                Write::Commit(_) => {}
                Write::Attempt { notification, attempt, from, to } => {
                    if !wave.ids.insert(notification) {
                        steps.extend(std::mem::take(&mut wave).end());
                        wave.ids.insert(notification);
                    }
                    let attempted = Attempted { id: notification, attempt, from: *from, to };
                    wave.made.entry(owners.of(notification)).or_default().push((place, attempted));
                }
                Write::Reschedule { notification, url, from, to } => {
                    steps.extend(std::mem::take(&mut wave).end());
                    steps.push(Self::Reschedule { place, id: notification, url, from: *from, to });
                }
                Write::Setting { name, value } => steps.push(Self::Set { name, value }),
                Write::Reset { .. } => steps.push(Self::GrowVersion),
            }
        }
        steps.extend(wave.end());
        if steps.iter().any(|step| matches!(step, Self::Set { .. })) {
            steps.push(Self::GrowVersion);
        }
        steps
    }

    /// Executes it: the places of writes of which something else became than was to be.
    async fn execute(&self, client: &Client) -> Result<Vec<(usize, Outcome)>, Error> {
        match self {
            Self::Attempts { mchid, made } => {
                let rows: Vec<Attempted<'_>> = made.iter().map(|(_, attempted)| *attempted).collect();
                let found: HashMap<String, bool> =
                    statements::insert_attempts(client, mchid.as_deref(), &rows).await?.into_iter().collect();
                let other = |(place, made): &(usize, Attempted<'_>)| match found.get(made.id) {
                    Some(true) => None,
                    Some(false) => Some((*place, Outcome::Overtaken)),
                    None => Some((*place, Outcome::NotThere)),
                };
                Ok(made.iter().filter_map(other).collect())
            }
            Self::Reschedule { place, id, url, from, to } => {
                let is_there = statements::reschedule(client, id, url, *from, to).await?;
                Ok(if is_there { Vec::new() } else { vec![(*place, Outcome::NotThere)] })
            }
            Self::Set { name, value } => statements::set(client, name, value).await.map(|()| Vec::new()),
            Self::GrowVersion => statements::grow_version(client).await.map(|_| Vec::new()),
        }
    }
}

/// Attempts that go together, by their merchants.
#[derive(Default)]
struct Wave<'a> {
    ids: HashSet<&'a str>,
    made: BTreeMap<Option<String>, Vec<(usize, Attempted<'a>)>>,
}

impl<'a> Wave<'a> {
    fn end(self) -> impl Iterator<Item = Step<'a>> {
        self.made.into_iter().map(|(mchid, made)| Step::Attempts { mchid, made })
    }
}

/// What a transaction is asked for by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    number: String,
    /// The database's life that gave it. After a crash, and on a standby that takes over, numbers whose transactions left no
    /// trace are given out again, to others.
    life: String,
}

/// Which life of the database this is: a standby that takes over begins a timeline; a crash ends the server, or at least
/// its statistics.
const LIFE: &str = "concat_ws(' ', substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), pg_postmaster_start_time(),
     (SELECT stats_reset FROM pg_stat_bgwriter))";

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is committed, wherever commits have to be.
    Committed,
    /// It is not, and never will be.
    Lost,
    /// The database takes it to be under way.
    UnderWay,
    /// The database has crashed since, and somebody has committed under that number.
    Unknown,
}

impl Fate {
    /// By what the database says, in the same life or a later one.
    fn of(status: Option<&str>, same_life: bool) -> Self {
        match status {
            Some("in progress") => Self::UnderWay,
            Some("committed") if same_life => Self::Committed,
            Some("committed") => Self::Unknown,
            // What is committed stays so: whoever has the number now, it is not ours that is lost.
            _ => Self::Lost,
        }
    }
}

/// What became of this transaction.
pub(super) async fn fate(pool: &Pool, transaction: &Name) -> Result<Fate, Trouble> {
    // The message makes this a commit, too: it is answered once all before it are on a synchronous standby. A commit whose
    // wait for that was cut off is visible all the same, and would be gone if the standby took over.
    // A standby says nothing: what it has not heard of may be committed on the primary.
    let sql = format!(
        "SELECT pg_xact_status($1::text::xid8), {LIFE} = $2, pg_logical_emit_message(true, 'payscore', 'fate')::text
         WHERE NOT pg_is_in_recovery()"
    );
    let parameters = typed![&transaction.number => TEXT, &transaction.life => TEXT];
    let lease = pool.take().await?;
    let rows = match lease.client() {
        Ok(client) => within(client.query_typed(&sql, &parameters)).await,
        Err(trouble) => Err(trouble),
    };
    let standby = || Trouble::Lost("a standby answers, which cannot say what is committed".to_owned());
    // Not kept: the next connection may meet the primary.
    match lease.settle(rows.and_then(|rows| rows.into_iter().next().ok_or_else(standby))) {
        Ok(row) => {
            let status: Option<String> = row.try_get(0).ok().flatten();
            Ok(Fate::of(status.as_deref(), row.try_get(1).unwrap_or(false)))
        }
        // One that was a standby and took over has not even heard of it.
        Err(Trouble::Refused(error)) if error.code() == Some(&SqlState::INVALID_PARAMETER_VALUE) => Ok(Fate::Lost),
        Err(trouble) => Err(trouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_nothing_of_a_commit_in_another_life() {
        assert_eq!(Fate::of(Some("committed"), true), Fate::Committed);
        assert_eq!(Fate::of(Some("committed"), false), Fate::Unknown, "it may be somebody else's");
        for life in [true, false] {
            assert_eq!(Fate::of(Some("aborted"), life), Fate::Lost);
            assert_eq!(Fate::of(Some("in progress"), life), Fate::UnderWay);
        }
    }

    #[tokio::test]
    async fn no_transaction_outlives_a_client_that_is_cut_off() {
        let Some(database) = payscore_scratch_postgres::database() else { return };
        let address = crate::postgres::address::Address::parse(&database.url).expect("an address");
        let pool = Pool::new(&address).expect("a pool");
        let lease = pool.take().await.expect("a connection");
        let client = lease.client().expect("a connection");
        for begin in [BEGIN, crate::postgres::pool::BEGIN_UNFLUSHED] {
            client.batch_execute(begin).await.expect("begun");
            let shown = client.query_typed("SHOW idle_in_transaction_session_timeout", &[]).await.expect("an answer");
            assert_eq!(shown[0].get::<_, &str>(0), "5s");
            client.batch_execute("ROLLBACK").await.expect("ended");
        }
    }

    #[tokio::test]
    async fn a_transaction_of_before_a_crash_is_not_taken_for_another_of_its_number() {
        let Some(database) = payscore_scratch_postgres::database() else { return };
        let address = crate::postgres::address::Address::parse(&database.url).expect("an address");
        let pool = Pool::new(&address).expect("a pool");
        let lease = pool.take().await.expect("a connection");
        let client = lease.client().expect("a connection");
        client.batch_execute(BEGIN).await.expect("begun");
        let ours = name(client).await.expect("a name");
        assert_eq!(fate(&pool, &ours).await.expect("an answer"), Fate::UnderWay);
        client.batch_execute("COMMIT").await.expect("committed");
        assert_eq!(fate(&pool, &ours).await.expect("an answer"), Fate::Committed);
        let before = Name { life: ours.life.replacen('1', "9", 1), ..ours.clone() };
        assert_ne!(before, ours);
        assert_eq!(fate(&pool, &before).await.expect("an answer"), Fate::Unknown);
        let unheard = Name { number: "999999999".to_owned(), ..before };
        assert_eq!(fate(&pool, &unheard).await.expect("an answer"), Fate::Lost);
    }

    #[tokio::test]
    async fn a_standby_is_not_asked() {
        let Some(database) = payscore_scratch_postgres::database() else { return };
        // It says of itself that it is one.
        let url = format!("{}?options=-csearch_path%3Dpublic%2Cpg_catalog", database.url);
        let address = crate::postgres::address::Address::parse(&url).expect("an address");
        let pool = Pool::new(&address).expect("a pool");
        let lease = pool.take().await.expect("a connection");
        let sql = "CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true'";
        lease.client().expect("a connection").batch_execute(sql).await.expect("executes");
        let unheard = Name { number: "999999999".to_owned(), life: String::new() };
        assert!(matches!(fate(&pool, &unheard).await, Err(Trouble::Lost(_))));
    }
}
