//! A disk that is full, and a folder that cannot be written.

use crate::Result;
use crate::args::Run;
use crate::life::{Act, Outcome, lock};
use crate::mount::Mount;
use crate::nodes::{Node, Plan};
use crate::report::Report;
use crate::world::{Setup, World};
use std::fs::{File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

const DISK_MEGABYTES: u32 = 32;
const AT_WORK: Duration = Duration::from_millis(1500);
/// Somebody who may do nothing.
const NOBODY: &str = "65534";

/// Fills the disk under load, makes room, fills it and kills; whether all was well.
pub(crate) async fn full(run: &Run, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let data = folder.join("node-0");
    let disk = match Mount::small_disk(&data, DISK_MEGABYTES) {
        Ok(disk) => disk,
        Err(error) => return Ok(not_run("disk-full", &*error)),
    };
    let mut report = Report::new();
    let mut world = World::open(Setup::new(seed, vec![Plan::new(binary, data.clone())])).await?;
    let mut dice = world.dice.fork();
    let clients = world.load("fills").start(run.clients, &mut dice);
    tokio::time::sleep(AT_WORK).await;
    fill(&data)?;
    tokio::time::sleep(AT_WORK).await;
    if !world.nodes[0].lives() {
        return Err(format!("the server ended on a full disk:\n{}", world.nodes[0].last_words()).into());
    }
    std::fs::remove_file(data.join("filler"))?;
    clients.end().await?;
    let failed = failures(&world)?;
    works(&world, "works-1").await?;
    let mut violations = world.check(0, false).await?;

    fill(&data)?;
    let clients = world.load("kills").start(run.clients, &mut dice);
    tokio::time::sleep(AT_WORK).await;
    world.kill(0).await?;
    let start = match world.start(0, &[]).await {
        Ok(()) => "starts, and answers 500 to what it cannot keep".to_owned(),
        Err(error) => {
            let text = error.to_string();
            if !text.contains("full") && !text.contains("No space") {
                return Err(format!("it does not say why it cannot start: {text}").into());
            }
            "does not start, and says that the disk is full".to_owned()
        }
    };
    tokio::time::sleep(AT_WORK).await;
    world.kill(0).await?;
    std::fs::remove_file(data.join("filler"))?;
    world.start(0, &[]).await?;
    clients.end().await?;
    works(&world, "works-2").await?;
    if violations.is_empty() {
        violations = world.check(0, true).await?;
    }
    report.line("calls answered 500 SYSTEM_ERROR while it was full", failed);
    report.line("on a full disk the server", start);
    let good = report.conclude(&mut world, violations, folder).await;
    crate::sqlite::check(&data)?;
    drop(disk);
    Ok(good)
}

/// Writes until nothing more goes.
fn fill(data: &Path) -> Result<()> {
    let mut filler = File::create(data.join("filler"))?;
    let mut piece = vec![7; 64 * 1024];
    while !piece.is_empty() {
        if filler.write_all(&piece).is_err() {
            piece.truncate(piece.len() / 2);
        }
    }
    Ok(())
}

/// How many calls failed: each as upstream's own failures look, and some there have to be.
fn failures(world: &World) -> Result<usize> {
    let mut failed = 0;
    for life in world.log.lives() {
        for call in &lock(&life).calls {
            match &call.outcome {
                Outcome::InDoubt(why) if why.starts_with("500 ") && why.contains("\"SYSTEM_ERROR\"") => failed += 1,
                Outcome::InDoubt(_) => return Err(format!("not as upstream fails: {call}").into()),
                _ => {}
            }
        }
    }
    if failed == 0 { Err("no call failed: the disk was not full".into()) } else { Ok(failed) }
}

/// Whether an order can be made now: a new one, of this name. What is repeated is not written.
async fn works(world: &World, name: &str) -> Result<()> {
    let load = world.load(name);
    let mut dice = world.dice.clone();
    match load.call(&load.begin(), Act::Create, &mut dice).await {
        Outcome::Acknowledged(_) => Ok(()),
        other => Err(format!("there is room again, and it does not work: {other:?}").into()),
    }
}

/// A folder of somebody else's, and one that is mounted to be read only: the server says so and ends, and what was
/// there before is there after.
pub(crate) async fn read_only(run: &Run, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let report = Report::new();
    let data = folder.join("node-0");
    let mut world = World::open(Setup::new(seed, vec![Plan::new(binary, data.clone())])).await?;
    let mut dice = world.dice.fork();
    let clients = world.load("before").start(run.clients, &mut dice);
    tokio::time::sleep(AT_WORK).await;
    clients.end().await?;
    world.kill(0).await?;

    match Mount::read_only(&data) {
        Ok(_mount) => says_so(&mut world.nodes[0], "a folder that is mounted read-only, after a kill").await?,
        Err(error) => return Ok(not_run("read-only", &*error)),
    }
    // Temporary folders are their owner's alone; this one has to be seen by others.
    std::fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    let empty = folder.join("empty");
    std::fs::create_dir(&empty)?;
    let wrapper = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"].map(ToOwned::to_owned).to_vec();
    for (data, what) in [(&empty, "an empty folder of another user"), (&data, "another user's data")] {
        let plan = Plan { wrapper: wrapper.clone(), ..Plan::new(binary, data.clone()) };
        says_so(&mut Node::new(plan)?, what).await?;
    }
    world.start(0, &[]).await?;
    let violations = world.check(0, true).await?;
    Ok(report.conclude(&mut world, violations, folder).await)
}

/// Starts it: it has to end with a reason that names the folder.
async fn says_so(node: &mut Node, what: &str) -> Result<()> {
    let (code, words) = node.fails().await?;
    println!("{what}: exit code {code:?}: {}", words.trim());
    let data = node.plan.data.to_string_lossy();
    if code == Some(0) || code.is_none() || !words.contains(&*data) || words.contains("panicked") {
        return Err(format!("{what}: not a reason that helps: {words}").into());
    }
    Ok(())
}

/// Not passed, and not failed either.
pub(crate) fn not_run(what: &str, why: &dyn std::error::Error) -> bool {
    println!("NOT RUN: {what}: {why}");
    true
}
