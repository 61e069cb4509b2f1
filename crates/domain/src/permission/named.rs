//! How a call says whose authorization it means.

use crate::ids::{AuthorizationCode, OpenId};
use crate::merchant::Merchant;
use crate::rejection::Rejection;
use crate::user::User;

/// A user, as the merchant's or the sub-merchant's application sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedUser {
    /// By `openid`.
    Openid(OpenId),
    /// By `sub_openid`.
    SubOpenid(OpenId),
}

impl NamedUser {
    /// Refuses a user named in no way or two ways, and one named under no application.
    pub fn new(openid: Option<&str>, sub_openid: Option<&str>, sub_appid: Option<&str>) -> Result<Self, Rejection> {
        match (openid, sub_openid, sub_appid) {
            (Some(openid), None, _) => Ok(Self::Openid(openid.into())),
            (None, Some(sub_openid), Some(_)) => Ok(Self::SubOpenid(sub_openid.into())),
            (None, Some(_), None) => Err(Rejection::SubAppidMissing),
            (None, None, _) | (Some(_), Some(_), _) => Err(Rejection::OpenidChoice),
        }
    }

    /// The user so named.
    pub fn of<'a>(&self, merchant: &'a Merchant) -> Result<&'a User, Rejection> {
        match self {
            Self::Openid(openid) => merchant.user(openid),
            Self::SubOpenid(sub_openid) => merchant.sub_user(sub_openid),
        }
    }
}

/// Whose authorization an assessment is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The one of this number.
    Code(AuthorizationCode),
    /// This user's.
    User(NamedUser),
}

impl Whose {
    /// Refuses an authorization named by its number and by its user, or by neither.
    pub fn new(
        authorization_code: Option<&str>,
        openid: Option<&str>,
        sub_openid: Option<&str>,
        sub_appid: Option<&str>,
    ) -> Result<Self, Rejection> {
        match authorization_code {
            Some(code) if openid.is_none() && sub_openid.is_none() => Ok(Self::Code(code.into())),
            None if openid.is_some() || sub_openid.is_some() => {
                NamedUser::new(openid, sub_openid, sub_appid).map(Self::User)
            }
            _ => Err(Rejection::PermissionChoice),
        }
    }
}
