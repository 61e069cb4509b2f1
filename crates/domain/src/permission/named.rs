//! How a call says whose authorization it means.

use super::Permission;
use crate::ids::{AuthorizationCode, OpenId};
use crate::rejection::Rejection;

/// The ways to name a user's authorization. One is asked for; several are accepted while they agree.
#[derive(Debug, Clone, Copy, Default)]
pub struct UserKeys<'a> {
    /// The merchant's number for it.
    pub authorization_code: Option<&'a AuthorizationCode>,
    /// The user.
    pub openid: Option<&'a OpenId>,
    /// The user, as the sub-merchant's application sees it.
    pub sub_openid: Option<&'a OpenId>,
    /// Whether that application is named as well.
    pub has_sub_appid: bool,
}

impl UserKeys<'_> {
    /// Refuses a call that names nobody, or two users, or a sub-merchant's user without the application.
    pub fn check(&self) -> Result<(), Rejection> {
        if self.authorization_code.is_none() && self.openid().is_none() {
            return Err(Rejection::UserNotNamed);
        }
        if self.sub_openid.is_some() && !self.has_sub_appid {
            return Err(Rejection::SubAppidMissing);
        }
        match (self.openid, self.sub_openid) {
            (Some(one), Some(other)) if one != other => Err(Rejection::UserNamedTwice),
            _ => Ok(()),
        }
    }

    /// The user: test users have the same openid under every application.
    pub fn openid(&self) -> Option<&OpenId> {
        self.openid.or(self.sub_openid)
    }

    /// Refuses where the authorization found by its number is another user's than the one named with it.
    pub fn check_found(&self, permission: &Permission) -> Result<(), Rejection> {
        match self.openid() {
            Some(openid) if permission.openid.as_ref() != Some(openid) => Err(Rejection::UserNamedTwice),
            _ => Ok(()),
        }
    }
}
