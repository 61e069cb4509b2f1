//! A write-ahead log that ends in the middle: cut off, with bytes turned over, or with pages of zeros, as a disk may
//! leave it that loses power. Every transaction before the tear is there, nothing is half there.

use crate::Result;
use crate::dice::Dice;
use crate::life::{Act, Life, Log, Outcome, lock};
use crate::mount::run;
use crate::nodes::{Node, Plan};
use crate::report::Report;
use crate::verdict;
use crate::world::{Setup, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

/// Not so many that the log is carried over into the database meanwhile.
const ORDERS: u64 = 60;
const PAGE: u64 = 4096;

/// Tears the same log in so many ways; whether all was well.
pub(crate) async fn wal(tears: u64, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let data = folder.join("node-0");
    let mut world = World::open(Setup::new(seed, vec![Plan::new(binary, data.clone())])).await?;
    world.control(Method::POST, "clock/freeze", json!({})).await?;
    // What was written until now leaves the log.
    world.nodes[0].stop().await?;
    world.start(0, &[]).await?;
    let lengths = work(&world, &data.join("payscore.db-wal")).await?;
    world.kill(0).await?;
    let length = data.join("payscore.db-wal").metadata()?.len();
    if lengths.len() < 100 || length < 50 * PAGE {
        return Err(format!("there is no log to tear: {length} bytes of {} calls", lengths.len()).into());
    }
    let mut report = Report::new();
    let (mut whole, mut problems) = (0, Vec::new());
    for tear in 0..tears {
        let copy = folder.join("torn");
        run(Command::new("cp").arg("-a").arg(&data).arg(&copy))?;
        let _ = std::fs::remove_file(copy.join("payscore.db-shm"));
        let (offset, how) = damage(&copy.join("payscore.db-wal"), length, &mut world.dice)?;
        let mut node = Node::new(Plan::new(binary, copy.clone()))?;
        node.start(&[]).await.map_err(|error| format!("{how} at {offset} of {length}: {error}"))?;
        let (kept, found) = judge(&world, &node.base, &lengths, offset).await?;
        node.kill().await?;
        crate::sqlite::check(&copy)?;
        whole += kept;
        let found = found.into_iter().chain(node.panics());
        problems.extend(found.map(|problem| format!("tear {tear}, {how} at {offset}: {problem}")));
        if !problems.is_empty() {
            break;
        }
        std::fs::remove_dir_all(&copy)?;
    }
    problems.extend(world.nodes[0].panics());
    report.line("tears of one log", tears);
    report.line("bytes of the log", length);
    report.line("acknowledged calls in it", lengths.len());
    report.line("calls before the tears, all found", whole);
    report.line("violations", problems.len());
    report.print();
    problems.iter().for_each(|problem| println!("VIOLATION: {problem}"));
    Ok(problems.is_empty())
}

/// One client, one call after another; how long the log was after each, by the moment of its answer.
async fn work(world: &World, wal: &Path) -> Result<BTreeMap<u64, u64>> {
    let load = world.load("torn");
    let mut dice = world.dice.clone();
    let mut lengths = BTreeMap::new();
    for n in 0..ORDERS {
        let life = load.begin();
        let cancel = Act::Cancel { reason: "用户不再需要".to_owned() };
        let second = if n % 3 == 0 { cancel } else { Act::Complete { total: 300, ticket: None } };
        for act in [Act::Create, second] {
            let outcome = load.call(&life, act, &mut dice).await;
            if !matches!(outcome, Outcome::Acknowledged(_)) {
                return Err(format!("not acknowledged: {outcome:?}").into());
            }
            let ended = lock(&life).calls.last().map(|call| call.ended).unwrap_or_default();
            lengths.insert(ended, wal.metadata()?.len());
        }
    }
    Ok(lengths)
}

/// Where it is torn, and how.
fn damage(wal: &Path, length: u64, dice: &mut Dice) -> Result<(u64, &'static str)> {
    let offset = dice.below(length);
    if dice.chance(40) {
        std::fs::File::options().write(true).open(wal)?.set_len(offset)?;
        return Ok((offset, "cut off"));
    }
    let mut bytes = std::fs::read(wal)?;
    let (size, how) = if dice.chance(50) { (1, "a bit turned over") } else { (PAGE, "a page of zeros") };
    let from = usize::try_from(offset)?;
    let until = (from + usize::try_from(size)?).min(bytes.len());
    for byte in &mut bytes[from..until] {
        *byte = if size == 1 { *byte ^ (1 << dice.below(8)) } else { 0 };
    }
    std::fs::write(wal, bytes)?;
    Ok((offset, how))
}

/// How many calls were before the tear, and what is wrong: one of them is not there, or one after another that is not.
async fn judge(world: &World, base: &str, lengths: &BTreeMap<u64, u64>, offset: u64) -> Result<(usize, Vec<String>)> {
    let mut problems = Vec::new();
    let safe = |ended: u64| lengths.get(&ended).is_some_and(|length| *length <= offset);
    let mut there: BTreeMap<u64, bool> = BTreeMap::new();
    for life in lives(&world.log) {
        let path = format!("orders/{}/{}", world.merchant.mchid(), life.number);
        let shown: Option<Value> = world.merchant.look(base, &path).await;
        let mut torn = life.clone();
        for call in torn.calls.iter_mut().filter(|call| !safe(call.ended)) {
            call.outcome = Outcome::InDoubt("after the tear".to_owned());
        }
        problems.extend(verdict::of(&torn, shown.as_ref()).into_iter().map(|text| format!("{}: {text}", life.number)));
        // What a deduction added stands behind what was asked for.
        let entries = shown.as_ref().and_then(|shown| shown["timeline"].as_array()).map_or(0, Vec::len);
        for (place, call) in life.calls.iter().enumerate() {
            there.insert(call.ended, place < entries);
        }
    }
    let kept = there.values().filter(|there| **there).count();
    if there.values().take(kept).any(|there| !there) {
        problems.push("a later call is there, and an earlier one is not".to_owned());
    }
    Ok((lengths.values().filter(|length| **length <= offset).count(), problems))
}

fn lives(log: &Log) -> Vec<Life> {
    let lives: Vec<Arc<Mutex<Life>>> = log.lives();
    lives.iter().map(|life| lock(life).clone()).collect()
}
