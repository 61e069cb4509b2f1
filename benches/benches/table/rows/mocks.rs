//! General mock servers: they answer a creation with the same body, and verify, sign, decide and store nothing.

use crate::measured::{Measured, NONE};
use crate::process::Process;
use crate::rows::ours::CONNECTIONS;
use crate::world::World;
use payscore_benches::load;
use payscore_benches::orders::creations;
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const PATH: &str = "/v3/payscore/serviceorder";

/// One of them.
pub(crate) struct Mock {
    /// As the rows' names have it.
    pub(crate) name: &'static str,
    installed_by: &'static str,
    command: fn(&Path, SocketAddr, &Path) -> Command,
    setting: fn(&Value) -> (&'static str, Value),
}

/// Each as it is fastest: no logs, no journal.
pub(crate) const ALL: [Mock; 3] = [
    Mock { name: "Prism", installed_by: "npm", command: prism, setting: openapi },
    Mock { name: "Mockoon", installed_by: "npm", command: mockoon, setting: environment },
    Mock { name: "WireMock", installed_by: "wiremock", command: wiremock, setting: mapping },
];

impl Mock {
    /// Brings it where it is missing.
    pub(crate) fn install(&self) -> Result<(), String> {
        let output = Command::new(folder().join("install")).arg(self.installed_by).output();
        let output = output.map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }

    /// Whether nothing would have to be brought.
    pub(crate) fn is_installed(&self) -> bool {
        folder().join(if self.installed_by == "npm" { "node_modules/.installed" } else { "lib" }).exists()
    }

    /// Starts it with this answer.
    pub(crate) fn start(&self, world: &World, answer: &Value, first: &[u8]) -> (Process, Duration) {
        let scratch = world.scratch().join(self.name);
        let (file, content) = (self.setting)(answer);
        let file = scratch.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, content.to_string()).expect("a file");
        Process::start(self.name, |address| (self.command)(&file, address, &scratch), first)
    }

    /// Creations, as our server gets them.
    pub(crate) fn measure(&self, world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
        let time_and_cpu = |batch: &str, count| {
            let requests = creations(&world.merchant, &world.file, batch, count);
            let cpu = server.cpu();
            let time = world.block_on(load::run(server.address, requests, CONNECTIONS));
            (time, server.cpu() - cpu)
        };
        let (time, cpu) = time_and_cpu(batch, count);
        measured.load(self.name, NONE, count, time, cpu);
    }

    /// So many requests that its compiler has seen all of them often enough.
    pub(crate) fn warm_up(&self, world: &World, server: &Process, count: usize) {
        let requests = creations(&world.merchant, &world.file, self.name, 64);
        let again: Vec<_> = requests.into_iter().cycle().take(count).collect();
        world.block_on(load::run(server.address, again, CONNECTIONS));
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("mocks")
}

fn prism(file: &Path, address: SocketAddr, _: &Path) -> Command {
    let mut command = Command::new(folder().join("node_modules/.bin/prism"));
    command.args(["mock", "--verboseLevel", "silent", "--host", "127.0.0.1", "--port", &address.port().to_string()]);
    command.arg(file);
    command
}

fn openapi(answer: &Value) -> (&'static str, Value) {
    let content = json!({ "application/json": { "example": answer } });
    let asked = json!({ "content": { "application/json": { "schema": { "type": "object" } } } });
    let operation =
        json!({ "requestBody": asked, "responses": { "200": { "description": "an order", "content": content } } });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "orders", "version": "1" },
        "paths": { PATH: { "post": operation } },
    });
    ("openapi.json", document)
}

fn mockoon(file: &Path, address: SocketAddr, _: &Path) -> Command {
    let mut command = Command::new(folder().join("node_modules/.bin/mockoon-cli"));
    command.args(["start", "--disable-log-to-file", "--disable-admin-api", "--hostname", "127.0.0.1"]);
    command.args(["--port", &address.port().to_string(), "--data"]).arg(file);
    command
}

fn environment(answer: &Value) -> (&'static str, Value) {
    let response = json!({
        "uuid": "5d3f9a80-0000-4000-8000-000000000003", "body": answer.to_string(), "latency": 0, "statusCode": 200,
        "label": "", "headers": [{ "key": "Content-Type", "value": "application/json" }], "bodyType": "INLINE",
        "filePath": "", "databucketID": "", "sendFileAsBody": false, "rules": [], "rulesOperator": "OR",
        "disableTemplating": true, "fallbackTo404": false, "default": true, "crudKey": "id", "callbacks": [],
    });
    let route = json!({
        "uuid": "5d3f9a80-0000-4000-8000-000000000002", "type": "http", "documentation": "", "method": "post",
        "endpoint": PATH.trim_start_matches('/'), "responses": [response], "responseMode": null,
        "streamingMode": null, "streamingInterval": 0,
    });
    let environment = json!({
        "uuid": "5d3f9a80-0000-4000-8000-000000000001", "lastMigration": 33, "name": "orders", "endpointPrefix": "",
        "latency": 0, "port": 3000, "hostname": "127.0.0.1", "folders": [], "routes": [route],
        "rootChildren": [{ "type": "route", "uuid": "5d3f9a80-0000-4000-8000-000000000002" }],
        "proxyMode": false, "proxyHost": "", "proxyRemovePrefix": false,
        "tlsOptions": { "enabled": false, "type": "CERT", "pfxPath": "", "certPath": "", "keyPath": "", "caPath": "",
            "passphrase": "" },
        "cors": false, "headers": [], "proxyReqHeaders": [], "proxyResHeaders": [], "data": [], "callbacks": [],
    });
    ("environment.json", environment)
}

fn wiremock(_: &Path, address: SocketAddr, scratch: &Path) -> Command {
    let mut command = Command::new("java");
    command.arg("-jar").arg(folder().join("lib/wiremock-standalone-3.13.2.jar"));
    command.args(["--bind-address", "127.0.0.1", "--port", &address.port().to_string(), "--root-dir"]).arg(scratch);
    // Without chunks, as all others answer.
    command.args(["--no-request-journal", "--disable-request-logging", "--disable-banner"]);
    command.args(["--disable-response-templating", "--use-chunked-encoding", "never"]);
    command
}

fn mapping(answer: &Value) -> (&'static str, Value) {
    let response = json!({
        "status": 200, "body": answer.to_string(), "headers": { "Content-Type": "application/json" },
    });
    ("mappings/order.json", json!({ "request": { "method": "POST", "urlPath": PATH }, "response": response }))
}
