//! Rotations while merchants call: whoever keeps to the rules can verify every answer.

use super::{ANY, Follower};
use crate::shop::Shop;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{mpsc, watch};

const CALLERS: usize = 6;
const ROTATIONS: usize = 3;
const PHASES: [&str; 3] = ["announce", "switch", "retire"];

/// Calls without a pause; refreshes once in each phase, and says so, as a merchant with a timer does.
async fn call(
    mut follower: Follower,
    names_its_own: bool,
    mut phase: watch::Receiver<usize>,
    refreshed: mpsc::UnboundedSender<()>,
    verified: Arc<AtomicUsize>,
) {
    loop {
        // Unknown signers and wrong signatures panic.
        let request = follower.client.request("GET", ANY);
        let named = names_its_own.then(|| follower.newest.clone());
        let request = named.into_iter().fold(request, |request, serial| request.header("Wechatpay-Serial", serial));
        request.send().await;
        verified.fetch_add(1, Ordering::SeqCst);
        match phase.has_changed() {
            Ok(false) => {}
            Ok(true) => {
                phase.mark_unchanged();
                follower.refresh().await;
                if refreshed.send(()).is_err() {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_fails_to_verify() {
    let shop = Shop::open().await;
    let (enter, phase) = watch::channel(0);
    let (refreshed, mut refreshes) = mpsc::unbounded_channel();
    let verified = Arc::new(AtomicUsize::new(0));
    let callers: Vec<_> = (0..CALLERS)
        .map(|n| {
            let (phase, refreshed) = (phase.clone(), refreshed.clone());
            tokio::spawn(call(Follower::of(&shop), n % 2 == 0, phase, refreshed, verified.clone()))
        })
        .collect();
    drop((phase, refreshed));
    for number in 0..ROTATIONS * PHASES.len() {
        let done = shop.server.rotate_platform(PHASES[number % PHASES.len()]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        enter.send_replace(number);
        for _ in 0..CALLERS {
            refreshes.recv().await.expect("callers that verify every answer");
        }
    }
    drop(enter);
    for caller in callers {
        caller.await.expect("a caller to which nothing happened");
    }
    assert!(verified.load(Ordering::SeqCst) >= CALLERS * ROTATIONS * PHASES.len());
}
