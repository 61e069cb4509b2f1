//! Clocks that jump: the service clock around kills, and the wall under the server's feet.

use crate::Result;
use crate::args::Run;
use crate::disk::not_run;
use crate::nodes::Plan;
use crate::report::Report;
use crate::world::{Setup, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

const AT_WORK: Duration = Duration::from_millis(150);
/// Seconds by which the wall is moved: hours, days, a little, and back each time.
const JUMPS: [i64; 8] = [7_200, -7_200, 86_400, -3, -86_397, -3_600, 3_599, 1];
/// Looked for where Debian and others have it.
const LIBRARIES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
];

/// Moves both clocks; whether all was well.
pub(crate) async fn run(moves: u64, run: &Run, seed: u64, binary: &Path, folder: &Path) -> Result<bool> {
    let mut report = Report::new();
    let mut plan = Plan::new(binary, folder.join("node-0"));
    let wall = Wall::new(folder);
    match &wall {
        Some(wall) => plan.environment = wall.environment()?,
        None => {
            let why = std::io::Error::other("libfaketime is not installed");
            not_run("jumps of the wall", &why);
        }
    }
    let mut world = World::open(Setup::new(seed, vec![plan])).await?;
    for round in 0..moves {
        let mut dice = world.dice.fork();
        let clients = world.load(&format!("service{round:03}")).start(run.clients, &mut dice);
        tokio::time::sleep(AT_WORK).await;
        move_service_clock(&mut world).await?;
        clients.end().await?;
    }
    let mut jumps = 0;
    if let Some(wall) = &wall {
        for (round, seconds) in JUMPS.iter().enumerate() {
            jump(&world, wall, *seconds).await?;
            let mut dice = world.dice.fork();
            let clients = world.load(&format!("wall{round:03}")).start(run.clients, &mut dice);
            tokio::time::sleep(AT_WORK * 3).await;
            clients.end().await?;
            jumps += 1;
        }
    }
    let violations = world.check(0, true).await?;
    report.line("moves of the service clock, each with a kill", moves);
    report.line("jumps of the wall", jumps);
    Ok(report.conclude(&mut world, violations, folder).await)
}

/// One move, and a kill right after its answer: the clock goes on as it was told, and never back.
async fn move_service_clock(world: &mut World) -> Result<()> {
    let (path, body) = match world.dice.below(4) {
        0 => ("clock/freeze", json!({})),
        1 => ("clock/run", json!({ "rate": world.dice.between(1, 3_600) })),
        _ => ("clock/advance", json!({ "seconds": world.dice.between(1, 200_000) })),
    };
    let told = world.control(Method::POST, path, body.clone()).await?;
    world.kill(0).await?;
    world.start(0, &[]).await?;
    let now = world.look("clock").await?;
    let unix = |clock: &Value| clock["unix"].as_i64().unwrap_or_default();
    let frozen = told["frozen"] == true;
    if unix(&now) < unix(&told) || now["rate"] != told["rate"] || (frozen && unix(&now) != unix(&told)) {
        return Err(format!("{path} {body} was answered {told}; after a kill it is {now}").into());
    }
    Ok(())
}

/// The wall of the server, which reads it through libfaketime.
struct Wall {
    library: PathBuf,
    file: PathBuf,
}

impl Wall {
    fn new(folder: &Path) -> Option<Self> {
        let library = LIBRARIES.iter().map(PathBuf::from).find(|library| library.exists())?;
        Some(Self { library, file: folder.join("wall") })
    }

    fn environment(&self) -> Result<Vec<(String, String)>> {
        self.set(0)?;
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let pairs = [
            ("LD_PRELOAD", text(&self.library)),
            ("FAKETIME_TIMESTAMP_FILE", text(&self.file)),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            // Timers are not the wall's.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        Ok(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
    }

    /// Renamed into its place: the server reads it at any moment.
    fn set(&self, ahead: i64) -> Result<()> {
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{ahead:+}\n"))?;
        Ok(std::fs::rename(new, &self.file)?)
    }
}

/// Moves the wall of all: the receiver takes nothing meanwhile, because it would be of another time.
async fn jump(world: &World, wall: &Wall, seconds: i64) -> Result<()> {
    world.receiver.close(true);
    tokio::time::sleep(AT_WORK).await;
    let before = world.look("clock").await?;
    let ahead = world.wall.load(Ordering::SeqCst) + seconds;
    wall.set(ahead)?;
    world.wall.store(ahead, Ordering::SeqCst);
    let after = world.look("clock").await?;
    tokio::time::sleep(AT_WORK).await;
    world.receiver.close(false);
    let went_back = after["unix"].as_i64() < before["unix"].as_i64();
    let followed = after["wall"].as_str() != before["wall"].as_str();
    if went_back || !followed {
        return Err(format!("the wall moved by {seconds} s: {before} before, {after} after").into());
    }
    Ok(())
}
