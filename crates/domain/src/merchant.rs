//! Merchants and their PayScore services: who may use what.

use crate::fen::Fen;
use crate::ids::{Appid, Mchid, OpenId, ServiceId};
use crate::rejection::Rejection;
use crate::user::User;
use serde::{Deserialize, Serialize};

/// The family of orders that a service is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceKind {
    /// `/v3/payscore/serviceorder` and its partner twin.
    ServiceOrder,
    /// `/v3/payscore/smartretail-orders`.
    SmartRetail,
    /// `/v3/payscore/payafter-orders`.
    PayAfter,
}

/// A PayScore service that a merchant has been granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The service.
    pub service_id: ServiceId,
    /// What it is for.
    pub kind: ServiceKind,
    /// The most that one order may put at risk or cost, in fen.
    pub risk_cap: Fen,
    /// Whether a user confirms each order (otherwise one authorization serves for all).
    pub needs_user_confirm: bool,
}

/// The merchant number on whose behalf a provider calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubMerchant {
    /// The sub-merchant's number.
    pub mchid: Mchid,
    /// The sub-merchant's application.
    pub appid: Appid,
}

/// A merchant number with all that its calls are checked against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merchant {
    /// The merchant number; a provider's for partner calls.
    pub mchid: Mchid,
    /// The application bound to it.
    pub appid: Appid,
    /// The sub-merchant, where this is a provider.
    pub sub: Option<SubMerchant>,
    /// The services granted.
    pub services: Vec<Service>,
    /// The users that exist for it.
    pub users: Vec<User>,
}

impl Merchant {
    /// The service for a call with this application, or why there is none.
    pub fn service(&self, appid: &Appid, service_id: &ServiceId, kind: ServiceKind) -> Result<&Service, Rejection> {
        if *appid != self.appid {
            return Err(Rejection::AppidNotBound { appid: appid.clone(), mchid: self.mchid.clone() });
        }
        self.services
            .iter()
            .find(|service| service.service_id == *service_id && service.kind == kind)
            .ok_or_else(|| Rejection::ServiceNotGranted { service_id: service_id.clone() })
    }

    /// Whether a partner call's sub-merchant is one of this provider's.
    pub fn check_sub(&self, sub_mchid: &Mchid, sub_appid: Option<&Appid>) -> Result<(), Rejection> {
        let Some(sub) = self.sub.as_ref().filter(|sub| sub.mchid == *sub_mchid) else {
            return Err(Rejection::NotASubMerchant { sub_mchid: sub_mchid.clone() });
        };
        match sub_appid {
            Some(appid) if *appid != sub.appid => {
                Err(Rejection::AppidNotBound { appid: appid.clone(), mchid: sub.mchid.clone() })
            }
            _ => Ok(()),
        }
    }

    /// The user with this openid.
    pub fn user(&self, openid: &OpenId) -> Result<&User, Rejection> {
        self.users
            .iter()
            .find(|user| user.openid == *openid)
            .ok_or_else(|| Rejection::UnknownUser { openid: openid.clone() })
    }
}
