//! `/_payscore/console/phone…`: a simulated WeChat screen, on which a test user confirms, authorizes, signs and pays.
//!
//! Each screen shows a record as it stands; its buttons call the control API (`assets/phone.js` shows what that answers).

mod home;
mod link;
pub(super) mod money;
mod order;
mod paper;
mod service;
mod sign_plan;
mod users;
mod words;

use crate::app::App;
use crate::control::ControlError;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::routing::get;
use http::request::Parts;
pub(super) use link::{PhoneLink, Reach};
use payscore_domain::OpenId;
use std::sync::Arc;
use users::Person;

/// The phone's home.
const HOME: &str = "/_payscore/console/phone";

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route(HOME, get(home::show))
        .route("/_payscore/console/phone/orders/{mchid}/{out_order_no}", get(order::show))
        .route("/_payscore/console/phone/permissions/{mchid}/{authorization_code}", get(service::asked))
        .route("/_payscore/console/phone/services/{mchid}/{service_id}", get(service::unasked))
        .route("/_payscore/console/phone/sign-plans/{mchid}/{merchant_sign_plan_no}", get(sign_plan::show))
        .route("/_payscore/console/phone/users/{openid}", get(users::choose))
}

/// What every screen has around it; templates have it as `phone`.
pub(super) struct Phone {
    /// Whose it could be.
    people: Vec<Person>,
    /// Whose it is.
    openid: OpenId,
    /// This screen.
    link: PhoneLink,
}

impl Phone {
    /// Whose it is.
    fn owner(&self) -> Option<&Person> {
        self.people.iter().find(|person| person.chosen)
    }

    /// Whether something is for somebody else.
    fn is_for_another(&self, openid: &OpenId) -> bool {
        *openid != self.openid
    }
}

impl FromRequestParts<Arc<App>> for Phone {
    type Rejection = ControlError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ControlError> {
        let (people, openid) = users::all(app, &parts.headers)?;
        let here = parts.uri.path_and_query().map_or(HOME, |here| here.as_str());
        Ok(Self { people, openid, link: PhoneLink::to(app, here.to_owned()) })
    }
}
