//! The phone's home: what waits for its user, with all merchants; and what a package opens.

use super::link::encoded;
use super::paper::{Paper, Stage};
use super::service::kind_of;
use super::sign_plan::{PlanPaper, Stage as PlanStage};
use super::words::{Phrase, phrase};
use super::{HOME, Phone};
use crate::app::App;
use crate::console::{Ui, render};
use crate::control::ControlError;
use crate::identity::Account;
use crate::{launch, permissions};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use payscore_domain::{OpenId, Record, RecordKind, ServiceKind, SignPlan};
use payscore_store::RecordFilter;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Of each sort of thing, the newest.
const SHOWN: i64 = 20;
/// Orders that wait may be for others; so many are looked through.
const LOOKED_THROUGH: i64 = 100;

#[derive(Deserialize)]
pub(super) struct Opened {
    package: Option<String>,
}

/// `GET …/phone?package=…`
pub(super) async fn show(
    ui: Ui,
    phone: Phone,
    State(app): State<Arc<App>>,
    Query(Opened { package }): Query<Opened>,
) -> Result<Response, ControlError> {
    match package.as_deref().map(str::trim).filter(|package| !package.is_empty()) {
        Some(package) => open(ui, phone, &app, package).await,
        None => Ok(render(&gather(ui, phone, &app).await?)?.into_response()),
    }
}

#[derive(Template)]
#[template(path = "phone/closed.html")]
struct ClosedScreen {
    ui: Ui,
    phone: Phone,
    title: Phrase,
    /// The field, and what is wrong with it.
    mistakes: Vec<(String, String)>,
    /// The screen of what it once opened.
    of: Option<String>,
}

/// The screen that a package, a token or pasted parameters open; else why they do not.
async fn open(ui: Ui, phone: Phone, app: &App, package: &str) -> Result<Response, ControlError> {
    let answer = launch::scan(app, package).await?;
    if let Some(screen) = screen_of(&answer["opens"]) {
        return Ok(Redirect::to(&screen).into_response());
    }
    let text = |mistake: &Value, name: &str| mistake[name].as_str().unwrap_or_default().to_owned();
    let all = answer["mistakes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let title = title_of(all.first().map(|mistake| text(mistake, "mistake")).as_deref());
    let mistakes = all.iter().map(|mistake| (text(mistake, "field"), text(mistake, "issue"))).collect();
    let screen = ClosedScreen { ui, phone, title, mistakes, of: screen_of(&answer["of"]) };
    Ok(render(&screen)?.into_response())
}

/// Where what a launch opens is on the phone.
fn screen_of(page: &Value) -> Option<String> {
    let text = |name: &str| page[name].as_str().map(encoded);
    let mchid = text("mchid")?;
    match page["page"].as_str()? {
        "confirm_order" | "order_detail" => Some(format!("{HOME}/orders/{mchid}/{}", text("out_order_no")?)),
        "sign_plan" => Some(format!("{HOME}/sign-plans/{mchid}/{}", text("merchant_sign_plan_no")?)),
        "authorize" => Some(match (text("authorization_code"), text("out_request_no")) {
            (Some(code), _) => format!("{HOME}/permissions/{mchid}/{code}"),
            (None, Some(number)) => {
                format!("{HOME}/services/{mchid}/{}?out_request_no={number}", text("service_id")?)
            }
            (None, None) => format!("{HOME}/services/{mchid}/{}", text("service_id")?),
        }),
        _ => None,
    }
}

fn title_of(mistake: Option<&str>) -> Phrase {
    match mistake {
        Some("package_used" | "token_used") => phrase("该页面已使用过", "This was used already"),
        // As WeChat Pay words it where an API is called with such a one.
        Some("package_expired") => phrase("订单跳转信息已失效，请重新获取package", "The package has expired"),
        Some("token_expired") => phrase("预授权token已失效，请重新获取", "The token has expired"),
        Some("package_replaced" | "token_replaced") => phrase("已有更新的链接", "There is a newer one"),
        Some("package_unknown" | "token_unknown") => phrase("找不到对应的页面", "Nothing is opened by this"),
        _ => phrase("参数有误，无法打开", "The parameters are wrong"),
    }
}

#[derive(Template)]
#[template(path = "phone/home.html")]
struct HomeScreen {
    ui: Ui,
    phone: Phone,
    to_confirm: Vec<Paper>,
    to_pay: Vec<Paper>,
    in_use: Vec<Paper>,
    plans: Vec<PlanPaper>,
    asked: Vec<Authorization>,
    given: Vec<Authorization>,
    not_given: Vec<Authorization>,
}

/// A service that is, or could be, authorized.
struct Authorization {
    mchid: String,
    service_id: String,
    kind: Option<Phrase>,
    href: String,
}

async fn gather(ui: Ui, phone: Phone, app: &App) -> Result<HomeScreen, ControlError> {
    let now = app.clock.service();
    let openid = phone.openid.clone();
    let mut home = HomeScreen {
        to_confirm: waiting(app, &openid).await?,
        asked: asked(app).await?,
        ui,
        phone,
        to_pay: Vec::new(),
        in_use: Vec::new(),
        plans: Vec::new(),
        given: Vec::new(),
        not_given: Vec::new(),
    };
    for account in app.merchants.all() {
        for listed in app.store.orders_in_progress(&account.merchant.mchid, &openid, SHOWN).await? {
            if let Some(paper) = listed.record.as_order().map(|order| Paper::of(order, now)) {
                let list = if paper.stage.is_owed() { &mut home.to_pay } else { &mut home.in_use };
                list.push(paper);
            }
        }
        authorizations(app, &account, &openid, &mut home).await?;
        home.plans.extend(plans(app, &account, &openid).await?);
    }
    Ok(home)
}

/// Orders that this user could confirm.
async fn waiting(app: &App, openid: &OpenId) -> Result<Vec<Paper>, ControlError> {
    let now = app.clock.service();
    let created =
        RecordFilter { state: Some("CREATED".to_owned()), ..RecordFilter::newest(RecordKind::Order, LOOKED_THROUGH) };
    let listed = app.store.records(&created).await?;
    let papers = listed.records.iter().filter_map(|listed| listed.record.as_order()).map(|order| Paper::of(order, now));
    let theirs = papers.filter(|paper| {
        matches!(paper.stage, Stage::Waiting) && paper.openid.as_ref().is_none_or(|named| named == openid)
    });
    Ok(theirs.take(usize::try_from(SHOWN).unwrap_or_default()).collect())
}

/// Authorizations that merchants asked for, of whoever opens them.
async fn asked(app: &App) -> Result<Vec<Authorization>, ControlError> {
    let now = app.clock.service();
    let unbound =
        RecordFilter { state: Some("UNBINDUSER".to_owned()), ..RecordFilter::newest(RecordKind::Permission, SHOWN) };
    let listed = app.store.records(&unbound).await?;
    let open = listed.records.iter().filter_map(|listed| match &listed.record {
        Record::Permission(asked) if asked.token.as_ref().is_some_and(|token| token.expires_at() >= now) => Some(asked),
        _ => None,
    });
    Ok(open
        .map(|asked| Authorization {
            mchid: asked.terms.mchid.to_string(),
            service_id: asked.terms.service_id.to_string(),
            kind: None,
            href: permission_screen(asked.terms.mchid.as_str(), asked.terms.authorization_code.as_str()),
        })
        .collect())
}

fn permission_screen(mchid: &str, code: &str) -> String {
    format!("{HOME}/permissions/{}/{}", encoded(mchid), encoded(code))
}

/// The services of a merchant's that this user has authorized, and those that they could.
async fn authorizations(
    app: &App,
    account: &Account,
    openid: &OpenId,
    home: &mut HomeScreen,
) -> Result<(), ControlError> {
    let merchant = &account.merchant;
    if merchant.user(openid).is_err() {
        return Ok(());
    }
    let mchid = merchant.mchid.to_string();
    for service in merchant.services.iter().filter(|service| !service.needs_user_confirm) {
        let in_force = permissions::of_user(app, account, &service.service_id, openid).await?;
        let in_force = in_force.filter(|stored| stored.record.is_in_force());
        let href = match &in_force {
            Some(stored) => permission_screen(&mchid, stored.record.terms.authorization_code.as_str()),
            None => format!("{HOME}/services/{mchid}/{}", encoded(service.service_id.as_str())),
        };
        let (mchid, service_id) = (mchid.clone(), service.service_id.to_string());
        let list = if in_force.is_some() { &mut home.given } else { &mut home.not_given };
        list.push(Authorization { mchid, service_id, kind: Some(kind_of(service)), href });
    }
    Ok(())
}

/// The plans of a merchant's that this user has signed, or could.
async fn plans(app: &App, account: &Account, openid: &OpenId) -> Result<Vec<PlanPaper>, ControlError> {
    let (merchant, now) = (&account.merchant, app.clock.service());
    let mut plans = Vec::new();
    for service in merchant.services.iter().filter(|service| service.kind == ServiceKind::Plan) {
        let handle = SignPlan::of_user(&service.service_id, openid);
        let listed = app.store.records_by_handle(&merchant.mchid, RecordKind::SignPlan, &handle, None, SHOWN).await?;
        plans.extend(listed.into_iter().filter_map(|listed| match listed.record {
            Record::SignPlan(sign_plan) => Some(PlanPaper::of(&sign_plan, now)),
            _ => None,
        }));
    }
    plans.retain(|plan| matches!(plan.stage, PlanStage::ToSign | PlanStage::Signed));
    Ok(plans)
}
