//! What there is to say about an operation, taken from its declaration, from the rules and from what the tests saw:
//! fields in words, an example, how it is called from each SDK, what it refuses, and in which states.

pub(crate) mod fields;
mod literal;
pub(crate) mod refusals;
pub(crate) mod states;
pub(crate) mod styles;

use crate::app::App;
use crate::identity::Account;
use payscore_api::example::{Example, Given, example};
use payscore_api::operations;
use payscore_api::spec::OperationSpec;
use payscore_domain::{Behaviour, Service, ServiceKind};
use payscore_wire::rfc3339;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const DAY: i64 = 24 * 3600;
const HOUR: i64 = 3600;
/// Takes what nobody wants to be told.
const NOWHERE: &str = "https://example.com/notify";

/// The operation of this name.
pub(crate) fn named(name: &str) -> Option<&'static OperationSpec> {
    operations().find(|spec| spec.name == name)
}

/// Operations of one place in the URL, in the order of the catalogue.
pub(crate) struct Group {
    /// `/v3/payscore/serviceorder`
    pub(crate) place: String,
    pub(crate) operations: Vec<&'static OperationSpec>,
}

/// All operations, grouped as their URLs are.
pub(crate) fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for spec in operations() {
        let place = place(spec);
        match groups.iter_mut().find(|group| group.place == place) {
            Some(group) => group.operations.push(spec),
            None => groups.push(Group { place, operations: vec![spec] }),
        }
    }
    groups
}

/// The path up to what names one of many, or what is done with it.
fn place(spec: &OperationSpec) -> String {
    const FAMILIES: [&str; 7] = [
        "permissions",
        "serviceorder",
        "payafter-orders",
        "smartretail-orders",
        "payscore-plans",
        "user-sign-plans",
        "refunds",
    ];
    let mut place = String::new();
    for segment in spec.path.split('/').skip(1).take_while(|segment| !segment.starts_with('{')) {
        place = format!("{place}/{segment}");
        if FAMILIES.contains(&segment) {
            break;
        }
    }
    place
}

/// A path with its values, encoded.
pub(crate) fn path_of(spec: &OperationSpec, values: &[(&'static str, String)]) -> String {
    values.iter().fold(spec.path.to_owned(), |path, (name, value)| {
        path.replace(&format!("{{{name}}}"), &utf8_percent_encode(value, ENCODED).to_string())
    })
}

/// Whether only a provider can make this call.
pub(crate) fn is_for_providers(spec: &OperationSpec) -> bool {
    let segments = || spec.path.split('/');
    segments().any(|segment| ["partner", "acquiringbank", "oversea"].contains(&segment))
}

/// A service of the merchant that this operation is for.
fn service<'a>(spec: &OperationSpec, services: &'a [Service]) -> Option<&'a Service> {
    let has = |wanted: &str| spec.path.split('/').any(|segment| segment == wanted);
    let kind = match () {
        () if has("smartretail-orders") => ServiceKind::SmartRetail,
        () if has("payafter-orders") => ServiceKind::PayAfter,
        () if has("acquiringbank") => ServiceKind::AcquiringBank,
        () if has("oversea") => ServiceKind::Oversea,
        () if has("plan") || has("sign-plan") => ServiceKind::Plan,
        () => ServiceKind::ServiceOrder,
    };
    // Where users confirm each order there is nothing to authorize.
    let unconfirmed = ["permissions", "direct-complete", "servicepayondeliveryorder", "user-service-state"];
    let confirms = !unconfirmed.into_iter().any(has);
    let fits = |service: &&Service| service.kind == kind;
    services.iter().filter(fits).find(|service| service.needs_user_confirm == confirms).or(services.iter().find(fits))
}

/// An example of the operation's request as this merchant would make it now.
pub(crate) fn example_for(app: &App, spec: &'static OperationSpec, account: &Account) -> Example {
    let merchant = &account.merchant;
    let sub = merchant.sub.as_ref();
    let now = app.clock.service().unix();
    let user = merchant.users.iter().find(|user| user.behaviour == Behaviour::PaysAtOnce).or(merchant.users.first());
    example(
        spec,
        &Given {
            appid: merchant.appid.to_string(),
            service_id: service(spec, &merchant.services)
                .map(|service| service.service_id.to_string())
                .unwrap_or_default(),
            sub_mchid: sub.map(|sub| sub.mchid.to_string()).unwrap_or_default(),
            sub_appid: sub.map(|sub| sub.appid.to_string()).unwrap_or_default(),
            channel_id: sub.and_then(|sub| sub.channel_id.as_ref()).map(ToString::to_string).unwrap_or_default(),
            currency: sub.and_then(|sub| sub.currency.as_ref()).map(ToString::to_string).unwrap_or_default(),
            openid: user.map(|user| user.openid.to_string()).unwrap_or_default(),
            notify_url: account.settings().notify_url.unwrap_or_else(|| NOWHERE.to_owned()),
            number: format!("TRY-{}-{}", digits(now, 14), app.entropy.alphanumeric(4)),
            now: digits(now, 14),
            earlier: digits(now - HOUR, 14),
            later: digits(now + 2 * DAY, 8),
            yesterday: rfc3339::format(now - DAY).chars().take(10).collect(),
        },
    )
}

/// `yyyyMMddHHmmss` in Beijing, as much of it as is wanted.
fn digits(unix: i64, length: usize) -> String {
    rfc3339::format(unix).chars().filter(char::is_ascii_digit).take(length).collect()
}
