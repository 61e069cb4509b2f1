//! Finding authorizations.

use crate::app::App;
use crate::engine;
use crate::identity::Account;
use crate::refusal::Refusal;
use payscore_domain::{AuthorizationCode, OpenId, Permission, Record, RecordKey, RecordKind, ServiceId};
use payscore_store::Stored;

/// How many of a user's authorizations are read at once.
const PAGE: i64 = 16;

/// The authorization of this number.
pub(crate) async fn by_code(
    app: &App,
    account: &Account,
    code: &AuthorizationCode,
) -> Result<Option<Stored<Permission>>, Refusal> {
    find(app, account, &Permission::key_of(&account.merchant.mchid, code)).await
}

async fn find(app: &App, account: &Account, key: &RecordKey) -> Result<Option<Stored<Permission>>, Refusal> {
    Ok(engine::find_record(app, account, key).await?.and_then(Stored::into_permission))
}

/// What a user has authorized of a service: the authorization in force, else the one that last was.
pub(crate) async fn of_user(
    app: &App,
    account: &Account,
    service_id: &ServiceId,
    openid: &OpenId,
) -> Result<Option<Stored<Permission>>, Refusal> {
    let handle = Permission::of_user(service_id, openid);
    let newest = engine::find_by_handle(app, account, RecordKind::Permission, &handle).await?;
    let Some(newest) = newest.and_then(Stored::into_permission) else { return Ok(None) };
    if newest.record.is_in_force() {
        return Ok(Some(newest));
    }
    // Asked for earlier, it may have been given later.
    let (mchid, mut latest, mut before) = (&account.merchant.mchid, newest.record.clone(), None);
    loop {
        let page = app.store.records_by_handle(mchid, RecordKind::Permission, &handle, before, PAGE).await?;
        before = page.last().map(|last| last.row);
        for listed in page {
            let Record::Permission(permission) = listed.record else { continue };
            if permission.is_in_force() {
                return find(app, account, &permission.key()).await;
            }
            if permission.touched_at() > latest.touched_at() {
                latest = *permission;
            }
        }
        if before.is_none() {
            return if latest == newest.record { Ok(Some(newest)) } else { find(app, account, &latest.key()).await };
        }
    }
}
