//! A service that a user authorizes once: asked by a pre-authorization, or of their own accord.

use super::Phone;
use super::money::time;
use super::words::{Phrase, phrase};
use crate::app::App;
use crate::console::{Ui, render};
use crate::control::ControlError;
use crate::permissions;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use payscore_domain::permission::{Closer, State as Standing};
use payscore_domain::{OpenId, Permission, Service, ServiceId, ServiceKind};
use serde::Deserialize;
use std::sync::Arc;

/// An authorization as its user sees it.
#[derive(Template)]
#[template(path = "phone/service.html")]
struct ServiceScreen {
    ui: Ui,
    phone: Phone,
    mchid: String,
    service_id: String,
    kind: Option<Phrase>,
    /// Absent where nobody asked for it.
    code: Option<String>,
    out_request_no: Option<String>,
    openid: Option<OpenId>,
    stage: Stage,
}

enum Stage {
    /// Can be given.
    Asked,
    /// Could, but what opens its page is over.
    Stale,
    Given {
        at: String,
    },
    Ended {
        at: String,
        by: Phrase,
        /// Whether it can be given again.
        again: bool,
    },
}

impl Stage {
    fn word(&self) -> Phrase {
        match self {
            Self::Asked => phrase("待授权", "To authorize"),
            Self::Stale => phrase("页面已失效", "The page is over"),
            Self::Given { .. } => phrase("已授权", "Authorized"),
            Self::Ended { .. } => phrase("已解除授权", "No longer authorized"),
        }
    }

    fn of(app: &App, permission: &Permission) -> Self {
        let token = permission.token.as_ref().map(|token| token.expires_at() >= app.clock.service());
        match (permission.state, &permission.closing) {
            (Standing::Available, _) => Self::Given { at: permission.opened_at.map(time).unwrap_or_default() },
            (Standing::Unavailable, Some(closing)) => {
                let by = match closing.by {
                    Closer::User => phrase("用户解除", "By the user"),
                    Closer::Merchant { .. } => phrase("商户解除", "By the merchant"),
                    Closer::Newer { .. } => phrase("有新的授权", "A newer one took its place"),
                };
                Self::Ended { at: time(closing.at), by, again: token == Some(true) }
            }
            _ if token == Some(true) => Self::Asked,
            _ => Self::Stale,
        }
    }
}

/// What the orders of a service are.
pub(super) fn kind_of(service: &Service) -> Phrase {
    match service.kind {
        ServiceKind::ServiceOrder => phrase("服务订单", "Service orders"),
        ServiceKind::SmartRetail => phrase("智慧零售", "Smart retail"),
        ServiceKind::PayAfter => phrase("先享后付", "Pay after"),
        ServiceKind::AcquiringBank => phrase("从业机构", "Acquiring institution"),
        ServiceKind::Oversea => phrase("境外服务", "Abroad"),
        ServiceKind::Plan => phrase("支付分计划", "Plans"),
    }
}

/// `GET …/phone/permissions/{mchid}/{authorization_code}`
pub(super) async fn asked(
    ui: Ui,
    phone: Phone,
    State(app): State<Arc<App>>,
    Path((mchid, code)): Path<(String, String)>,
) -> Result<Html<String>, ControlError> {
    let account = app.merchants.get(&mchid);
    let account = account.ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")))?;
    let stored = permissions::by_code(&app, &account, &code.as_str().into()).await?;
    let permission =
        stored.ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no authorization {code}")))?.record;
    let service_id = permission.terms.service_id.clone();
    let service = account.merchant.services.iter().find(|service| service.service_id == service_id);
    render(&ServiceScreen {
        ui,
        phone,
        mchid,
        kind: service.map(kind_of),
        service_id: service_id.to_string(),
        code: Some(code),
        out_request_no: None,
        openid: permission.openid.clone(),
        stage: Stage::of(&app, &permission),
    })
}

#[derive(Deserialize)]
pub(super) struct Unasked {
    out_request_no: Option<String>,
}

/// `GET …/phone/services/{mchid}/{service_id}?out_request_no=…`
pub(super) async fn unasked(
    ui: Ui,
    phone: Phone,
    State(app): State<Arc<App>>,
    Path((mchid, service_id)): Path<(String, String)>,
    Query(Unasked { out_request_no }): Query<Unasked>,
) -> Result<Response, ControlError> {
    let account = app.merchants.get(&mchid);
    let account = account.ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")))?;
    let service_id = ServiceId::from(service_id);
    let service = account.merchant.services.iter().find(|service| service.service_id == service_id);
    let service = service
        .filter(|service| !service.needs_user_confirm)
        .ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no service {service_id} to authorize")))?;
    let given = permissions::of_user(&app, &account, &service_id, &phone.openid).await?;
    if let Some(stored) = given.filter(|stored| stored.record.is_in_force()) {
        let code = super::link::encoded(stored.record.terms.authorization_code.as_str());
        return Ok(Redirect::to(&format!("{}/permissions/{mchid}/{code}", super::HOME)).into_response());
    }
    let screen = ServiceScreen {
        ui,
        phone,
        mchid,
        kind: Some(kind_of(service)),
        service_id: service_id.to_string(),
        code: None,
        out_request_no,
        openid: None,
        stage: Stage::Asked,
    };
    Ok(render(&screen)?.into_response())
}
