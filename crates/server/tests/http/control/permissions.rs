//! `/_payscore/permissions…`, `/_payscore/users/{mchid}/{openid}/authorize`

use crate::shop::{Shop, successful};
use crate::shown::redacted;
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::{Value, json};

fn codes(page: &Value) -> Vec<&str> {
    let permissions = page["permissions"].as_array().expect("permissions");
    permissions.iter().map(|one| one["authorization_code"].as_str().expect("a number")).collect()
}

#[tokio::test]
async fn lists_the_newest_first_in_pages() {
    let shop = Shop::open().await;
    for n in 1..=3 {
        shop.pre_authorize(&format!("p-{n}")).await;
    }
    let mchid = &shop.file.mchid;
    let page = shop.server.get(&format!("permissions?mchid={mchid}&limit=2")).await.body;
    assert_eq!(codes(&page), ["p-3", "p-2"]);
    let rest = shop.server.get(&format!("permissions?mchid={mchid}&limit=2&before={}", page["next"])).await.body;
    assert_eq!(codes(&rest)[0], "p-1");
    let asked = shop.server.get("permissions?state=UNBINDUSER").await.body;
    assert_eq!((codes(&asked).len(), &asked["next"]), (3, &Value::Null));
    let provided = shop.server.get(&format!("permissions?mchid={mchid}&state=AVAILABLE")).await.body;
    let unconfirmed = shop.file.services.iter().filter(|service| !service.needs_user_confirm).count();
    assert_eq!(codes(&provided).len(), unconfirmed * 7, "all test users but one have authorized them from the start");
    let theirs = shop.server.get(&format!("permissions?openid={}", shop.user(Behaviour::NeverHasBalance))).await.body;
    assert!(codes(&theirs).len() >= unconfirmed && codes(&theirs).len() < codes(&provided).len());
    let unknown = shop.server.get("permissions?user=o").await;
    assert_eq!((unknown.status, &unknown.body["code"]), (400, &json!("PARAM_ERROR")));
}

#[tokio::test]
async fn a_user_who_authorizes_twice_at_once_has_authorized_once() {
    let shop = Shop::open().await;
    let (mchid, openid) = (&shop.file.mchid, shop.user(Behaviour::NotAuthorized));
    let path = format!("users/{mchid}/{openid}/authorize");
    let body = json!({ "service_id": shop.service(ServiceKind::ServiceOrder, false) });
    let asked = futures_util::future::join_all((0..8).map(|_| shop.server.post(&path, &body))).await;
    let code = &asked[0].body["authorization_code"];
    assert!(asked.iter().all(|answer| answer.body["authorization_code"] == *code), "{:?}", asked[0].body);
    let page = shop.server.get(&format!("permissions?openid={openid}&state=AVAILABLE")).await.body;
    assert_eq!(codes(&page), [code.as_str().expect("a number")]);
}

#[tokio::test]
async fn shows_an_authorization_with_all_that_happened_to_it() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    shop.open_as("p-1", Behaviour::Declines).await;
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    shop.server.advance(60).await;
    successful(shop.terminate("p-1", &shop.termination("用户注销")).await);
    let mut shown = shop.server.get(&format!("permissions/{}/p-1", shop.file.mchid)).await.body;
    let told: Vec<Value> =
        shown["notifications"].as_array().expect("a list").iter().map(|one| one["event_type"].clone()).collect();
    assert_eq!(told, ["PAYSCORE.USER_CLOSE_SERVICE", "PAYSCORE.USER_OPEN_SERVICE"]);
    shown["notifications"] = "[notifications]".into();
    let token = shown["timeline"][0]["event"].clone();
    assert_eq!(token, json!({ "event": "created" }));
    insta::assert_json_snapshot!(redacted(shown));
}

#[tokio::test]
async fn what_is_not_there() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    let mchid = shop.file.mchid.as_str();
    for path in [format!("permissions/{mchid}/nothing"), "permissions/1/p-1".to_owned()] {
        assert_eq!(shop.server.get(&path).await.status, 404, "{path}");
        for act in ["open", "close"] {
            let missing = shop.server.post(&format!("{path}/{act}"), &json!({})).await;
            assert_eq!((missing.status, &missing.body["code"]), (404, &json!("RESOURCE_NOT_EXISTS")), "{path}/{act}");
        }
    }
    let unknown = shop.server.post(&format!("permissions/{mchid}/p-1/open"), &json!({ "openid": "o-unknown" })).await;
    assert_eq!((unknown.status, &unknown.body["code"]), (400, &json!("PARAM_ERROR")));
    assert!(unknown.body["message"].as_str().is_some_and(|text| text.contains("o-unknown")), "{}", unknown.body);
    let typo = shop.server.post(&format!("permissions/{mchid}/p-1/open"), &json!({ "open_id": "o" })).await;
    assert!(typo.body["message"].as_str().is_some_and(|text| text.contains("openid")), "{}", typo.body);
}

#[tokio::test]
async fn opening_and_closing_twice_changes_nothing() {
    let shop = Shop::open().await;
    shop.pre_authorize("p-1").await;
    let path = format!("permissions/{}/p-1", shop.file.mchid);
    let early = shop.server.post(&format!("{path}/close"), &json!({})).await;
    assert_eq!((early.status, &early.body["code"]), (400, &json!("INVALID_ORDER_STATE")), "nothing to close yet");
    for act in ["open", "close"] {
        let first = shop.server.post(&format!("{path}/{act}"), &json!({})).await;
        assert_eq!((first.status, &first.body["openid"]), (200, &json!(shop.file.users[0].openid)), "{}", first.body);
        let before = shop.permission_record("p-1").await;
        assert_eq!(shop.server.post(&format!("{path}/{act}"), &json!({})).await.body, first.body);
        assert_eq!(shop.permission_record("p-1").await, before);
    }
}

#[tokio::test]
async fn somebody_else_cannot_close() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    let path = format!("permissions/{}/p-1/close", shop.file.mchid);
    let other = shop.server.post(&path, &json!({ "openid": shop.user(Behaviour::Declines) })).await;
    assert_eq!(other.status, 400, "{}", other.body);
    assert!(other.body["message"].as_str().is_some_and(|text| text.contains("another user's")), "{}", other.body);
    assert_eq!(shop.permission_state("p-1").await, "AVAILABLE");
}

#[tokio::test]
async fn a_user_may_authorize_without_having_been_asked() {
    let shop = Shop::open().await;
    let path = |behaviour| format!("users/{}/{}/authorize", shop.file.mchid, shop.user(behaviour));
    let body = json!({ "service_id": shop.unconfirmed_service(), "out_request_no": "r-1" });
    let given = shop.server.post(&path(Behaviour::NotAuthorized), &body).await;
    assert_eq!((given.status, &given.body["state"]), (200, &json!("AVAILABLE")), "{}", given.body);
    assert_eq!(shop.server.post(&path(Behaviour::NotAuthorized), &body).await.body, given.body, "twice is once");
    let declined = shop.server.post(&path(Behaviour::Declines), &body).await;
    assert_eq!(declined.body["declined"], false, "has authorized it from the start");
    successful(shop.terminate_of(Behaviour::Declines, "用户注销").await);
    let declined = shop.server.post(&path(Behaviour::Declines), &body).await;
    assert_eq!((declined.status, &declined.body["declined"]), (200, &json!(true)));
    successful(shop.terminate_of(Behaviour::TeenMode, "用户注销").await);
    let teen = shop.server.post(&path(Behaviour::TeenMode), &body).await;
    assert_eq!((teen.status, &teen.body["code"]), (400, &json!("INVALID_REQUEST")));
    for (body, status) in [
        (json!({}), 400),
        (json!({ "service_id": "500009" }), 403),
        (json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }), 403),
    ] {
        let refused = shop.server.post(&path(Behaviour::NotAuthorized), &body).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.body);
    }
    let nobody = shop.server.post(&format!("users/{}/o-unknown/authorize", shop.file.mchid), &body).await;
    assert_eq!(nobody.status, 400);
}
