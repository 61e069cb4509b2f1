//! Signatures and verifications, one after the other, and nothing else.

use crate::measured::Limit;
use payscore_wire::PrivateKey;
use std::time::Instant;

/// A verification is so much shorter, and the system counts CPU in milliseconds.
const VERIFIED_A_SIGNED: u32 = 20;

/// On the processor that this thread is on.
pub(crate) fn measure(key: &PrivateKey, count: u32) -> Limit {
    let public = key.public_key();
    let message = [b'm'; 900];
    let signature = key.sign(&message);
    let (sign, sign_cpu) = micros(count, || {
        std::hint::black_box(key.sign(std::hint::black_box(&message)));
    });
    let (verify, verify_cpu) = micros(count * VERIFIED_A_SIGNED, || assert!(public.verify(&message, &signature)));
    Limit { sign, verify, sign_cpu, verify_cpu }
}

/// Time and CPU time of one.
fn micros(count: u32, mut work: impl FnMut()) -> (f64, f64) {
    let (began, cpu) = (Instant::now(), thread_cpu());
    for _ in 0..count {
        work();
    }
    let each = |seconds: f64| seconds * 1e6 / f64::from(count);
    (each(began.elapsed().as_secs_f64()), each(thread_cpu() - cpu))
}

/// Of this thread so far, in seconds. The first number is in nanoseconds.
fn thread_cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux, with its scheduler's figures");
    let nanoseconds: f64 = text.split(' ').next().and_then(|text| text.parse().ok()).expect("a number");
    nanoseconds / 1e9
}
