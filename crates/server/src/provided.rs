//! What a merchant's test users have authorized without having been asked.

use crate::identity::Account;
use payscore_domain::{Moment, Permission, Record};
use payscore_store::{Change, CommitError, Store, StoreError, TimelineEntry, Write};
use std::sync::Arc;

/// Test users have authorized the services that need no confirmation, but for the one whose behaviour it is not to have.
pub(crate) async fn authorize_users(
    accounts: &[Arc<Account>],
    store: &dyn Store,
    now: Moment,
) -> Result<(), StoreError> {
    let mut commits = Vec::new();
    for account in accounts {
        for permission in account.merchant.provided_permissions(now) {
            // Whatever became of it since stands.
            if store.record(&permission.key()).await?.is_none() {
                commits.push(store.commit(creation(permission, now)));
            }
        }
    }
    // Queued together, they share a flush.
    for commit in commits {
        match commit.await {
            Ok(()) | Err(CommitError::Conflict) => {}
            Err(CommitError::Store(error)) => return Err(error),
        }
    }
    Ok(())
}

/// The same for a store that has nothing yet.
pub(crate) fn authorizations(accounts: &[Arc<Account>], now: Moment) -> Vec<Change> {
    let provided = accounts.iter().flat_map(|account| account.merchant.provided_permissions(now));
    provided.map(|permission| creation(permission, now)).collect()
}

fn creation(permission: Permission, now: Moment) -> Change {
    let new_handles = permission.handles();
    let record = Record::from(permission);
    let events = vec![TimelineEntry { at: now, event: record.created() }];
    let write = Write { record, read_version: None, events, new_handles };
    Change { writes: vec![write], ..Change::default() }
}
