//! Signs requests: many beforehand, on all cores, or one when it is needed.

use super::plan::Operation;
use super::shop::{Call, Shop};
use payscore::Config;
use payscore_wire::{Authorization, message};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A signature lasts 300 s; one that is older than this may not arrive in time.
const STALE_SECONDS: i64 = 240;

/// Makes requests of a merchant's calls.
pub(super) struct Signer {
    shop: Arc<Shop>,
    config: Config,
    /// `Host`, and what else every request says alike.
    common: String,
    /// The control API's token, as a header.
    token: String,
    nonces: AtomicU64,
    run: String,
}

/// A request as it goes over the wire.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) bytes: Vec<u8>,
    signed_at: Option<i64>,
}

impl Prepared {
    /// Whether its signature would come too late.
    pub(super) fn is_stale(&self, now: i64) -> bool {
        self.signed_at.is_some_and(|at| now - at > STALE_SECONDS)
    }
}

/// All that one turn sends.
#[derive(Debug)]
pub(super) struct Turn {
    /// The order that it is about.
    pub(super) order: u64,
    pub(super) requests: Vec<(Operation, Prepared)>,
}

impl Signer {
    /// For this merchant's keys. `host` is the server's, `run` makes nonces unlike those of other runs.
    pub(super) fn new(shop: Arc<Shop>, config: Config, host: &str, token: Option<&str>, run: &str) -> Self {
        let common = format!(
            "Host: {host}\r\nAccept: application/json\r\nUser-Agent: payscore-bench/{}\r\n",
            env!("CARGO_PKG_VERSION")
        );
        let token = token.map_or(String::new(), |token| format!("Authorization: Bearer {token}\r\n"));
        Self { shop, config, common, token, nonces: AtomicU64::new(0), run: run.to_owned() }
    }

    /// Now, as signatures are dated.
    pub(super) fn now(&self) -> i64 {
        self.config.now()
    }

    /// This operation on the order of this index.
    pub(super) fn prepare(&self, operation: Operation, index: u64) -> Prepared {
        let call = self.shop.call(operation, index);
        let Call { method, target, body } = &call;
        let (now, signed) = (self.now(), operation.is_signed());
        let authorization = if signed { self.authorize(&call, now) } else { self.token.clone() };
        let bytes = format!(
            "{method} {target} HTTP/1.1\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n{authorization}\r\n{body}",
            self.common,
            body.len()
        );
        Prepared { bytes: bytes.into_bytes(), signed_at: signed.then_some(now) }
    }

    fn authorize(&self, Call { method, target, body }: &Call, timestamp: i64) -> String {
        let nonce_str = format!("{}x{:x}", self.run, self.nonces.fetch_add(1, Ordering::Relaxed));
        let key = self.config.private_key();
        let signed = message::request(method, target, timestamp, &nonce_str, body.as_bytes());
        let authorization = Authorization {
            algorithm: key.algorithm(),
            mchid: self.config.mchid().to_owned(),
            nonce_str,
            signature: key.sign(&signed),
            timestamp,
            serial_no: self.config.serial_no().to_owned(),
        };
        format!("Authorization: {}\r\n", authorization.format())
    }

    /// A turn for each of these orders, prepared by all cores. Ends early, with those it has, when `stop` is set.
    pub(super) fn prepare_all(
        &self,
        operations: &[Operation],
        orders: &[u64],
        done: &AtomicU64,
        stop: &AtomicBool,
    ) -> Vec<Turn> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let part = orders.len().div_ceil(threads).max(1);
        let prepare = |part: &[u64]| -> Vec<Turn> {
            part.iter()
                .take_while(|_| !stop.load(Ordering::Relaxed))
                .map(|order| {
                    let request = |operation: &Operation| (*operation, self.prepare(*operation, *order));
                    let requests = operations.iter().map(request).collect();
                    done.fetch_add(1, Ordering::Relaxed);
                    Turn { order: *order, requests }
                })
                .collect()
        };
        std::thread::scope(|scope| {
            let parts: Vec<_> = orders.chunks(part).map(|part| scope.spawn(move || prepare(part))).collect();
            // A panic in there has been reported; what the others made is whole.
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        })
    }
}
