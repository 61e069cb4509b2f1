//! Test authorizations, one for each row of the state table. They come about through commands, the way real ones do.

use super::*;
use crate::context::Context;
use crate::service_order::fixtures::service;
use crate::testing::{HOUR, at, candidate, ctx, user};
use crate::user::Behaviour;

pub(crate) fn terms() -> Terms {
    Terms::new("1230000109", "auth-1", "wxd678efh567hg6787", "500001")
}

pub(crate) fn terminate_command() -> Terminate {
    Terminate { reason: "用户注销".into() }
}

pub(crate) fn after(permission: &Permission, events: Result<Vec<Event>, Rejection>) -> Permission {
    let mut permission = permission.clone();
    events.expect("allowed").iter().for_each(|event| permission.apply(event));
    permission
}

pub(crate) fn asked() -> Permission {
    pre_authorize(terms(), &service(false), &ctx()).expect("allowed")
}

/// By the user whom test orders are for, half an hour after noon.
pub(crate) fn opened() -> Permission {
    let user = user(Behaviour::PaysAtOnce);
    after(&asked(), open(&asked(), &candidate(&user), &at(HOUR / 2)))
}

/// As [`opened`], without having been asked.
pub(crate) fn own_accord() -> Permission {
    let user = user(Behaviour::PaysAtOnce);
    let given = authorize(terms(), None, &service(false), &candidate(&user), &ctx()).expect("allowed");
    let (permission, events) = given.expect("the user does not decline");
    after(&permission, Ok(events))
}

pub(crate) fn closed() -> Permission {
    let user = user(Behaviour::PaysAtOnce);
    after(&opened(), close(&opened(), &user, &at(HOUR)))
}

pub(crate) fn terminated() -> Permission {
    after(&opened(), terminate(&opened(), &terminate_command(), 0, &at(HOUR)))
}

pub(crate) fn superseded() -> Permission {
    after(&opened(), Ok(supersede(&opened(), &"auth-2".into(), &at(HOUR))))
}

/// Asked for again after its end.
pub(crate) fn asked_again(ctx: &Context) -> Permission {
    after(&closed(), repeat(&closed(), &terms(), ctx))
}
