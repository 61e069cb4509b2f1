//! `/v3/payscore/permissions…`, `…/partner/permissions…`, `…/acquiringbank/permissions…`, `…/user-service-state`,
//! `…/users/{openid}/permissions…`

use crate::acquiringbank::CHANNEL;
use crate::parts::goods;
use crate::shop::{NOTIFY_URL, Shop};
use payscore::acquiringbank::permissions::ApplyAcquiringBankPermission;
use payscore::acquiringbank::permissions::authorization_code::{
    QueryAcquiringBankPermissionByCode, TerminateAcquiringBankPermissionByCode,
};
use payscore::partner::permissions::authorization_code::{
    QueryPartnerPermissionByCode, TerminatePartnerPermissionByCode,
};
use payscore::partner::permissions::{
    ApplyPartnerPermission, ApplyPartnerPermissionForScene, AssessPartnerUserRiskLevel, SceneTransaction,
    SearchPartnerPermission, TerminatePartnerPermission,
};
use payscore::permissions::authorization_code::{QueryPermissionByCode, TerminatePermissionByCode};
use payscore::permissions::openid::{QueryPermissionByOpenid, TerminatePermissionByOpenid};
use payscore::permissions::{ApplyPermission, AssessUserRiskLevel, AssessedShopping, Permission};
use payscore::user_service_state::QueryUserServiceState;
use payscore::users::permissions::TerminateUserPermission;

const REASON: &str = "用户注销";
const CODE: &str = "permission-1";

fn assert_given(permission: &Permission, code: &str, shop: &Shop<'_>) {
    assert_eq!(permission.authorization_code.as_deref(), Some(code));
    assert_eq!((permission.authorization_state.as_str(), permission.mchid.as_str()), ("AVAILABLE", shop.mchid()));
    assert_eq!(permission.openid.as_deref(), Some(shop.user("not_authorized")));
    assert!(permission.authorization_success_time.is_some() && permission.cancel_authorization_time.is_none());
}

pub(crate) async fn of_a_merchant(shop: &Shop<'_>) {
    let (service_id, appid, openid) = (shop.service("serviceorder", false), shop.appid(), shop.user("not_authorized"));
    let apply = |code: &str| {
        let apply = ApplyPermission::builder().service_id(service_id).appid(appid).authorization_code(code);
        apply.notify_url(NOTIFY_URL).build()
    };
    let by_code = QueryPermissionByCode::builder().authorization_code(CODE).service_id(service_id).build();
    let by_openid = QueryPermissionByOpenid::builder().openid(openid).service_id(service_id).appid(appid).build();
    let state = QueryUserServiceState::builder().appid(appid).service_id(service_id).openid(openid).build();

    assert!(!shop.send(&apply(CODE)).await.apply_permissions_token.is_empty());
    assert_eq!(shop.send(&state).await.use_service_state, "UNAVAILABLE");
    shop.open_permission(CODE).await;
    assert_eq!(shop.send(&state).await.use_service_state, "AVAILABLE");
    let permission = shop.send(&by_code).await;
    assert_given(&permission, CODE, shop);
    assert_eq!(permission.notify_url.as_deref(), Some(NOTIFY_URL));
    assert_given(&shop.send(&by_openid).await, CODE, shop);
    let shopping_info = AssessedShopping::builder().goods(goods()).build();
    let assess = AssessUserRiskLevel::builder().service_id(service_id).appid(appid).authorization_code(CODE);
    let assessed = shop.send(&assess.shopping_info(shopping_info).build()).await;
    assert_given(&assessed, CODE, shop);
    assert!(assessed.user_risk_level.is_some() && assessed.risk_level_version.is_some());

    let by_number = TerminatePermissionByCode::builder().authorization_code(CODE).service_id(service_id);
    shop.send(&by_number.reason(REASON).build()).await;
    let ended = shop.send(&by_code).await;
    assert_eq!(ended.authorization_state, "UNAVAILABLE");
    assert!(ended.cancel_authorization_time.is_some());

    shop.send(&apply("permission-2")).await;
    shop.open_permission("permission-2").await;
    let by_user = TerminatePermissionByOpenid::builder().openid(openid).service_id(service_id).appid(appid);
    shop.send(&by_user.reason(REASON).build()).await;
    assert_eq!(shop.send(&by_openid).await.authorization_state, "UNAVAILABLE");

    shop.send(&apply("permission-3")).await;
    shop.open_permission("permission-3").await;
    let by_both = TerminateUserPermission::builder().openid(openid).service_id(service_id).appid(appid);
    shop.send(&by_both.reason(REASON).build()).await;
    assert_eq!(shop.send(&state).await.use_service_state, "UNAVAILABLE");
}

pub(crate) async fn of_a_provider(shop: &Shop<'_>) {
    let (service_id, appid, openid) = (shop.service("serviceorder", false), shop.appid(), shop.user("not_authorized"));
    let (sub_mchid, sub_appid) = (shop.sub_mchid(), shop.sub_appid());
    let apply = ApplyPartnerPermission::builder().service_id(service_id).appid(appid).sub_mchid(sub_mchid);
    let apply = apply.sub_appid(sub_appid).authorization_code(CODE).notify_url(NOTIFY_URL).build();
    assert!(!shop.send(&apply).await.apply_permissions_token.is_empty());
    shop.open_permission(CODE).await;
    let by_code = QueryPartnerPermissionByCode::builder().authorization_code(CODE).service_id(service_id);
    let by_code = by_code.sub_mchid(sub_mchid).build();
    let permission = shop.send(&by_code).await;
    assert_given(&permission, CODE, shop);
    assert_eq!((permission.sub_mchid.as_deref(), permission.sub_appid.as_deref()), (Some(sub_mchid), Some(sub_appid)));
    let search = SearchPartnerPermission::builder().service_id(service_id).appid(appid).sub_mchid(sub_mchid);
    assert_given(&shop.send(&search.openid(openid).build()).await, CODE, shop);
    let assess = AssessPartnerUserRiskLevel::builder().sub_mchid(sub_mchid).service_id(service_id).appid(appid);
    let shopping_info = AssessedShopping::builder().goods(goods()).build();
    let assess = assess.sub_appid(sub_appid).sub_openid(openid).shopping_info(shopping_info).build();
    assert!(shop.send(&assess).await.user_risk_level.is_some());
    let terminate = TerminatePartnerPermissionByCode::builder().authorization_code(CODE).service_id(service_id);
    shop.send(&terminate.sub_mchid(sub_mchid).reason(REASON).build()).await;
    assert_eq!(shop.send(&by_code).await.authorization_state, "UNAVAILABLE");

    let transaction = SceneTransaction::builder().mchid(shop.mchid()).sub_mchid(sub_mchid).build();
    let code = "permission-2";
    let apply = ApplyPartnerPermissionForScene::builder().service_id(service_id).appid(appid).sub_mchid(sub_mchid);
    let apply = apply.sub_appid(sub_appid).authorization_code(code).notify_url(NOTIFY_URL).scene("TRANSACTION");
    let applied = shop.send(&apply.transaction_scene_info(transaction).build()).await;
    assert!(applied.transaction_permissions_token.is_some());
    shop.open_permission(code).await;
    let terminate = TerminatePartnerPermission::builder().service_id(service_id).appid(appid).sub_mchid(sub_mchid);
    shop.send(&terminate.openid(openid).reason(REASON).build()).await;
    let search = SearchPartnerPermission::builder().service_id(service_id).appid(appid).sub_mchid(sub_mchid);
    let ended = shop.send(&search.sub_appid(sub_appid).sub_openid(openid).build()).await;
    assert_eq!((ended.authorization_state.as_str(), ended.authorization_code.as_deref()), ("UNAVAILABLE", Some(code)));
}

pub(crate) async fn of_a_bank(shop: &Shop<'_>) {
    let (service_id, sub_mchid, code) = (shop.service("acquiringbank", false), shop.sub_mchid(), "permission-3");
    let apply = ApplyAcquiringBankPermission::builder().service_id(service_id).appid(shop.appid());
    let apply = apply.sub_mchid(sub_mchid).sub_appid(shop.sub_appid()).channel_id(CHANNEL);
    let apply = apply.authorization_code(code).notify_url(NOTIFY_URL).build();
    assert!(!shop.send(&apply).await.apply_permissions_token.is_empty());
    shop.open_permission(code).await;
    let query = QueryAcquiringBankPermissionByCode::builder().authorization_code(code).service_id(service_id);
    let query = query.sub_mchid(sub_mchid).channel_id(CHANNEL).build();
    assert_given(&shop.send(&query).await, code, shop);
    let terminate = TerminateAcquiringBankPermissionByCode::builder().authorization_code(code).service_id(service_id);
    shop.send(&terminate.sub_mchid(sub_mchid).channel_id(CHANNEL).reason(REASON).build()).await;
    assert_eq!(shop.send(&query).await.authorization_state, "UNAVAILABLE");
}
