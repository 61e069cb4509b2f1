//! `/_payscore/console/phone…`: what the user of a test phone is shown.

use super::{page, page_with};
use crate::client::Answer;
use crate::plan_shop::SIGN_PLANS;
use crate::shop::{HOUR, SERVICE_ORDERS, Shop, successful, with};
use payscore_domain::{Behaviour, ServiceKind};
use serde_json::json;

const HOME: &str = "/_payscore/console/phone";

impl Shop {
    async fn phone(&self, path: &str) -> String {
        let answer = page(self, &format!("{HOME}{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// Another user's.
    async fn phone_of(&self, behaviour: Behaviour, path: &str) -> String {
        let cookie = format!("Cookie: payscore_user={}", self.user(behaviour));
        page_with(self, &format!("{HOME}{path}"), &[&cookie]).await.text()
    }

    async fn opened(&self, package: &str) -> Answer {
        page(self, &format!("{HOME}?package={}", encoded(package))).await
    }

    async fn order_package(&self, number: &str) -> String {
        self.create(number).await.json()["package"].as_str().expect("a package").to_owned()
    }
}

/// As it stands in a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Nothing but what is drawn for the phone itself.
fn screen(page: &str) -> &str {
    let begin = page.find("id=\"phone-screen\"").expect("a screen");
    &page[begin..page.find("class=\"phone-foot\"").expect("its foot")]
}

fn screen_of_order(number: &str) -> String {
    format!("{HOME}/orders/1230000109/{number}")
}

#[tokio::test]
async fn home_shows_what_waits_with_all_merchants() {
    let shop = Shop::open().await;
    assert!(screen(&shop.phone("").await).contains("暂无待处理事项"));
    shop.create("to-confirm").await;
    shop.create_retail("cabinet").await;
    shop.doing("in-use", Behaviour::PaysAtOnce).await;
    shop.completed("to-pay", Behaviour::NeverHasBalance).await;
    let partner = shop.client_of("partner");
    let file = shop.server.merchant("partner");
    let provider = Shop { client: partner, file, ..shop };
    provider.create_for_sub("of-a-provider").await;
    let shown = provider.phone("").await;
    for number in ["to-confirm", "cabinet", "in-use", "of-a-provider"] {
        assert!(screen(&shown).contains(number), "{number}");
    }
    assert!(!screen(&shown).contains("to-pay"), "somebody else owes for that");
    let owing = provider.phone_of(Behaviour::NeverHasBalance, "").await;
    assert!(screen(&owing).contains("to-pay") && screen(&owing).contains("¥3.00"), "{}", screen(&owing));
    assert!(!screen(&owing).contains("in-use"));
}

#[tokio::test]
async fn an_order_for_one_user_does_not_wait_for_another() {
    let shop = Shop::open().await;
    let named = json!({ "openid": shop.user(Behaviour::Declines) });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("theirs"), &named)).await);
    assert!(!screen(&shop.phone("").await).contains("theirs"));
    assert!(screen(&shop.phone_of(Behaviour::Declines, "").await).contains("theirs"));
    let seen = shop.phone("/orders/1230000109/theirs").await;
    assert!(seen.contains("This is for another user"), "{}", screen(&seen));
}

#[tokio::test]
async fn a_package_opens_its_order_however_it_is_given() {
    let shop = Shop::open().await;
    let package = shop.order_package("a-1").await;
    let data = json!({ "package": package });
    let whole = json!({ "businessType": "wxpayScoreUse", "extraData": data });
    let link = format!("http://localhost:9080{HOME}?package={}", encoded(&package));
    for given in [
        package.clone(),
        format!(" {package}\n"),
        data.to_string(),
        whole.to_string(),
        format!("package={package}"),
        link,
    ] {
        let opened = shop.opened(&given).await;
        assert_eq!((opened.status, opened.header("Location")), (303, screen_of_order("a%2D1").as_str()), "{given}");
    }
    let order = shop.phone("/orders/1230000109/a-1").await;
    for text in ["充电宝租借", "¥100.00", "押金", "租借费", "2元/小时", "一号柜", "开柜时", "确认使用"]
    {
        assert!(screen(&order).contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_package_that_opens_nothing_says_why() {
    let shop = Shop::open().await;
    let package = shop.order_package("a-1").await;
    let used = shop.order_package("a-2").await;
    shop.confirm("a-2", Behaviour::PaysAtOnce).await;
    let used = shop.opened(&used).await.text();
    assert!(used.contains("该页面已使用过") && used.contains(&screen_of_order("a%2D2")), "{}", screen(&used));
    assert!(shop.opened("nonsense").await.text().contains("找不到对应的页面"));
    assert!(shop.opened("{\"package\":").await.text().contains("参数有误"));
    let signed = json!({ "package": package, "mch_id": "1230000109", "sign": "0" }).to_string();
    let signed = shop.opened(&signed).await.text();
    assert!(signed.contains("timestamp") && signed.contains("it is missing"), "{}", screen(&signed));
    shop.server.advance(HOUR + 1).await;
    let expired = shop.opened(&package).await.text();
    assert!(expired.contains("订单跳转信息已失效，请重新获取package"), "{}", screen(&expired));
    let order = shop.phone("/orders/1230000109/a-1").await;
    assert!(order.contains("页面已失效") && !screen(&order).contains("确认使用"), "{}", screen(&order));
}

#[tokio::test]
async fn an_order_is_shown_through_its_life() {
    let shop = Shop::open().await;
    shop.completed("owed", Behaviour::NeverHasBalance).await;
    let owed = shop.phone_of(Behaviour::NeverHasBalance, "/orders/1230000109/owed").await;
    for text in ["待支付", "¥3.00", "−¥1.00", "立即支付", "/owed/pay", "2026-11-21 12:05:00"] {
        assert!(owed.contains(text), "{text}: {}", screen(&owed));
    }
    let path = "orders/1230000109/owed/pay";
    assert_eq!(shop.server.post(path, &json!({ "openid": shop.user(Behaviour::NeverHasBalance) })).await.status, 200);
    let paid = shop.phone("/orders/1230000109/owed").await;
    assert!(screen(&paid).contains("已支付") && !screen(&paid).contains("立即支付"));
    shop.doing("used", Behaviour::PaysAtOnce).await;
    assert!(screen(&shop.phone("/orders/1230000109/used").await).contains("结束后由商户结算"));
    successful(shop.act("used", "cancel", &shop.cancellation("机器故障")).await);
    let cancelled = shop.phone("/orders/1230000109/used").await;
    assert!(screen(&cancelled).contains("机器故障"));
    shop.accepted("cabinet", Behaviour::PaysAtOnce).await;
    let body = shop.retail_completion("cabinet", 250).await;
    successful(shop.act_retail("cabinet", "complete", &body).await);
    let cabinet = shop.phone("/orders/1230000109/cabinet").await;
    assert!(screen(&cabinet).contains("¥2.50") && screen(&cabinet).contains("可乐"), "{}", screen(&cabinet));
    assert_eq!(page(&shop, &format!("{HOME}/orders/1230000109/none")).await.status, 404);
    assert_eq!(page(&shop, &format!("{HOME}/orders/1/used")).await.status, 404);
}

#[tokio::test]
async fn services_are_authorized_and_closed() {
    let shop = Shop::open().await;
    let token = shop.pre_authorize("p-1").await;
    let home = shop.phone_of(Behaviour::NotAuthorized, "").await;
    assert!(screen(&home).contains("待授权") && screen(&home).contains("可授权的服务"), "{}", screen(&home));
    let opened = shop.opened(&token).await;
    assert_eq!(opened.header("Location"), format!("{HOME}/permissions/1230000109/p%2D1"));
    let asked = shop.phone("/permissions/1230000109/p-1").await;
    assert!(screen(&asked).contains("同意授权") && screen(&asked).contains("/p-1/open"), "{}", screen(&asked));
    shop.open_as("p-1", Behaviour::NotAuthorized).await;
    let given = shop.phone_of(Behaviour::NotAuthorized, "/permissions/1230000109/p-1").await;
    assert!(screen(&given).contains("关闭服务"));
    assert!(screen(&shop.phone_of(Behaviour::NotAuthorized, "").await).contains("已授权的服务"));
    assert!(shop.opened(&token).await.text().contains("该页面已使用过"));
    shop.close("p-1").await;
    assert!(screen(&shop.phone("/permissions/1230000109/p-1").await).contains("用户解除"));
    // Of one's own accord.
    let path = format!("/services/1230000109/{}", shop.unconfirmed_service());
    let unasked = shop.phone_of(Behaviour::NotAuthorized, &path).await;
    assert!(screen(&unasked).contains(&format!("/users/1230000109/{}", shop.user(Behaviour::NotAuthorized))));
    let cookie = format!("Cookie: payscore_user={}", shop.user(Behaviour::PaysAtOnce));
    assert_eq!(page_with(&shop, &format!("{HOME}{path}"), &[&cookie]).await.status, 303, "authorized already");
    let confirmed = shop.service(ServiceKind::ServiceOrder, true);
    assert_eq!(page(&shop, &format!("{HOME}/services/1230000109/{confirmed}")).await.status, 404);
    let lapsed = shop.pre_authorize("p-2").await;
    shop.server.advance(25 * HOUR).await;
    assert!(shop.opened(&lapsed).await.text().contains("预授权token已失效"));
}

#[tokio::test]
async fn plans_are_signed() {
    let shop = Shop::open().await;
    let plan_id = shop.plan("p-1").await;
    let body = shop.new_sign_plan("s-1", &plan_id, Behaviour::PaysAtOnce);
    let created = successful(shop.client.post(SIGN_PLANS, &body).await).json();
    let package = created["package"].as_str().expect("a package");
    assert_eq!(shop.opened(package).await.header("Location"), format!("{HOME}/sign-plans/1230000109/s%2D1"));
    let unsigned = shop.phone("/sign-plans/1230000109/s-1").await;
    assert!(screen(&unsigned).contains("同意签约") && screen(&unsigned).contains("瑜伽课"), "{}", screen(&unsigned));
    assert!(screen(&shop.phone("").await).contains("s-1"));
    shop.user_side("s-1", "sign").await;
    assert!(screen(&shop.phone("/sign-plans/1230000109/s-1").await).contains("取消签约"));
    shop.user_side("s-1", "cancel").await;
    let cancelled = shop.phone("/sign-plans/1230000109/s-1").await;
    assert!(screen(&cancelled).contains("用户取消"), "{}", screen(&cancelled));
    assert!(!screen(&shop.phone("").await).contains("s-1"));
}

#[tokio::test]
async fn whose_phone_it_is_is_remembered() {
    let shop = Shop::open().await;
    let declines = shop.user(Behaviour::Declines);
    let chosen = page(&shop, &format!("{HOME}/users/{declines}?back=%2F_payscore%2Fconsole%2Fphone%3Fa%3D1")).await;
    assert_eq!((chosen.status, chosen.header("Location")), (303, "/_payscore/console/phone?a=1"));
    assert!(chosen.header("Set-Cookie").starts_with(&format!("payscore_user={declines}; Path=/_payscore;")));
    let astray = page(&shop, &format!("{HOME}/users/{declines}?back=https%3A%2F%2Fexample.com")).await;
    assert_eq!(astray.header("Location"), HOME);
    let forged = page(&shop, &format!("{HOME}/users/a%3B%20Domain%3Dexample.com")).await;
    assert_eq!(forged.find("Set-Cookie"), None);
    let theirs = shop.phone_of(Behaviour::Declines, "").await;
    assert!(theirs.contains("aria-current=\"true\"><strong>Declines"), "{theirs}");
    let chinese = page_with(&shop, HOME, &["Accept-Language: zh"]).await.text();
    assert!(chinese.contains("随时付款") && !chinese.contains("class=\"gloss\" lang=\"en\">Nothing waits"));
    assert!(shop.phone("").await.contains("class=\"gloss\" lang=\"en\">Nothing waits"));
}

#[tokio::test]
async fn markup_in_an_order_is_text() {
    let shop = Shop::open().await;
    let evil = "<img src=x onerror=alert(1)>\"'";
    let changes = json!({
        "service_introduction": "<script>alert(1)",
        "post_payments": [{ "name": "<b>name", "description": evil }],
        "post_discounts": [{ "name": "<i>name", "description": evil }],
        "location": { "start_location": "<s>here", "end_location": "<s>there" },
        "time_range": { "start_time_remark": "<u>now" },
        "risk_fund": { "description": "<em>deposit" },
    });
    successful(shop.client.post(SERVICE_ORDERS, &with(shop.new_order("x|1"), &changes)).await);
    let shown = [shop.phone("").await, shop.phone("/orders/1230000109/x%7C1").await];
    let pasted = shop.opened("{\"<img src=x>\": 1, \"sign\": \"<svg>\", \"package\": \"<b>\"}").await.text();
    for html in shown.iter().chain([&pasted]) {
        for tag in ["<script>alert", "<img", "<b>", "<i>", "<s>", "<u>now", "<em>", "<svg>"] {
            assert!(!screen(html).contains(tag), "{tag}: {}", screen(html));
        }
    }
    assert!(screen(&shown[1]).contains("onerror"), "as text it is there");
}

#[tokio::test]
async fn says_what_a_real_phone_needs() {
    let shop = Shop::open().await;
    assert!(shop.phone("").await.contains("listens to its own machine only"));
}
