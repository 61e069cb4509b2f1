//! What of the outbox is due: merchant by merchant, and never more of it than is asked for.
//!
//! Walks end where the caller has enough, not with a LIMIT: each value of a bound one makes SQLite prepare the statement
//! anew.

use super::reader::Readers;
use crate::rows::NotificationRow;
use crate::schema::notifications;
use crate::{DueNotifications, StoreError};
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use payscore_domain::{Mchid, Moment, Notification};

impl Readers {
    /// From merchant to merchant by the index: what lies between is skipped.
    pub(super) fn merchants_owed(&self) -> Result<Vec<(Mchid, Moment)>, StoreError> {
        let found = self.read(|connection| {
            let mut found: Vec<(String, i64)> = Vec::new();
            while let Some(next) = after(connection, found.last().map_or("", |(mchid, _)| mchid))? {
                found.push(next);
            }
            Ok(found)
        })?;
        Ok(found.into_iter().map(|(mchid, due)| (mchid.into(), Moment::from_unix(due))).collect())
    }

    pub(super) fn due_notifications(&self, now: Moment, limit: i64) -> Result<Vec<Notification>, StoreError> {
        let limit = usize::try_from(limit).unwrap_or_default();
        let owed = self.merchants_owed()?;
        let found = self.read(|connection| {
            connection.transaction(|connection| {
                let mut places = Vec::new();
                for (mchid, _) in owed.iter().filter(|(_, due)| *due <= now) {
                    let of_theirs = walk(connection, mchid, &[], limit)?;
                    places.extend(of_theirs.into_iter().filter(|(due, _)| *due <= now.unix()));
                }
                places.sort_unstable();
                places.truncate(limit);
                rows(connection, &places)
            })
        })?;
        found.into_iter().map(|(_, row)| row.try_into()).collect()
    }

    pub(super) fn due_notifications_of(
        &self,
        mchid: &Mchid,
        now: Moment,
        under_way: &[i64],
        limit: usize,
    ) -> Result<DueNotifications, StoreError> {
        let (found, next) = self.read(|connection| {
            // At one moment: between two, SQLite locks anew, and forgets its pages where the writer has been at work.
            connection.transaction(|connection| {
                // One more: when to look again.
                let mut places = walk(connection, mchid, under_way, limit.saturating_add(1))?;
                let due = places.iter().take(limit).take_while(|(due, _)| *due <= now.unix()).count();
                let next = places.get(due).map(|(due, _)| Moment::from_unix(*due));
                places.truncate(due);
                Ok((rows(connection, &places)?, next))
            })
        })?;
        let read = |(row, notification): (i64, NotificationRow)| Ok((row, notification.try_into()?));
        Ok(DueNotifications { due: found.into_iter().map(read).collect::<Result<_, StoreError>>()?, next })
    }
}

/// The next merchant who is owed something, and since when.
fn after(connection: &mut SqliteConnection, mchid: &str) -> QueryResult<Option<(String, i64)>> {
    notifications::table
        .filter(notifications::due.is_not_null())
        .filter(notifications::mchid.gt(mchid))
        .select((notifications::mchid, notifications::due.assume_not_null()))
        .order((notifications::mchid, notifications::due))
        .load_iter::<(String, i64), DefaultLoadingMode>(connection)?
        .next()
        .transpose()
}

/// The first places of a merchant's outbox, by moment and row, without what is under way. Only the index is read.
fn walk(
    connection: &mut SqliteConnection,
    mchid: &Mchid,
    under_way: &[i64],
    most: usize,
) -> QueryResult<Vec<(i64, i64)>> {
    let places = notifications::table
        .filter(notifications::due.is_not_null())
        .filter(notifications::mchid.eq(mchid.as_str()))
        .select((notifications::due.assume_not_null(), notifications::row))
        .order((notifications::due, notifications::row))
        .load_iter::<(i64, i64), DefaultLoadingMode>(connection)?;
    let wanted = |place: &QueryResult<(i64, i64)>| !matches!(place, Ok((_, row)) if under_way.contains(row));
    places.filter(wanted).take(most).collect()
}

/// What stands at these places, in the transaction that found them.
fn rows(connection: &mut SqliteConnection, places: &[(i64, i64)]) -> QueryResult<Vec<(i64, NotificationRow)>> {
    let read = |(_, row): &(i64, i64)| {
        let notifications =
            notifications::table.filter(notifications::row.eq(row)).select(NotificationRow::as_select());
        Ok((*row, notifications.get_result(connection)?))
    };
    places.iter().map(read).collect()
}
