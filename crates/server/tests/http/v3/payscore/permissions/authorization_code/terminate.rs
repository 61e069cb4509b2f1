//! `POST /v3/payscore/permissions/authorization-code/{authorization_code}/terminate`

use crate::authorizations::{ended, not_found, refusal, refused, unfinished_orders};
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

#[tokio::test]
async fn ends_an_authorization() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    let answer = shop.terminate("p-1", &shop.termination("用户注销")).await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    assert_eq!(shop.permission_state("p-1").await, "UNAVAILABLE");
}

#[tokio::test]
async fn the_same_call_again_succeeds_again_and_any_other_is_told_that_it_has_ended() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    successful(shop.terminate("p-1", &shop.termination("用户注销")).await);
    let before = shop.permission_record("p-1").await;
    successful(shop.terminate("p-1", &shop.termination("用户注销")).await);
    assert_eq!(refusal(&shop.terminate("p-1", &shop.termination("另一个原因")).await), ended());
    assert_eq!(shop.permission_record("p-1").await, before);
    shop.authorized("p-2", Behaviour::PaysAtOnce).await;
    shop.close("p-2").await;
    assert_eq!(refusal(&shop.terminate("p-2", &shop.termination("用户注销")).await), ended(), "taken back by the user");
}

#[tokio::test]
async fn what_nobody_gave_cannot_be_ended() {
    let shop = Shop::open().await;
    assert_eq!(refusal(&shop.terminate("p-1", &shop.termination("用户注销")).await), not_found());
    shop.pre_authorize("p-1").await;
    let before = shop.permission_record("p-1").await;
    let answer = shop.terminate("p-1", &shop.termination("用户注销")).await;
    assert_eq!(refusal(&answer), refused(400, "INVALID_ORDER_STATE", "单据状态错误"));
    assert_eq!(shop.permission_record("p-1").await, before);
}

#[tokio::test]
async fn an_unfinished_order_of_the_service_stands_in_the_way() {
    let shop = Shop::open().await;
    let user = Behaviour::NeverHasBalance;
    shop.authorized("p-1", user).await;
    successful(shop.order_for("a-1", user).await);
    let before = shop.permission_record("p-1").await;
    let terminate = || async { shop.terminate("p-1", &shop.termination("用户注销")).await };
    assert_eq!(refusal(&terminate().await), unfinished_orders(), "in use");
    successful(shop.act("a-1", "complete", &shop.unconfirmed(shop.completion(300))).await);
    assert_eq!(refusal(&terminate().await), unfinished_orders(), "owed for");
    assert_eq!(shop.permission_record("p-1").await, before);
    shop.server.pay(&shop.file.mchid, "a-1").await;
    successful(terminate().await);
}

#[tokio::test]
async fn orders_of_other_services_and_users_do_not_matter() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::NeverHasBalance).await;
    shop.doing("a-1", Behaviour::NeverHasBalance).await;
    successful(shop.order_for("a-2", Behaviour::PaysOnThirdAttempt).await);
    successful(shop.terminate("p-1", &shop.termination("用户注销")).await);
}

#[tokio::test]
async fn the_fields_are_checked() {
    let shop = Shop::open().await;
    shop.authorized("p-1", Behaviour::PaysAtOnce).await;
    for (changes, field) in [
        (json!({ "service_id": shop.service(ServiceKind::ServiceOrder, true) }), "/service_id"),
        (json!({ "service_id": null }), "/service_id"),
        (json!({ "reason": null }), "/reason"),
        (json!({ "reason": "长".repeat(51) }), "/reason"),
    ] {
        let answer = shop.terminate("p-1", &with(shop.termination("用户注销"), &changes)).await;
        assert_names(&answer, field, "body");
    }
    assert_eq!(shop.permission_state("p-1").await, "AVAILABLE");
    successful(shop.terminate("p-1", &shop.termination(&"长".repeat(50))).await);
}
