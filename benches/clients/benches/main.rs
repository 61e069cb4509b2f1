//! What a signed call costs the client: CPU time and calls a second, of our clients, of other people's, and of a bare one,
//! all in one run.
//!
//! ```sh
//! cargo bench -p payscore-bench-clients              # five rounds, a table
//! cargo bench -p payscore-bench-clients -- --write   # and into docs/performance.md
//! cargo bench -p payscore-bench-clients -- --ours    # without other people's
//! cargo bench -p payscore-bench-clients -- --test    # a tiny round of our own
//! ```

mod peers;
mod table;

use payscore_bench_clients::platform::{self, Platform};
use payscore_wire::issue::serial_from;
use payscore_wire::{ApiV3Key, Issuer, PrivateKey, Subject, Validity};
use peers::Running;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use table::Measured;

/// How many calls are under way at once, where it is not one.
const AT_A_TIME: usize = 16;

const MCHID: &str = "1230000109";
const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";

/// How much is measured.
#[derive(Clone, Copy)]
struct Size {
    rounds: usize,
    calls: usize,
    openings: usize,
}

fn main() {
    // This program is also the platform and the clients of this crate: each a process of its own.
    match std::env::var("BENCH_ROLE").as_deref() {
        Ok("platform") => return serve(),
        Ok(client) => return payscore_bench_clients::programs::run(client),
        Err(_) => {}
    }
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    let (smoke, write) = (given("--test"), given("--write"));
    let size =
        if smoke { Size { rounds: 1, calls: 32, openings: 32 } } else { Size { rounds: 5, calls: 320, openings: 500 } };
    let world = World::provision();
    let (platform, url) = peers::start_platform(&world.folder);
    let (mut running, missing) = peers::start(&world.folder, &url, smoke || given("--ours"));
    let measured = measure(&world, &mut running, size);
    drop(platform);
    for reason in &missing {
        println!("not measured: {reason}");
    }
    print!("{}", table::print(&measured, table::ENGLISH));
    if write {
        assert!(missing.is_empty(), "the documents show all or nothing");
        table::write(&measured, size.rounds);
    }
}

/// Each client in turn, round after round, so that whatever else the machine does befalls all of them.
fn measure(world: &World, running: &mut [Running], size: Size) -> Vec<Measured> {
    let mut measured: Vec<_> = running.iter().map(|client| Measured::new(client.name.clone())).collect();
    for round in 0..=size.rounds {
        world.write_notification();
        // The first round is for connections, caches and compilers.
        let (calls, openings) =
            if round == 0 { (size.calls / 4, size.openings / 4) } else { (size.calls, size.openings) };
        for (client, measured) in running.iter_mut().zip(&mut measured) {
            let one = client.work(&format!("calls 1 {calls}"), calls);
            let many = client.work(&format!("calls {AT_A_TIME} {calls}"), calls);
            let opening = client.work(&format!("open {openings}"), openings);
            if round > 0 {
                measured.add(one, many, opening);
            }
        }
    }
    measured
}

/// A merchant's files, and the platform's key.
struct World {
    folder: PathBuf,
    key: PrivateKey,
    apiv3_key: ApiV3Key,
    _keep: tempfile::TempDir,
}

impl World {
    /// What `payscore serve` would write for a merchant with a WeChat Pay public key.
    fn provision() -> Self {
        let keep = tempfile::tempdir().expect("a folder");
        let folder = keep.path().to_owned();
        let (key, merchant_key) = (PrivateKey::generate().expect("a key"), PrivateKey::generate().expect("a key"));
        let validity = Validity { not_before: platform::now() - 60, not_after: platform::now() + 86_400 };
        let issuer = Issuer::generate("benchmark", validity).expect("an issuer");
        let certificate =
            issuer.issue_to(&merchant_key.public_key(), Subject::named(MCHID), validity, serial_from([0x5A; 20]));
        let certificate = certificate.expect("a certificate");
        let merchant = json!({
            "mchid": MCHID,
            "serial_no": certificate.serial_no(),
            "appid": "wxd678efh567hg6787",
            "apiv3_key": APIV3_KEY,
            "wechatpay_public_key_id": platform::KEY_ID,
        });
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
        write("merchant.json", &merchant.to_string());
        write("apiclient_key.pem", &merchant_key.to_pkcs8_pem());
        write("apiclient_cert.pem", certificate.pem());
        write("wechatpay_public_key.pem", &key.public_key().to_pem());
        write("platform_private_key.pem", &key.to_pkcs8_pem());
        let world = Self { folder, key, apiv3_key: ApiV3Key::new(APIV3_KEY).expect("a key"), _keep: keep };
        world.write_notification();
        world
    }

    /// Signed anew: no client opens a stale one.
    fn write_notification(&self) {
        let text = platform::notification(&self.key, &self.apiv3_key).to_string();
        fs::write(self.folder.join("notification.json"), text).expect("a file");
    }
}

/// The platform's process. It ends when its input does.
fn serve() {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_line(&mut String::new());
        std::process::exit(0);
    });
    let folder = PathBuf::from(std::env::var("BENCH_DATA").expect("BENCH_DATA"));
    let read = |name: &str| read_key(&folder.join(name));
    let platform = Platform::new(read("apiclient_key.pem").public_key(), read("platform_private_key.pem"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("http://{}", listener.local_addr().expect("a bound port"));
        let _ = std::io::stdout().flush();
        platform.serve(listener).await;
    });
}

fn read_key(path: &Path) -> PrivateKey {
    PrivateKey::from_pem(&fs::read_to_string(path).expect("a key file")).expect("a key")
}
