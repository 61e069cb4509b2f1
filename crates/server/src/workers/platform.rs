//! Replaces the platform's keys: phases that fall due, and those that are ordered.

use super::LONGEST_SLEEP;
use crate::app::App;
use crate::identity::{IdentityError, Merchants, Order, Platform, PlatformIdentity, RotateError};
use crate::live::Topic;
use crate::nodes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Runs until told to stop.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = catch_up(&app).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the platform's keys could not be replaced");
        }
        // What failed is tried again after the longest sleep only: a full disk should not be given a key a second.
        let left = app.platform.seconds_left(app.clock.now()).filter(|seconds| *seconds > 0);
        let sleep = left.and_then(|seconds| u64::try_from(seconds).ok()).map_or(LONGEST_SLEEP, Duration::from_secs);
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            () = app.alarms.platform.notified() => {}
            () = tokio::time::sleep(sleep.min(LONGEST_SLEEP)) => {}
        }
    }
}

/// Does what is due by now.
pub(crate) async fn catch_up(app: &Arc<App>) -> Result<(), IdentityError> {
    let changing = app.platform.changing.clone().lock_owned().await;
    let now = app.clock.now();
    if app.platform.seconds_left(now).is_none_or(|seconds| seconds > 0) {
        return Ok(());
    }
    if let Some(shared) = app.store.shared() {
        // Another server may have done it meanwhile: then nothing is due on the copy.
        let catch_up = |app: &App, platform: &Platform, merchants: &Merchants| {
            platform.catch_up(app.clock.now(), &*app.entropy)?;
            merchants.tell_of_platform(platform)
        };
        return nodes::identity::change(app, shared, catch_up).await;
    }
    blocking(app, move |app| {
        let _until_all_is_done = changing;
        if app.platform.catch_up(now, &*app.entropy)? {
            tell_merchants(app);
        }
        Ok(())
    })
    .await
}

/// Does as ordered, and whatever of that was due anyway before.
pub(crate) async fn rotate(app: &Arc<App>, identity: PlatformIdentity, order: Order) -> Result<(), RotateError> {
    catch_up(app).await?;
    let changing = app.platform.changing.clone().lock_owned().await;
    if let Some(shared) = app.store.shared() {
        let rotate = move |app: &App, platform: &Platform, merchants: &Merchants| {
            platform.rotate(identity, order, app.clock.now(), &*app.entropy)?;
            merchants.tell_of_platform(platform).map_err(RotateError::from)
        };
        nodes::identity::change(app, shared, rotate).await?;
        return Ok(nodes::settle(app).await?);
    }
    let now = app.clock.now();
    blocking(app, move |app| {
        let _until_all_is_done = changing;
        let done = app.platform.rotate(identity, order, now, &*app.entropy);
        tell_merchants(app);
        app.alarms.platform.notify_one();
        done
    })
    .await
}

/// Key generation and files take longer than a thread that serves requests has.
async fn blocking<T: Send + 'static>(app: &Arc<App>, work: impl FnOnce(&App) -> T + Send + 'static) -> T {
    let app = app.clone();
    let done = tokio::task::spawn_blocking(move || work(&app)).await;
    done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// The new keys are in force already, and a restart tells the merchants, too: a folder that cannot be written stops
/// nothing.
fn tell_merchants(app: &App) {
    app.live.changed(Topic::Platform);
    if let Err(error) = app.merchants.tell_of_platform(&app.platform) {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a merchant's folder still names the platform's old keys"
        );
    }
}
