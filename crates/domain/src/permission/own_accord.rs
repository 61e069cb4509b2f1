//! Authorize of one's own accord: the page was opened the older way, without a pre-authorization.

use super::{Event, Permission, Terms};
use crate::context::Context;
use crate::merchant::Service;
use crate::rejection::Rejection;
use crate::user::{Answer, Candidate};

/// A new authorization under a number that the merchant never learns, and what happens to it at once; `None` where the
/// user declines.
pub fn authorize(
    terms: Terms,
    out_request_no: Option<String>,
    service: &Service,
    candidate: &Candidate<'_>,
    ctx: &Context,
) -> Result<Option<(Permission, Vec<Event>)>, Rejection> {
    terms.check_service(service)?;
    Ok(match candidate.answer()? {
        Answer::No => None,
        Answer::Yes => {
            let opened = Event::Opened { openid: candidate.user.openid.clone(), at: ctx.now };
            let permission = Permission { pre_authorized: false, out_request_no, ..Permission::new(terms, ctx.now) };
            Some((permission, vec![opened]))
        }
    })
}
