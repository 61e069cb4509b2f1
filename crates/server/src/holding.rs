//! Whether notifications are held back as they fall due, so that they can be looked at, and let go in any order.

use crate::nodes::Settings;
use payscore_store::{Store, StoreError};
use std::sync::atomic::{AtomicBool, Ordering};

const SETTING: &str = "notifications.holding";

/// The switch. It outlives a restart: what somebody holds back must not go out because of one.
pub(crate) struct Holding(AtomicBool);

impl Holding {
    /// As it was left.
    pub(crate) async fn restore(store: &dyn Store) -> Result<Self, StoreError> {
        Ok(Self(AtomicBool::new(is_on(store.setting(SETTING).await?.as_ref()))))
    }

    /// As another server may have left it.
    pub(crate) fn take_over(&self, settings: &Settings) {
        self.0.store(is_on(settings.get(SETTING)), Ordering::SeqCst);
    }

    pub(crate) fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) async fn set(&self, on: bool, store: &dyn Store) -> Result<(), StoreError> {
        store.set_setting(SETTING, if on { "true" } else { "false" }).await?;
        self.0.store(on, Ordering::SeqCst);
        Ok(())
    }
}

fn is_on(kept: Option<&String>) -> bool {
    kept.is_some_and(|kept| kept == "true")
}
