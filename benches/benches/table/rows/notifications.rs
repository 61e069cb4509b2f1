//! Notifications that fall due all at once: a merchant was down, and is back.

use crate::measured::{Measured, Rsa, to_f64};
use crate::process::Process;
use crate::rows::ours::CONNECTIONS;
use crate::world::World;
use payscore_benches::load;
use payscore_benches::receiver::Receiver;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Each has been tried once, and refused; an hour later by the service clock, each is taken.
pub(crate) fn measure(world: &World, server: &Process, batch: &str, count: usize, measured: &mut Measured) {
    let completions = world.orders_in_use(server, batch, count);
    let receiver = &world.receiver;
    receiver.refuse(true);
    let refused = receiver.refused() + count;
    world.block_on(async {
        load::run(server.address, completions, CONNECTIONS).await;
        receiver.wait(Receiver::refused, refused).await;
    });
    receiver.refuse(false);
    let (cpu, delivered) = (server.cpu(), receiver.accepted() + count);
    let mut control = TcpStream::connect(server.address).expect("a connection");
    let began = Instant::now();
    let body = r#"{"seconds":3600}"#;
    write!(
        control,
        "POST /_payscore/clock/advance HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("a sent request");
    let ended = world.block_on(receiver.wait(Receiver::accepted, delivered));
    let (time, cpu) = (ended - began, server.cpu() - cpu);
    let mut answer = String::new();
    control.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    measured.add("notification bytes", to_f64(receiver.last_bytes()));
    measured.load("notification", Rsa { signed: 1.0, verified: 0.0 }, count, time, cpu);
}
