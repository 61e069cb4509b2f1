//! The merchant's orders, in memory: what would be a table of its database.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Orders by their numbers. Whoever waits for a change is woken by it.
#[derive(Debug)]
pub struct Ledger<T> {
    orders: Mutex<BTreeMap<String, T>>,
    changed: watch::Sender<()>,
}

impl<T: Clone> Ledger<T> {
    /// The order as it stands.
    #[must_use]
    pub fn get(&self, number: &str) -> Option<T> {
        self.lock().get(number).cloned()
    }

    /// Writes down a new order; where there is one already, that one is kept, and given back with `false`.
    pub fn insert(&self, number: &str, order: T) -> (T, bool) {
        let mut orders = self.lock();
        if let Some(earlier) = orders.get(number) {
            return (earlier.clone(), false);
        }
        orders.insert(number.to_owned(), order.clone());
        self.changed.send_replace(());
        (order, true)
    }

    /// Changes an order, if there is one. Nobody sees or changes it meanwhile: a transaction.
    pub fn change<R>(&self, number: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let result = self.lock().get_mut(number).map(change);
        self.changed.send_replace(());
        result
    }

    /// Forgets an order, if it `fits`.
    pub fn remove_if(&self, number: &str, fits: impl FnOnce(&T) -> bool) {
        let mut orders = self.lock();
        if orders.get(number).is_some_and(fits) {
            orders.remove(number);
            self.changed.send_replace(());
        }
    }

    /// Waits until the order is there and `fits`.
    pub async fn wait_for(&self, number: &str, fits: impl Fn(&T) -> bool) -> T {
        let mut changes = self.changed.subscribe();
        loop {
            if let Some(order) = self.get(number).filter(&fits) {
                return order;
            }
            if changes.changed().await.is_err() {
                // Only once the sender is gone, and `self` has it.
                std::future::pending::<()>().await;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, T>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Ledger<T> {
    fn default() -> Self {
        Self { orders: Mutex::default(), changed: watch::Sender::new(()) }
    }
}
