//! A plan: to sign, signed, over.

use super::Phone;
use super::money::{money, time};
use super::words::{Phrase, phrase};
use crate::app::App;
use crate::console::{Ui, render};
use crate::control::ControlError;
use crate::engine;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use payscore_domain::sign_plan::{CancelledBy, State as Standing, Usage};
use payscore_domain::{Moment, OpenId, RecordKey, RecordKind, SignPlan};
use payscore_store::Stored;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "phone/sign_plan.html")]
struct SignPlanScreen {
    ui: Ui,
    phone: Phone,
    plan: PlanPaper,
}

/// A sign plan as its user sees it.
pub(super) struct PlanPaper {
    pub(super) mchid: String,
    pub(super) number: String,
    pub(super) service_id: String,
    pub(super) name: String,
    pub(super) openid: Option<OpenId>,
    pub(super) stage: Stage,
    pub(super) until: String,
    pub(super) original: String,
    pub(super) actual: String,
    pub(super) details: Vec<Detail>,
}

/// One service of it.
pub(super) struct Detail {
    pub(super) name: String,
    pub(super) original: String,
    pub(super) actual: String,
    pub(super) description: Option<String>,
    pub(super) usage: Phrase,
}

/// How it stands.
pub(super) enum Stage {
    ToSign,
    /// Could be signed, but what opens its page is over.
    Stale,
    Signed,
    Complete,
    Cancelled(Phrase),
    Expired,
}

impl Stage {
    pub(super) fn word(&self) -> Phrase {
        match self {
            Self::ToSign => phrase("待签约", "To sign"),
            Self::Stale => phrase("页面已失效", "The page is over"),
            Self::Signed => phrase("已签约", "Signed"),
            Self::Complete => phrase("已全部使用", "All used"),
            Self::Cancelled(_) => phrase("已取消", "Cancelled"),
            Self::Expired => phrase("已过期", "Expired"),
        }
    }

    fn of(sign_plan: &SignPlan, now: Moment) -> Self {
        match sign_plan.state {
            Standing::Unsigned if sign_plan.package_expires_at().is_some_and(|end| end < now) => Self::Stale,
            Standing::Unsigned => Self::ToSign,
            Standing::Signed => Self::Signed,
            Standing::Complete => Self::Complete,
            Standing::Expired => Self::Expired,
            Standing::Cancelled => Self::Cancelled(match sign_plan.cancellation.as_ref().map(|ended| ended.by) {
                Some(CancelledBy::Merchant) => phrase("商户取消", "By the merchant"),
                Some(CancelledBy::RevokedService) => phrase("用户关闭了服务", "The user closed the service"),
                Some(CancelledBy::User) | None => phrase("用户取消", "By the user"),
            }),
        }
    }
}

impl PlanPaper {
    /// As it stands now.
    pub(super) fn of(sign_plan: &SignPlan, now: Moment) -> Self {
        let usages = sign_plan.usages.iter().map(|usage| match usage {
            Usage::NotUsed => phrase("未使用", "Not used"),
            Usage::Using { .. } => phrase("使用中", "In use"),
            Usage::Used { .. } => phrase("已使用", "Used"),
            Usage::Cancelled { .. } => phrase("已取消", "Cancelled"),
        });
        let currency = sign_plan.terms.party.currency();
        let details = sign_plan.offer.details.iter().zip(usages).map(|(detail, usage)| Detail {
            name: detail.name.clone(),
            original: money(detail.original_price, currency),
            actual: money(detail.actual_price, currency),
            description: detail.discount_description.clone(),
            usage,
        });
        Self {
            mchid: sign_plan.terms.mchid.to_string(),
            number: sign_plan.terms.merchant_sign_plan_no.to_string(),
            service_id: sign_plan.terms.service_id.to_string(),
            name: sign_plan.offer.name.clone(),
            openid: Some(sign_plan.terms.signer.openid().clone()),
            stage: Stage::of(sign_plan, now),
            until: time(sign_plan.over_time()),
            original: money(sign_plan.offer.total_original, currency),
            actual: money(sign_plan.offer.total_actual, currency),
            details: details.collect(),
        }
    }
}

/// `GET …/phone/sign-plans/{mchid}/{merchant_sign_plan_no}`
pub(super) async fn show(
    ui: Ui,
    phone: Phone,
    State(app): State<Arc<App>>,
    Path((mchid, number)): Path<(String, String)>,
) -> Result<Html<String>, ControlError> {
    let account = app.merchants.get(&mchid);
    let account = account.ok_or_else(|| ControlError::not_found(format!("no merchant {mchid}")))?;
    let key = RecordKey::new(mchid.as_str(), RecordKind::SignPlan, number.as_str());
    let stored = engine::find_record(&app, &account, &key).await?.and_then(Stored::into_sign_plan);
    let stored =
        stored.ok_or_else(|| ControlError::not_found(format!("merchant {mchid} has no sign plan {number}")))?;
    let plan = PlanPaper::of(&stored.record, app.clock.service());
    render(&SignPlanScreen { ui, phone, plan })
}
