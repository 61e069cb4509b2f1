//! Whose phone it is: the test users, what each of them does, and the one chosen.

use super::words::{Phrase, phrase};
use crate::app::App;
use crate::control::ControlError;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use payscore_domain::{Behaviour, OpenId};
use serde::Deserialize;

const COOKIE: &str = "payscore_user";

/// A test user.
pub(super) struct Person {
    pub(super) openid: OpenId,
    /// Short.
    pub(super) name: Phrase,
    /// What to expect.
    pub(super) habit: Phrase,
    /// Whether it is this one's phone.
    pub(super) chosen: bool,
}

/// The users of all merchants, each once, and which of them was chosen: the first, where none was.
pub(super) fn all(app: &App, headers: &HeaderMap) -> Result<(Vec<Person>, OpenId), ControlError> {
    let mut people: Vec<Person> = Vec::new();
    for account in app.merchants.all() {
        for user in &account.merchant.users {
            if !people.iter().any(|person| person.openid == user.openid) {
                let (name, habit) = described(user.behaviour);
                people.push(Person { openid: user.openid.clone(), name, habit, chosen: false });
            }
        }
    }
    let wanted = crate::console::cookie(headers, COOKIE).unwrap_or_default();
    let at = people.iter().position(|person| person.openid.as_str() == wanted).unwrap_or(0);
    let chosen = people.get_mut(at).ok_or_else(|| ControlError::not_found("no merchant has test users"))?;
    chosen.chosen = true;
    let openid = chosen.openid.clone();
    Ok((people, openid))
}

fn described(behaviour: Behaviour) -> (Phrase, Phrase) {
    match behaviour {
        Behaviour::PaysAtOnce => (
            phrase("随时付款", "Pays at once"),
            phrase("确认后，首次扣款即成功。", "Confirms; the first deduction finds the money."),
        ),
        Behaviour::PaysOnThirdAttempt => (
            phrase("第三次才付", "Pays on the third attempt"),
            phrase("前两次扣款失败，第三次成功。", "The first two deductions fail, the third succeeds."),
        ),
        Behaviour::NeverHasBalance => (
            phrase("余额不足", "Never has balance"),
            phrase(
                "自动扣款永远失败，只能在手机上付款。",
                "No deduction ever succeeds: it takes a payment on this phone.",
            ),
        ),
        Behaviour::Declines => (
            phrase("总是拒绝", "Declines"),
            phrase("点确认也会变成拒绝。", "Turns everything down, even where you press confirm."),
        ),
        Behaviour::FailsAssessment => (
            phrase("评估不通过", "Fails the assessment"),
            phrase("综合评估不通过，不能开始使用。", "PayScore's assessment fails: nothing can be started."),
        ),
        Behaviour::TeenMode => (
            phrase("青少年模式", "Teen mode"),
            phrase("开启了青少年模式，不能使用先用后付。", "Is in teen mode, which keeps pay-after services shut."),
        ),
        Behaviour::HasOverdueOrders => (
            phrase("有逾期订单", "Has overdue orders"),
            phrase("有超时未支付的订单，不能再用。", "Owes for earlier orders, and may start nothing new."),
        ),
        Behaviour::NotAuthorized => (
            phrase("未授权", "Has authorized nothing"),
            phrase(
                "还没有授权任何服务，授权后与第一位相同。",
                "Has authorized no service yet; once done, pays at once.",
            ),
        ),
    }
}

#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

/// `GET …/phone/users/{openid}?back=…`: remembers the choice, and goes back to the screen.
pub(super) async fn choose(Path(openid): Path<String>, Query(Back { back }): Query<Back>) -> Response {
    let back = if back.starts_with(super::HOME) { back } else { super::HOME.to_owned() };
    let mut response = Redirect::to(&back).into_response();
    let is_plain = openid.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let cookie = format!("{COOKIE}={openid}; Path=/_payscore; Max-Age=31536000; SameSite=Lax");
    if let Some(cookie) = HeaderValue::from_str(&cookie).ok().filter(|_| is_plain) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
