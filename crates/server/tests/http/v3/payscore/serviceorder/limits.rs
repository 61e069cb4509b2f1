//! How many orders one user may have in progress.

use crate::client::Answer;
use crate::shop::{Shop, successful};
use payscore_domain::Behaviour;

/// An unconfirmed order of this user.
async fn unconfirmed(shop: &Shop, number: &str, behaviour: Behaviour) -> Answer {
    shop.client.post("/v3/payscore/serviceorder", &shop.new_order_for(number, behaviour)).await
}

#[tokio::test]
async fn a_fourth_order_has_to_wait() {
    let shop = Shop::open().await;
    for number in ["a-1", "a-2", "a-3"] {
        shop.doing(number, Behaviour::NeverHasBalance).await;
    }
    shop.create("a-4").await;
    let mchid = &shop.file.mchid;
    let refused = shop.server.confirm_as(mchid, "a-4", shop.user(Behaviour::NeverHasBalance)).await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("INVALID_REQUEST")), "{}", refused.body);
    assert_eq!(shop.state("a-4").await, "CREATED");

    // What is owed is in progress still; what was taken back is not.
    successful(shop.act("a-1", "complete", &shop.completion(300)).await);
    let refused = shop.server.confirm_as(mchid, "a-4", shop.user(Behaviour::NeverHasBalance)).await;
    assert_eq!(refused.status, 400);
    successful(shop.act("a-2", "cancel", &shop.cancellation("用户投诉")).await);
    shop.confirm("a-4", Behaviour::NeverHasBalance).await;
    assert_eq!(shop.state("a-4").await, "DOING/USER_CONFIRM");
}

#[tokio::test]
async fn nor_does_a_fourth_begin_without_confirmation() {
    let shop = Shop::open().await;
    for number in ["a-1", "a-2", "a-3"] {
        successful(unconfirmed(&shop, number, Behaviour::PaysOnThirdAttempt).await);
    }
    let refused = unconfirmed(&shop, "a-4", Behaviour::PaysOnThirdAttempt).await;
    assert_eq!((refused.status, refused.number()), (400, 271_300_099), "{}", refused.text());
    assert_eq!(refused.json()["message"], "综合评估未通过");
    assert_eq!(refused.json()["detail"]["issue"], "the user has 3 orders in progress, and may have 3");
    assert_eq!(shop.query("a-4").await.status, 404, "nothing is left of it");
    successful(unconfirmed(&shop, "a-1", Behaviour::PaysOnThirdAttempt).await);
    assert_eq!(unconfirmed(&shop, "b-1", Behaviour::NeverHasBalance).await.status, 200, "another user's own affair");
}

#[tokio::test]
async fn of_two_at_once_only_the_third_gets_in() {
    let shop = Shop::open().await;
    for number in ["a-1", "a-2"] {
        successful(unconfirmed(&shop, number, Behaviour::NeverHasBalance).await);
    }
    let attempts = ["b-1", "b-2", "b-3", "b-4", "b-5", "b-6", "b-7", "b-8"];
    let answers = attempts.map(|number| unconfirmed(&shop, number, Behaviour::NeverHasBalance));
    let statuses: Vec<u16> = futures_util::future::join_all(answers).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn who_pays_at_once_is_free_of_it_unless_the_server_is_strict() {
    let in_progress = async |shop: &Shop| {
        let mut admitted = Vec::new();
        for number in ["a-1", "a-2", "a-3", "a-4"] {
            admitted.push(unconfirmed(shop, number, Behaviour::PaysAtOnce).await.status);
        }
        admitted
    };
    assert_eq!(in_progress(&Shop::open().await).await, [200; 4]);
    let strict = Shop::open_with(|config| config.strict_user_limits = true).await;
    assert_eq!(in_progress(&strict).await, [200, 200, 200, 400]);
}
