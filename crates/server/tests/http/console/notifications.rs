//! `/_payscore/console/notifications`

use super::page;
use crate::notifications::open_with_receiver;
use payscore_domain::Behaviour;

#[tokio::test]
async fn shows_each_attempt_encrypted_and_decrypted() {
    let (shop, receiver) = open_with_receiver().await;
    assert!(page(&shop, "/_payscore/console/notifications").await.text().contains("No notifications yet"));
    shop.doing("<b>a".replace(['<', '>'], "_").as_str(), Behaviour::PaysAtOnce).await;
    let sent = receiver.next().await;
    let told = shop.server.tried("_b_a", "PAYSCORE.USER_CONFIRM", 1).await;
    let list = page(&shop, "/_payscore/console/notifications?standing=&out_order_no=_b_a").await.text();
    assert!(list.contains("PAYSCORE.USER_CONFIRM") && list.contains("delivered") && list.contains("HTTP 204"));
    assert!(page(&shop, "/_payscore/console/notifications?standing=held").await.text().contains("None like that"));

    let id = told["id"].as_str().expect("an id");
    let shown = page(&shop, &format!("/_payscore/console/notifications/{id}")).await.text();
    let envelope: serde_json::Value = serde_json::from_slice(&sent.body).expect("JSON");
    let ciphertext = envelope["resource"]["ciphertext"].as_str().expect("a ciphertext");
    assert!(shown.contains(ciphertext), "what was sent");
    assert!(shown.contains("&#34;out_order_no&#34;: &#34;_b_a&#34;"), "what was in it");
    assert!(shown.contains("wechatpay-signature: "));
    assert_eq!(page(&shop, "/_payscore/console/notifications/nope").await.status, 404);
}

#[tokio::test]
async fn an_answer_full_of_markup_is_text() {
    let (shop, receiver) = open_with_receiver().await;
    receiver.answer_with(500);
    shop.doing("a-1", Behaviour::PaysAtOnce).await;
    let told = shop.server.tried("a-1", "PAYSCORE.USER_CONFIRM", 1).await;
    let shown = page(&shop, &format!("/_payscore/console/notifications/{}", told["id"].as_str().expect("an id"))).await;
    assert!(shown.text().contains("HTTP 500") && shown.text().contains("will be tried again"));
    let asked = page(&shop, "/_payscore/console/notifications?out_order_no=%3Cscript%3E").await.text();
    assert!(asked.contains("&#60;script&#62;") && !asked.contains("value=\"<script>"));
}
