//! Whether authorizations are as users left them.

use super::Finding;
use crate::store::{Row, State};
use payscore_domain::permission::Event;
use payscore_domain::{Permission, Record, RecordEvent};
use std::collections::{BTreeMap, BTreeSet};

/// What was answered to be over is over; what is in force is the only one of its user and service; and each is what its
/// timeline tells.
pub(super) fn stand(disk: &State, closed: &BTreeSet<(String, String)>) -> Finding {
    let mut in_force = BTreeMap::new();
    for (key, row) in disk.all() {
        let Record::Permission(permission) = &row.stored.record else { continue };
        follows(permission, row)?;
        let code = &key.number;
        if !permission.is_in_force() {
            continue;
        }
        if closed.contains(&(key.mchid.to_string(), code.clone())) {
            return Err(format!("authorization {code}: it was answered to be over, and is in force"));
        }
        let whose = (&key.mchid, &permission.terms.service_id, &permission.openid);
        if let Some(other) = in_force.insert(whose, code) {
            return Err(format!("authorizations {other} and {code}: both are in force, of one user and service"));
        }
    }
    Ok(())
}

/// Openings and ends take turns, and the record is as the last of them left it.
fn follows(permission: &Permission, row: &Row) -> Finding {
    let code = &permission.terms.authorization_code;
    let opened = |event: &RecordEvent| match event {
        RecordEvent::Permission(Event::Opened { .. }) => Some(true),
        RecordEvent::Permission(Event::Closed(_)) => Some(false),
        _ => None,
    };
    let turns: Vec<bool> = row.timeline.iter().filter_map(|line| opened(&line.event)).collect();
    if turns.windows(2).any(|two| two[0] == two[1]) {
        return Err(format!("authorization {code}: twice the same in a row: {turns:?}"));
    }
    // One that was there from the beginning was opened by nobody.
    if turns.last().copied().unwrap_or(true) != permission.is_in_force() {
        return Err(format!(
            "authorization {code}: in force: {}, and its timeline: {turns:?}",
            permission.is_in_force()
        ));
    }
    Ok(())
}
