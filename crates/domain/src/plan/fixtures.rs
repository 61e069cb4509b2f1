//! Test plans. They come about through commands, the way real ones do.

use super::*;
use crate::merchant::{Service, ServiceKind};
use crate::testing::ctx;

pub(crate) const CAP: Fen = Fen::new(10_000);

pub(crate) fn service() -> Service {
    Service { service_id: "500005".into(), kind: ServiceKind::Plan, risk_cap: CAP, needs_user_confirm: true }
}

pub(crate) fn detail(name: &str, original: i64, actual: i64) -> Detail {
    let discount_description = (actual < original).then(|| "老会员优惠".to_owned());
    Detail { name: name.into(), original_price: original.into(), actual_price: actual.into(), discount_description }
}

/// Three lessons, each cheaper than the one before, for thirty days.
pub(crate) fn offer() -> Offer {
    Offer {
        name: "瑜伽课3节".into(),
        duration_days: 30,
        deduction_quantity: 3,
        total_original: Fen::new(3_000),
        total_actual: Fen::new(2_400),
        details: vec![detail("第一节", 1_000, 1_000), detail("第二节", 1_000, 800), detail("第三节", 1_000, 600)],
    }
}

pub(crate) fn terms() -> Terms {
    Terms {
        mchid: "1230000109".into(),
        merchant_plan_no: "plan-1".into(),
        appid: "wxd678efh567hg6787".into(),
        service_id: "500005".into(),
        party: Party::Direct,
        offer: offer(),
    }
}

pub(crate) fn normal() -> Plan {
    create(terms(), &service(), &ctx()).expect("a fixture is created")
}

pub(crate) fn stopped() -> Plan {
    let mut plan = normal();
    stop(&plan, &ctx()).iter().for_each(|event| plan.apply(event));
    plan
}
