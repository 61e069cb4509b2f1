//! `POST /_payscore/launch`: what the phone would make of it.

use crate::shop::{HOUR, NOON, Shop};
use payscore_domain::{Behaviour, ServiceKind};
use payscore_wire::launch::{ApiV2Key, signed_text};
use serde_json::{Value, json};

const NONCE: &str = "zyx53Nkey8o4bHpxTQvd8m7e92nG5mG2";

/// Parameters, signed or not.
type Pairs = Vec<(String, String)>;

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Pairs {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

fn object(pairs: &Pairs) -> Value {
    pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}

fn query(pairs: &Pairs) -> String {
    let parts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.join("&")
}

fn text(pairs: &Pairs) -> String {
    signed_text(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn set(pairs: &mut Pairs, name: &str, value: &str) {
    pairs.retain(|(given, _)| given != name);
    pairs.push((name.to_owned(), value.to_owned()));
}

impl Shop {
    fn key(&self) -> ApiV2Key {
        ApiV2Key::new(&self.file.apiv2_key).expect("an APIv2 key")
    }

    /// Unsigned, stamped with the wall's time.
    fn parameters<const N: usize>(&self, own: [(&str, &str); N]) -> Pairs {
        let mut all = pairs([("mch_id", self.file.mchid.as_str())]);
        all.extend(pairs(own));
        all.extend(pairs([("timestamp", &NOON.to_string()), ("nonce_str", NONCE), ("sign_type", "HMAC-SHA256")]));
        all
    }

    fn launching<const N: usize>(&self, own: [(&str, &str); N]) -> Pairs {
        let mut all = self.parameters(own);
        let sign = self.key().mac(&text(&all));
        set(&mut all, "sign", &sign);
        all
    }

    async fn launch(&self, business: &str, given: &Pairs) -> Value {
        let body = json!({ "businessType": business, "extraData": object(given) });
        let answer = self.server.post("launch", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The words of what is wrong, by name.
    async fn mistakes(&self, business: &str, given: &Pairs) -> Vec<String> {
        names(&self.launch(business, given).await)
    }

    async fn package_of(&self, number: &str) -> String {
        self.create(number).await.json()["package"].as_str().expect("a package").to_owned()
    }
}

fn names(answer: &Value) -> Vec<String> {
    assert_eq!(answer["ok"], answer["mistakes"] == json!([]), "{answer}");
    assert_eq!(answer["ok"], !answer["opens"].is_null(), "{answer}");
    let mistakes = answer["mistakes"].as_array().expect("mistakes").iter();
    mistakes.map(|mistake| mistake["mistake"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_package_opens_the_order_to_confirm() {
    let shop = Shop::open().await;
    let package = shop.package_of("a-1").await;
    let page = json!({
        "page": "confirm_order", "mchid": shop.file.mchid, "out_order_no": "a-1", "state": "CREATED",
        "link": "/_payscore/orders/1230000109/a-1",
    });
    let signed = shop.launching([("package", &package)]);
    for given in [signed.clone(), pairs([("package", &package)])] {
        assert_eq!(shop.launch("wxpayScoreUse", &given).await["opens"], page);
    }
    // As web pages and apps have it, values encoded.
    for name in ["queryString", "query"] {
        let encoded = query(&signed).replace('-', "%2D");
        let answer = shop.server.post("launch", &json!({ "businessType": "wxpayScoreUse", name: encoded })).await.body;
        assert_eq!((&answer["opens"], &answer["signed"]), (&page, &json!(true)), "{answer}");
        assert_eq!(answer["signed_text"], text(&shop.parameters([("package", &package)])));
    }
    // The link leads to the order.
    assert_eq!(shop.server.get("orders/1230000109/a-1").await.status, 200);
}

#[tokio::test]
async fn a_package_of_no_use_is_told_from_an_unknown_one() {
    let shop = Shop::open().await;
    let package = shop.package_of("a-1").await;
    let alone = |package: &str| pairs([("package", package)]);
    assert_eq!(shop.mistakes("wxpayScoreUse", &alone(&package[1..])).await, ["package_unknown"]);
    assert_eq!(shop.mistakes("wxpayScorePlan", &alone(&package)).await, ["business_type"]);
    shop.server.advance(HOUR + 1).await;
    assert_eq!(shop.mistakes("wxpayScoreUse", &alone(&package)).await, ["package_expired"]);
    let renewed = shop.package_of("a-1").await;
    assert_eq!(shop.mistakes("wxpayScoreUse", &alone(&package)).await, ["package_replaced"]);
    assert_eq!(shop.mistakes("wxpayScoreUse", &alone(&renewed)).await, [""; 0]);
    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    assert_eq!(shop.mistakes("wxpayScoreUse", &alone(&renewed)).await, ["package_used"]);
}

#[tokio::test]
async fn a_package_of_another_merchant_opens_nothing() {
    let shop = Shop::open_partner().await;
    let package = shop.create_for_sub("a-1").await.json()["package"].as_str().expect("a package").to_owned();
    // The provider's number and key open the page, not the sub-merchant's, nor another merchant's.
    let provider = shop.launching([("package", &package)]);
    assert_eq!(shop.mistakes("wxpayScoreUse", &provider).await, [""; 0]);
    let mut sub = provider.clone();
    set(&mut sub, "mch_id", shop.file.sub_mchid.as_deref().expect("a sub-merchant"));
    let told = shop.launch("wxpayScoreUse", &sub).await;
    assert_eq!(names(&told), ["unknown_merchant"]);
    assert!(told["mistakes"][0]["issue"].as_str().expect("words").contains("its provider's number, 1900000100"));
    let other = Shop { file: shop.server.merchant("default"), ..shop };
    let given = other.launching([("package", &package)]);
    assert_eq!(other.mistakes("wxpayScoreUse", &given).await, ["package_of_another"]);
}

#[tokio::test]
async fn an_order_abroad_is_opened_with_a_signature() {
    let shop = Shop::open_partner().await;
    let package = shop.create_oversea("a-1").await.json()["package"].as_str().expect("a package").to_owned();
    assert_eq!(shop.mistakes("wxpayScoreUse", &pairs([("package", &package)])).await, ["unsigned"]);
    assert_eq!(shop.mistakes("wxpayScoreUse", &shop.launching([("package", &package)])).await, [""; 0]);
}

#[tokio::test]
async fn an_orders_page_is_always_signed() {
    let shop = Shop::open().await;
    shop.create("a-1").await;
    let service = shop.service(ServiceKind::ServiceOrder, true).to_owned();
    let given = shop.launching([("service_id", &service), ("out_order_no", "a-1")]);
    let answer = shop.launch("wxpayScoreDetail", &given).await;
    assert_eq!((&answer["opens"]["page"], &answer["opens"]["out_order_no"]), (&json!("order_detail"), &json!("a-1")));
    let unsigned = pairs([("service_id", &service), ("out_order_no", "a-1")]);
    let missing = shop.mistakes("wxpayScoreDetail", &unsigned).await;
    assert_eq!(missing, ["missing"; 5], "mch_id, timestamp, nonce_str, sign_type, sign");
    let unknown = shop.launching([("service_id", &service), ("out_order_no", "a-2")]);
    assert_eq!(shop.mistakes("wxpayScoreDetail", &unknown).await, ["order_unknown"]);
    let other = shop.launching([("service_id", "500001"), ("out_order_no", "a-1")]);
    assert_eq!(shop.mistakes("wxpayScoreDetail", &other).await, ["service_differs"]);
}

#[tokio::test]
async fn a_token_opens_the_page_of_an_authorization() {
    let shop = Shop::open().await;
    let token = shop.pre_authorize("code-1").await;
    let given = |token: &str| pairs([("apply_permissions_token", token)]);
    let answer = shop.launch("wxpayScoreEnable", &given(&token)).await;
    assert_eq!(
        (&answer["opens"]["page"], &answer["opens"]["authorization_code"]),
        (&json!("authorize"), &json!("code-1"))
    );
    assert_eq!(shop.mistakes("wxpayScoreEnable", &given("x")).await, ["token_unknown"]);
    shop.server.advance(HOUR + 1).await;
    assert_eq!(shop.mistakes("wxpayScoreEnable", &given(&token)).await, ["token_expired"]);
    let newer = shop.pre_authorize("code-1").await;
    assert_eq!(shop.mistakes("wxpayScoreEnable", &given(&token)).await, ["token_replaced"]);
    shop.open_as("code-1", Behaviour::NotAuthorized).await;
    assert_eq!(shop.mistakes("wxpayScoreEnable", &given(&newer)).await, ["token_used"]);
}

#[tokio::test]
async fn the_older_way_to_authorize_names_the_service_and_is_signed() {
    let shop = Shop::open().await;
    let (free, confirmed) = (
        shop.service(ServiceKind::ServiceOrder, false).to_owned(),
        shop.service(ServiceKind::ServiceOrder, true).to_owned(),
    );
    let given = |service: &str| shop.launching([("service_id", service), ("out_request_no", "r-1")]);
    let answer = shop.launch("wxpayScoreEnable", &given(&free)).await;
    assert_eq!((&answer["opens"]["page"], &answer["opens"]["service_id"]), (&json!("authorize"), &json!(free)));
    assert_eq!(shop.mistakes("wxpayScoreEnable", &given(&confirmed)).await, ["nothing_to_authorize"]);
    assert_eq!(shop.mistakes("wxpayScoreEnable", &given("1")).await, ["service_unknown"]);
}

#[tokio::test]
async fn a_plans_package_opens_the_page_to_sign() {
    let shop = Shop::open().await;
    let plan = shop.plan("p-1").await;
    let body = shop.new_sign_plan("s-1", &plan, Behaviour::PaysAtOnce);
    let package = shop.client.post(crate::plan_shop::SIGN_PLANS, &body).await.json()["package"].clone();
    let given = pairs([("package", package.as_str().expect("a package"))]);
    let answer = shop.launch("wxpayScorePlan", &given).await;
    assert_eq!(answer["opens"]["link"], "/_payscore/sign-plans/1230000109/s-1");
    assert_eq!(shop.mistakes("wxpayScoreUse", &given).await, ["business_type"]);
    shop.user_side("s-1", "sign").await;
    assert_eq!(shop.mistakes("wxpayScorePlan", &given).await, ["package_used"]);
}

/// A way to get it wrong.
type Slip = fn(&Shop, &mut Pairs);

fn sign_as(given: &mut Pairs, sign: String) {
    set(given, "sign", &sign);
}

fn without_sign(given: &Pairs) -> Pairs {
    given.iter().filter(|(name, _)| name != "sign").cloned().collect()
}

fn shop_key(text: &str) -> ApiV2Key {
    ApiV2Key::new(text).expect("32 characters")
}

/// Each with its one explanation.
const SLIPS: [(&str, Slip); 25] = [
    ("signed with the APIv3 key", |shop, given| sign_as(given, shop_key(&shop.file.apiv3_key).mac(&text(given)))),
    ("another merchant's key", |shop, given| {
        sign_as(given, shop_key(&shop.server.merchant("partner").apiv2_key).mac(&text(given)));
    }),
    ("lower case", |shop, given| sign_as(given, shop.key().mac(&text(given)).to_lowercase())),
    ("no key at the end", |shop, given| sign_as(given, shop.key().mac_without_key(&text(given)))),
    ("not sorted", |shop, given| sign_as(given, shop.key().mac(&query(&without_sign(given))))),
    ("businessType signed", |shop, given| {
        let mut more = without_sign(given);
        set(&mut more, "businessType", "wxpayScoreUse");
        sign_as(given, shop.key().mac(&text(&more)));
    }),
    ("an extra parameter signed", |shop, given| {
        set(given, "appid", "wxd678efh567hg6787");
        sign_as(given, shop.key().mac(&text(given)));
    }),
    ("sign_type not signed", |shop, given| {
        let mut fewer = without_sign(given);
        fewer.retain(|(name, _)| name != "sign_type");
        sign_as(given, shop.key().mac(&text(&fewer)));
    }),
    ("a value encoded before", |shop, given| {
        let mut encoded = without_sign(given);
        set(&mut encoded, "sign_type", "HMAC%2DSHA256");
        set(given, "sign_type", "HMAC-SHA256");
        let package = given.iter().find(|(name, _)| name == "package").expect("a package").1.clone();
        set(given, "package", &format!("{package}+/="));
        set(&mut encoded, "package", &format!("{package}%2B%2F%3D"));
        set(&mut encoded, "sign_type", "HMAC-SHA256");
        sign_as(given, shop.key().mac(&text(&encoded)));
    }),
    ("milliseconds signed, seconds given", |shop, given| {
        let mut other = without_sign(given);
        set(&mut other, "timestamp", &format!("{NOON}000"));
        sign_as(given, shop.key().mac(&text(&other)));
    }),
    ("two mistakes", |shop, given| {
        sign_as(given, shop_key(&shop.file.apiv3_key).mac(&query(&without_sign(given))).to_lowercase());
    }),
    ("MD5", |_, given| sign_as(given, "029B52F67573D7E3BE74904BF9AEA029".to_owned())),
    ("paySign", |_, given| sign_as(given, "oR9d8PuhnIc+YZ8cBHFCwfgpaK9gd7va".repeat(10))),
    ("base64", |_, given| sign_as(given, "oR9d8PuhnIc+YZ8cBHFCwfgpaK9gd7vaoR9d8PuhnIc=".to_owned())),
    ("cut off", |_, given| sign_as(given, "029B52F67573D7E3BE74904BF9AEA".to_owned())),
    ("something else", |shop, given| sign_as(given, shop.key().mac("something else"))),
    ("no sign", |_, given| given.retain(|(name, _)| name != "sign")),
    ("an empty nonce", |_, given| set(given, "nonce_str", "")),
    ("misspelled", |_, given| {
        given.retain(|(name, _)| name != "nonce_str");
        set(given, "nonceStr", NONCE);
    }),
    ("sign_type", |shop, given| {
        set(given, "sign_type", "MD5");
        sign_as(given, shop.key().mac(&text(given)));
    }),
    ("milliseconds", |shop, given| {
        set(given, "timestamp", &format!("{NOON}000"));
        sign_as(given, shop.key().mac(&text(given)));
    }),
    ("an old timestamp", |shop, given| {
        set(given, "timestamp", &(NOON - 301).to_string());
        sign_as(given, shop.key().mac(&text(given)));
    }),
    ("a timestamp of tomorrow", |shop, given| {
        set(given, "timestamp", &(NOON + 301).to_string());
        sign_as(given, shop.key().mac(&text(given)));
    }),
    ("no number", |shop, given| {
        set(given, "timestamp", "now");
        sign_as(given, shop.key().mac(&text(given)));
    }),
    ("an unknown merchant", |shop, given| {
        set(given, "mch_id", "1");
        sign_as(given, shop.key().mac(&text(given)));
    }),
];

#[tokio::test]
async fn each_usual_mistake_has_its_own_words() {
    let shop = Shop::open().await;
    let package = shop.package_of("a-1").await;
    let mut seen = Vec::new();
    for (what, slip) in SLIPS {
        let mut given = shop.launching([("package", &package)]);
        slip(&shop, &mut given);
        let answer = shop.launch("wxpayScoreUse", &given).await;
        assert!(!names(&answer).is_empty(), "{what}: {answer}");
        let told = answer.to_string();
        for secret in [&shop.file.apiv2_key, &shop.file.apiv3_key] {
            assert!(!told.contains(secret.as_str()), "{what}");
        }
        let mistakes = answer["mistakes"].as_array().expect("mistakes").iter();
        let words: Vec<String> = mistakes
            .map(|m| format!("{} {} {}", m["mistake"], m["field"], m["issue"]).replace(&package, "PACKAGE"))
            .collect();
        seen.push(json!([what, words]));
    }
    insta::assert_json_snapshot!(seen);
    let five_minutes = |seconds: i64| {
        let mut given = shop.parameters([("package", &package)]);
        set(&mut given, "timestamp", &(NOON + seconds).to_string());
        let sign = shop.key().mac(&text(&given));
        set(&mut given, "sign", &sign);
        given
    };
    for seconds in [-300, 300] {
        assert_eq!(shop.mistakes("wxpayScoreUse", &five_minutes(seconds)).await, [""; 0], "{seconds}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told() {
    let shop = Shop::open().await;
    let ask = async |body: Value| {
        let answer = shop.server.post("launch", &body).await;
        (answer.status, answer.body)
    };
    let given = json!({ "package": "x" });
    let (status, answer) = ask(json!({ "businessType": "wxpayscoreuse", "extraData": given })).await;
    assert_eq!((status, names(&answer)), (200, vec!["business_type".to_owned()]));
    assert!(answer["mistakes"][0]["issue"].as_str().expect("words").contains("spelled wxpayScoreUse"), "{answer}");
    let (_, answer) = ask(json!({ "businessType": "wxpayScore", "extraData": given })).await;
    assert!(answer["mistakes"][0]["issue"].as_str().expect("words").contains("wxpayScoreDetail"), "{answer}");
    for body in [
        json!({ "businessType": "wxpayScoreUse" }),
        json!({ "businessType": "wxpayScoreUse", "extraData": {}, "queryString": "" }),
    ] {
        assert_eq!(names(&ask(body).await.1), ["parameters"]);
    }
    let number = json!({ "package": "x", "mch_id": shop.file.mchid, "timestamp": NOON });
    assert!(
        names(&ask(json!({ "businessType": "wxpayScoreUse", "extraData": number })).await.1)
            .contains(&"not_a_string".to_owned())
    );
    // As the documents' own pages show it.
    let copied = "mch_id=1230000109&service_id=1&out_order_no=1×tamp=1&nonce_str=a&sign_type=HMAC-SHA256&sign=A";
    let (_, answer) = ask(json!({ "businessType": "wxpayScoreDetail", "queryString": copied })).await;
    assert_eq!(names(&answer)[0], "html_entity");
    assert_eq!(ask(json!({ "extraData": {} })).await.0, 400);
}

#[tokio::test]
async fn a_merchant_without_an_apiv2_key_is_told_how_to_give_one() {
    let shop = Shop::open().await;
    let package = shop.package_of("a-1").await;
    let given = shop.launching([("package", &package)]);
    let path = shop.server.merchant_dir("default").join("merchant.json");
    let text = std::fs::read_to_string(&path).expect("merchant.json");
    std::fs::write(&path, text.replace(&shop.file.apiv2_key, "")).expect("a change");
    let mut shop = shop;
    shop.restart().await;
    let answer = shop.launch("wxpayScoreUse", &given).await;
    assert_eq!(names(&answer), ["no_apiv2_key"]);
    assert!(answer["mistakes"][0]["issue"].as_str().expect("words").contains("--apiv2-key-file"), "{answer}");
}

#[tokio::test]
async fn what_a_package_opens_is_found_without_being_told_what_for() {
    let shop = Shop::open().await;
    let package = shop.package_of("a-1").await;
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let look_up = async |text: &str| shop.server.get(&format!("launch?package={}", encoded(text))).await.body;
    let signed = shop.launching([("package", &package)]);
    let whole = json!({ "businessType": "wxpayScoreUse", "extraData": object(&signed) }).to_string();
    for given in [package.clone(), query(&signed), object(&signed).to_string(), whole] {
        let answer = look_up(&given).await;
        assert_eq!(
            (&answer["ok"], &answer["opens"]["out_order_no"]),
            (&json!(true), &json!("a-1")),
            "{given}: {answer}"
        );
    }
    let detail = [("service_id", shop.service(ServiceKind::ServiceOrder, true)), ("out_order_no", "a-1")];
    let detail = look_up(&query(&shop.launching(detail))).await;
    assert_eq!(detail["opens"]["page"], "order_detail", "{detail}");
    let token = shop.pre_authorize("p-1").await;
    assert_eq!(look_up(&token).await["opens"]["page"], "authorize");
    assert_eq!(look_up(&format!("apply_permissions_token={token}")).await["opens"]["authorization_code"], "p-1");

    shop.confirm("a-1", Behaviour::PaysAtOnce).await;
    let used = look_up(&package).await;
    assert_eq!(names(&used), ["package_used"]);
    assert_eq!((&used["opens"], &used["of"]["out_order_no"]), (&Value::Null, &json!("a-1")));
    assert_eq!(names(&look_up("nonsense").await), ["package_unknown"]);
    assert_eq!(names(&look_up("{").await), ["json"]);
    assert_eq!(names(&look_up(r#"{"businessType": 5}"#).await), ["json"]);
    assert_eq!(shop.server.get("launch").await.status, 400);
}
