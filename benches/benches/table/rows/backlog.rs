//! Creations while a million notifications are owed to a receiver that is not there: it refuses each connection at once.

use crate::cores::Cores;
use crate::measured::{Measured, to_f64};
use crate::rows::ours::{self, CONNECTIONS};
use crate::world::World;
use payscore_benches::load;
use payscore_benches::orders::creations;
use payscore_domain::Moment;
use payscore_domain::notification::{EventType, Notification, Phase};
use payscore_store::{Change, SqliteStore, Store};
use std::path::Path;

/// So many become durable together while the database is filled.
const TOGETHER: usize = 10_000;
/// When they fell due: long ago.
const DUE: Moment = Moment::from_unix(1_700_000_000);

/// Lets so many be owed.
pub(crate) fn provide(world: &World, owed: usize) {
    let store = SqliteStore::open(&world.backlog_data().join("payscore.db")).expect("a database");
    let numbers: Vec<usize> = (0..owed).collect();
    for numbers in numbers.chunks(TOGETHER) {
        let notifications = numbers.iter().map(|number| notification(world, *number)).collect();
        world.block_on(store.commit(Change { notifications, ..Change::default() })).expect("stored notifications");
    }
    store.close().expect("a closed database");
}

fn notification(world: &World, number: usize) -> Notification {
    Notification {
        id: format!("{number:08}-367e-51d2-a370-9d77eb585d4e"),
        mchid: world.file.mchid.as_str().into(),
        subject: format!("backlog-{number}"),
        event_type: EventType::UserPaid,
        // The discard service, which nobody runs.
        url: "http://127.0.0.1:9/".to_owned(),
        created_at: DUE,
        plaintext: format!(r#"{{"state":"DONE","attach":"{}"}}"#, "x".repeat(600)),
        phase: Phase::Waiting { attempt: 1, due: DUE },
    }
}

/// Beside the attempts that a server makes from its start on. It runs no longer than this: it is never idle.
pub(crate) fn measure(world: &World, cores: &Cores, binary: &Path, batch: &str, count: usize, measured: &mut Measured) {
    let first = world.creation(&format!("backlog-{batch}"));
    let (server, _) = cores.on_servers(|| ours::start(binary, &world.backlog_data(), &first));
    for (name, count) in [("warm", count / 4), ("owed", count)] {
        let requests = creations(&world.merchant, &world.file, &format!("{name}-{batch}"), count);
        let time = world.block_on(load::run(server.address, requests, CONNECTIONS));
        if name == "owed" {
            measured.add("backlog rate", to_f64(count) / time.as_secs_f64());
        }
    }
}
