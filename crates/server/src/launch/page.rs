//! Which order, authorization or plan the page would show.

use super::given::Given;
use super::mistake::Mistake;
use super::parameters::Form;
use crate::app::App;
use crate::engine;
use crate::identity::Account;
use crate::refusal::Refusal;
use payscore_domain::service_order::IssuedPackage;
use payscore_domain::{
    Handle, Moment, Order, OrderKey, Package, Permission, PermissionsToken, Record, RecordKind, Rejection, ServiceId,
    ServiceKind, SignPlan,
};
use payscore_wire::launch::BusinessType;
use payscore_wire::rfc3339;
use serde_json::{Value, json};
use std::sync::Arc;

/// The page, or what keeps it closed.
pub(super) type Page = Result<Value, Closed>;

/// Why a page does not open.
#[derive(Default)]
pub(super) struct Closed {
    pub(super) mistake: Option<Mistake>,
    /// The page that it once was, or was for somebody else.
    pub(super) of: Option<Value>,
}

/// What the user would see.
pub(super) async fn find(app: &App, business: BusinessType, given: &Given, form: Form) -> Result<Page, Refusal> {
    let account = match given.get("mch_id") {
        // Who that is has been said with the signature.
        Some(mchid) if form.is_signed() => match app.merchants.get(mchid) {
            Some(account) => Some(account),
            None => return Ok(Err(Closed::default())),
        },
        _ => None,
    };
    match (business, account) {
        (BusinessType::Detail, Some(account)) => detail(app, &account, given).await,
        (BusinessType::Enable, Some(account)) => Ok(enable(&account, given)),
        (BusinessType::Enable, None) => token(app, given).await,
        (business, account) => package(app, business, account.as_deref(), given).await,
    }
}

fn closed(name: &'static str, field: &str, issue: impl Into<String>) -> Page {
    Err(Closed { mistake: Some(Mistake::new(name, field, issue)), of: None })
}

/// The newest record that was ever found by this, whoever's it is.
async fn search(app: &App, kind: RecordKind, handle: &Handle) -> Result<Option<(Arc<Account>, Record)>, Refusal> {
    for account in app.merchants.all() {
        if let Some(stored) = engine::find_by_handle(app, &account, kind, handle).await? {
            return Ok(Some((account, stored.record)));
        }
    }
    Ok(None)
}

/// The order that a package opens or once opened, whoever's it is.
async fn search_order(app: &App, package: &Package) -> Result<Option<(Arc<Account>, Record)>, Refusal> {
    let Some(key) = package.order_key() else {
        return search(app, RecordKind::Order, &Order::by_package(package)).await;
    };
    let Some(account) = app.merchants.get(key.mchid.as_str()) else { return Ok(None) };
    let found = engine::find(app, &account, &key).await?;
    Ok(found.map(|stored| (account, stored.record.into())))
}

/// A page that a `package` opens: an order to confirm, or a plan to sign.
async fn package(app: &App, business: BusinessType, caller: Option<&Account>, given: &Given) -> Result<Page, Refusal> {
    let package = given.get("package").unwrap_or_default().into();
    let order = search_order(app, &package).await?;
    let plan = search(app, RecordKind::SignPlan, &SignPlan::by_package(&package)).await?;
    let Some((owner, record)) = order.or(plan) else {
        return Ok(closed(
            "package_unknown",
            "package",
            "nothing was ever answered with it: is it whole, and of this server?",
        ));
    };
    if let Some(caller) = caller.filter(|caller| caller.merchant.mchid != owner.merchant.mchid) {
        let issue = format!("it is of merchant {}, not of {}", owner.merchant.mchid, caller.merchant.mchid);
        return Ok(closed("package_of_another", "package", issue));
    }
    Ok(match &record {
        Record::Order(order) if business == BusinessType::Use => confirm_page(app, caller.is_some(), order, given),
        Record::SignPlan(plan) if business == BusinessType::Plan => {
            sign_page(app, plan, given.get("package").unwrap_or_default())
        }
        _ => {
            let right = if matches!(record, Record::Order(_)) { BusinessType::Use } else { BusinessType::Plan };
            closed("business_type", "businessType", format!("this package is for {right}, not for {business}"))
        }
    })
}

fn confirm_page(app: &App, signed: bool, order: &Order, given: &Given) -> Page {
    if order.kind() == ServiceKind::Oversea && !signed {
        return closed(
            "unsigned",
            "sign",
            "orders abroad are opened with signed parameters: mch_id, package, timestamp, nonce_str, sign_type, sign",
        );
    }
    order_page(app, order, given.get("package").unwrap_or_default())
}

fn order_page(app: &App, order: &Order, package: &str) -> Page {
    let OrderKey { mchid, out_order_no } = order.key();
    let page = json!({
        "page": "confirm_order",
        "mchid": mchid,
        "out_order_no": out_order_no,
        "state": order.state(),
        "link": format!("/_payscore/orders/{mchid}/{out_order_no}"),
    });
    let name = format!("order {out_order_no}");
    let current = order.package().map(Package::as_str);
    opens_with(page, check_package(app, &name, order.state(), current, expiry(order), package))
}

fn sign_page(app: &App, plan: &SignPlan, package: &str) -> Page {
    let (mchid, number) = (&plan.terms.mchid, &plan.terms.merchant_sign_plan_no);
    let page = json!({
        "page": "sign_plan",
        "mchid": mchid,
        "merchant_sign_plan_no": number,
        "state": plan.state.as_str(),
        "link": format!("/_payscore/sign-plans/{mchid}/{number}"),
    });
    let name = format!("sign plan {number}");
    let current = plan.package.as_ref().map(|issued| issued.package.as_str());
    opens_with(page, check_package(app, &name, plan.state.as_str(), current, plan.package_expires_at(), package))
}

/// The page, where nothing is wrong with what should open it.
fn opens_with(page: Value, mistake: Option<Mistake>) -> Page {
    match mistake {
        None => Ok(page),
        mistake => Err(Closed { mistake, of: Some(page) }),
    }
}

fn expiry(order: &Order) -> Option<Moment> {
    match order {
        Order::Service(order) => order.package.as_ref().map(IssuedPackage::expires_at),
        Order::Retail(_) => None,
    }
}

/// What is wrong with the package, if it is not the one that opens the page now.
fn check_package(
    app: &App,
    name: &str,
    state: &str,
    current: Option<&str>,
    expires: Option<Moment>,
    given: &str,
) -> Option<Mistake> {
    let wrong = |word, issue| Some(Mistake::new(word, "package", issue));
    match current {
        None => wrong("package_used", format!("it was used, or is of no use any more: {name} is {state}")),
        Some(current) if current != given => {
            wrong("package_replaced", format!("{name} was given a newer one when it was asked for again"))
        }
        Some(_) => {
            let since = rfc3339::format(expires.filter(|expires| *expires < app.clock.service())?.unix());
            wrong(
                "package_expired",
                format!(
                    "it opened {name} until {since}, on the service clock: create it again, as before, for a new one"
                ),
            )
        }
    }
}

/// An order to look at.
async fn detail(app: &App, account: &Account, given: &Given) -> Result<Page, Refusal> {
    let (number, service) = (given.get("out_order_no").unwrap_or_default(), given.get("service_id"));
    let key = OrderKey { mchid: account.merchant.mchid.clone(), out_order_no: number.into() };
    let Some(stored) = engine::find(app, account, &key).await? else {
        return Ok(closed("order_unknown", "out_order_no", format!("merchant {} has no order {number}", key.mchid)));
    };
    let order = stored.record;
    if Some(order.service_id().as_str()) != service {
        let issue = format!("order {number} is of service {}", order.service_id());
        return Ok(closed("service_differs", "service_id", issue));
    }
    let mchid = key.mchid;
    Ok(Ok(json!({
        "page": "order_detail",
        "mchid": mchid,
        "out_order_no": number,
        "state": order.state(),
        "link": format!("/_payscore/orders/{mchid}/{number}"),
    })))
}

/// A service to authorize, by the token of a pre-authorization.
async fn token(app: &App, given: &Given) -> Result<Page, Refusal> {
    const FIELD: &str = "apply_permissions_token";
    let token = given.get(FIELD).unwrap_or_default().into();
    let Some((_, Record::Permission(permission))) =
        search(app, RecordKind::Permission, &Permission::by_token(&token)).await?
    else {
        return Ok(closed(
            "token_unknown",
            FIELD,
            "no pre-authorization was answered with it: is it whole, and of this server?",
        ));
    };
    Ok(token_page(app, &permission, &token))
}

fn token_page(app: &App, permission: &Permission, token: &PermissionsToken) -> Page {
    const FIELD: &str = "apply_permissions_token";
    let (mchid, code) = (&permission.terms.mchid, &permission.terms.authorization_code);
    let page = json!({
        "page": "authorize",
        "mchid": mchid,
        "authorization_code": code,
        "service_id": permission.terms.service_id,
        "state": permission.state.as_str(),
        "link": format!("/_payscore/permissions/{mchid}/{code}"),
    });
    let wrong = |word, issue| Some(Mistake::new(word, FIELD, issue));
    let mistake = match &permission.token {
        None => wrong("token_used", format!("it was used: authorization {code} is {}", permission.state.as_str())),
        Some(issued) if issued.token != *token => {
            wrong("token_replaced", format!("authorization {code} was given a newer one when it was asked for again"))
        }
        Some(issued) if issued.expires_at() < app.clock.service() => {
            let since = rfc3339::format(issued.expires_at().unix());
            wrong("token_expired", format!("it opened authorization {code} until {since}, on the service clock"))
        }
        Some(_) => None,
    };
    opens_with(page, mistake)
}

/// What a text opens that is a package or a token, for whichever page.
pub(super) async fn bare(app: &App, text: &str) -> Result<Page, Refusal> {
    if let Some((_, Record::Order(order))) = search_order(app, &text.into()).await? {
        return Ok(order_page(app, &order, text));
    }
    if let Some((_, Record::SignPlan(plan))) =
        search(app, RecordKind::SignPlan, &SignPlan::by_package(&text.into())).await?
    {
        return Ok(sign_page(app, &plan, text));
    }
    let token = text.into();
    if let Some((_, Record::Permission(permission))) =
        search(app, RecordKind::Permission, &Permission::by_token(&token)).await?
    {
        return Ok(token_page(app, &permission, &token));
    }
    Ok(closed("package_unknown", "package", "nothing was ever answered with it: is it whole, and of this server?"))
}

/// A service to authorize, by its number: the older way.
fn enable(account: &Account, given: &Given) -> Page {
    let merchant = &account.merchant;
    let service_id: ServiceId = given.get("service_id").unwrap_or_default().into();
    match merchant.services.iter().find(|service| service.service_id == service_id) {
        None => closed("service_unknown", "service_id", Rejection::ServiceNotGranted { service_id }.to_string()),
        Some(service) if service.needs_user_confirm => {
            closed("nothing_to_authorize", "service_id", Rejection::NothingToAuthorize.to_string())
        }
        Some(_) => Ok(json!({
            "page": "authorize",
            "mchid": merchant.mchid,
            "out_request_no": given.get("out_request_no"),
            "service_id": service_id,
            // Whoever gives it there authorizes without a pre-authorization.
            "link": format!("/_payscore/users/{}/OPENID/authorize", merchant.mchid),
        })),
    }
}
