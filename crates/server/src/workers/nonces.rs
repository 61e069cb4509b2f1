//! Has the disk keep, now and then, which nonces were used. A process that ends before loses none; a machine, a second's.

use crate::app::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

const PERIOD: Duration = Duration::from_secs(1);

/// Runs until told to stop, and once more then.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut stopped = false;
    while !stopped {
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            _ = stop.wait_for(|stop| *stop) => stopped = true,
        }
        if app.nonces.is_dirty() {
            let app = app.clone();
            // A disk takes longer than a thread that serves requests has.
            let _ = tokio::task::spawn_blocking(move || app.nonces.flush()).await;
        }
    }
}
