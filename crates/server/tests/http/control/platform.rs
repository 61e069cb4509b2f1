//! `/_payscore/platform…`: identities are replaced, and a merchant that keeps to the rules notices nothing.

mod by_the_clock;
mod kept;
mod under_load;

use crate::client::{Answer, Client};
use crate::notifications::open_with_receiver;
use crate::shop::{Shop, assert_names, successful, with};
use payscore_domain::Behaviour;
use payscore_testkit::TestServer;
use payscore_wire::{ApiV3Key, Certificate};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CERTIFICATES: &str = "/v3/certificates";
/// An order that does not exist: any signed answer will do.
const ANY: &str = "/v3/payscore/serviceorder?out_order_no=nothing&service_id=500001000000000000000000000001\
                   &appid=wxd678efh567hg6787";

/// A merchant that does as wechatpay-go: it names the newest certificate that it knows, verifies by those that it
/// knows, and believes a list only that one of them signed.
#[derive(Clone)]
pub(crate) struct Follower {
    pub(crate) client: Client,
    apiv3_key: String,
    pub(crate) newest: String,
}

impl Follower {
    pub(crate) fn of(shop: &Shop) -> Self {
        let mut client = shop.client.clone();
        client.platform_keys.remove(&shop.file.wechatpay_public_key_id);
        Self { newest: client.platform_serial_no.clone(), apiv3_key: shop.file.apiv3_key.clone(), client }
    }

    /// Fetches the list, and forgets what is not on it; who signed the list, and who is on it.
    pub(crate) async fn refresh(&mut self) -> (String, Vec<String>) {
        let answer = self.client.request("GET", CERTIFICATES).header("Wechatpay-Serial", &*self.newest).send().await;
        let listed = self.listed(&successful(answer.clone()));
        let newest = listed.iter().max_by_key(|certificate| certificate.not_before()).expect("a certificate");
        assert!(listed.iter().all(|other| other.not_after() <= newest.not_after()), "begins last, ends last");
        newest.serial_no().clone_into(&mut self.newest);
        let known = |one: &Certificate| (one.serial_no().to_owned(), one.public_key().clone());
        self.client.platform_keys = listed.iter().map(known).collect::<BTreeMap<_, _>>();
        let serials = listed.iter().map(|certificate| certificate.serial_no().to_owned());
        (answer.header("Wechatpay-Serial").to_owned(), serials.collect())
    }

    fn listed(&self, answer: &Answer) -> Vec<Certificate> {
        let key = ApiV3Key::new(&self.apiv3_key).expect("an APIv3 key");
        let one = |entry: &Value| {
            let sealed = |name: &str| entry["encrypt_certificate"][name].as_str().expect("a text");
            let pem = key.open(sealed("nonce"), sealed("associated_data"), sealed("ciphertext")).expect("it opens");
            let certificate = Certificate::from_pem(&String::from_utf8(pem).expect("text")).expect("a certificate");
            assert_eq!(entry["serial_no"], certificate.serial_no());
            certificate
        };
        answer.json()["data"].as_array().expect("a list").iter().map(one).collect()
    }

    /// Who signs when a request names this one.
    async fn signer(&self, named: Option<&str>) -> String {
        let request = self.client.request("GET", ANY);
        let request = named.into_iter().fold(request, |request, serial| request.header("Wechatpay-Serial", serial));
        request.send().await.header("Wechatpay-Serial").to_owned()
    }
}

pub(crate) async fn rotate(server: &TestServer, body: Value) -> Value {
    let answer = server.post("platform/rotate", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// `["signing SERIAL", …]`, oldest first.
fn states(shown: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let identities = shown["identities"].as_array().expect("identities").iter();
    identities.map(|identity| (text(&identity["state"]), text(&identity["serial"]))).collect()
}

/// What the platform shows of the certificates.
pub(crate) async fn certificates(shop: &Shop) -> Value {
    shop.server.get("platform").await.body["certificate"].clone()
}

fn pair(one: (&str, &str), other: (&str, &str)) -> Vec<(String, String)> {
    [one, other].map(|(state, serial)| (state.to_owned(), serial.to_owned())).to_vec()
}

#[tokio::test]
async fn a_merchant_that_refreshes_follows_through_all_phases() {
    let mut shop = Shop::open().await;
    let mut follower = Follower::of(&shop);
    let old = follower.newest.clone();
    assert_eq!(follower.refresh().await, (old.clone(), vec![old.clone()]));

    rotate(&shop.server, json!({ "phase": "announce" })).await;
    shop.restart().await;
    follower.client.address = shop.client.address.clone();
    let (signed_by, listed) = follower.refresh().await;
    assert_eq!((&signed_by, listed.len(), &listed[0]), (&old, 2, &old), "the old one vouches for the new one");
    let new = follower.newest.clone();
    assert_eq!(listed[1], new);
    assert_eq!(states(&certificates(&shop).await), pair(("signing", &old), ("announced", &new)));
    assert_eq!([follower.signer(None).await, follower.signer(Some(&new)).await], [old.clone(), new.clone()]);
    assert_eq!(shop.server.merchant("default").platform_serial_no, old, "not yet");

    rotate(&shop.server, json!({ "phase": "switch" })).await;
    assert_eq!(shop.server.merchant("default").platform_serial_no, new, "told at once");
    shop.restart().await;
    follower.client.address = shop.client.address.clone();
    assert_eq!(follower.refresh().await, (new.clone(), vec![old.clone(), new.clone()]));
    assert_eq!(states(&certificates(&shop).await), pair(("retiring", &old), ("signing", &new)));
    assert_eq!([follower.signer(None).await, follower.signer(Some(&old)).await], [new.clone(), old.clone()]);
    for merchant in ["default", "partner"] {
        assert_eq!(shop.server.merchant(merchant).platform_serial_no, new);
        let pem = std::fs::read_to_string(shop.server.merchant_dir(merchant).join("platform_cert.pem"));
        assert_eq!(Certificate::from_pem(&pem.expect("a file")).expect("a certificate").serial_no(), new);
    }

    rotate(&shop.server, json!({ "phase": "retire" })).await;
    shop.restart().await;
    follower.client.address = shop.client.address.clone();
    assert_eq!(follower.refresh().await, (new.clone(), vec![new.clone()]));
    assert_eq!(follower.signer(Some(&old)).await, new, "who is gone cannot be asked for");
    assert_eq!(certificates(&shop).await["retired"][0]["serial"], json!(old));
}

#[tokio::test]
async fn a_merchant_that_never_refreshes_is_safe_while_it_names_the_old_one() {
    let shop = Shop::open().await;
    let old = shop.file.platform_serial_no.clone();
    for phase in ["announce", "switch"] {
        rotate(&shop.server, json!({ "phase": phase })).await;
        let answer = shop.client.request("GET", CERTIFICATES).header("Wechatpay-Serial", old.clone()).send().await;
        assert_eq!(answer.header("Wechatpay-Serial"), old, "{phase}");
    }
}

#[tokio::test]
async fn all_at_once() {
    let shop = Shop::open().await;
    let (old, id) = (shop.file.platform_serial_no.clone(), shop.file.wechatpay_public_key_id.clone());
    let shown = rotate(&shop.server, json!({ "now": true })).await;
    let new = shop.server.merchant("default").platform_serial_no;
    assert_ne!(new, old);
    assert_eq!(states(&shown["certificate"]), [("signing".to_owned(), new.clone())]);
    assert_eq!(states(&shown["public_key"]), [("signing".to_owned(), id)], "the other identity stays");
    // What is left of a rotation under way.
    rotate(&shop.server, json!({})).await;
    let shown = rotate(&shop.server, json!({ "now": true })).await;
    let newest = shop.server.merchant("default").platform_serial_no;
    assert_eq!(states(&shown["certificate"]), [("signing".to_owned(), newest.clone())]);
    let retired = shown["certificate"]["retired"].as_array().expect("names").iter();
    assert_eq!(retired.map(|one| &one["serial"]).collect::<Vec<_>>(), [&json!(old), &json!(new)]);
    assert_eq!(std::fs::read_dir(shop.server.data().join("platform/certificates")).expect("a folder").count(), 1);
}

#[tokio::test]
async fn a_public_key_is_replaced_the_same_way() {
    let shop = Shop::open().await;
    let merchant = format!("merchants/{}", shop.file.mchid);
    shop.server.put(&merchant, &json!({ "platform_identity": "public_key" })).await;
    let old = shop.file.wechatpay_public_key_id.clone();
    let shown = rotate(&shop.server, json!({ "identity": "public_key" })).await["public_key"].clone();
    let [_, announced] = shown["identities"].as_array().expect("two").as_slice() else { panic!("two: {shown}") };
    let new = announced["serial"].as_str().expect("a name").to_owned();
    assert!(new.starts_with("PUB_KEY_ID_") && new.len() == old.len() && new != old, "{new}");
    let pem = announced["pem"].as_str().expect("PEM");
    let mut client = shop.client.clone();
    client.platform_keys.insert(new.clone(), payscore_wire::PublicKey::from_pem(pem).expect("a public key"));
    let follower = Follower { client, ..Follower::of(&shop) };
    assert_eq!([follower.signer(None).await, follower.signer(Some(&new)).await], [old.clone(), new.clone()]);
    rotate(&shop.server, json!({ "identity": "public_key", "phase": "switch" })).await;
    assert_eq!([follower.signer(None).await, follower.signer(Some(&old)).await], [new.clone(), old.clone()]);
    assert_eq!(shop.server.merchant("default").wechatpay_public_key_id, new);
    rotate(&shop.server, json!({ "identity": "public_key", "phase": "retire" })).await;
    assert_eq!(follower.signer(Some(&old)).await, new);
    assert_eq!(shop.client_of("default").get(CERTIFICATES).await.status, 404, "a public key is on no list");
}

/// The change from certificate to public key: answers by what each request names, callbacks by the merchant's mode.
#[tokio::test]
async fn both_identities_serve_a_merchant_that_changes_over() {
    let (shop, receiver) = open_with_receiver().await;
    let [serial, id] = [shop.file.platform_serial_no.clone(), shop.file.wechatpay_public_key_id.clone()];
    let follower = Follower { client: shop.client.clone(), ..Follower::of(&shop) };
    let merchant = format!("merchants/{}", shop.file.mchid);
    for (number, mode, own) in
        [("a-1", "certificate", &serial), ("a-2", "public_key", &id), ("a-3", "certificate", &serial)]
    {
        shop.server.put(&merchant, &json!({ "platform_identity": mode })).await;
        assert_eq!(follower.signer(None).await, *own);
        for named in [&serial, &id] {
            assert_eq!(follower.signer(Some(named)).await, *named, "{mode}");
        }
        shop.doing(number, Behaviour::PaysAtOnce).await;
        assert_eq!(receiver.next().await.headers["Wechatpay-Serial"], **own);
    }
}

#[tokio::test]
async fn callbacks_are_signed_by_the_one_that_signs_by_itself() {
    let (mut shop, receiver) = open_with_receiver().await;
    let old = shop.file.platform_serial_no.clone();
    let mut signers = Vec::new();
    for (number, phase) in [("a-1", "announce"), ("a-2", "switch"), ("a-3", "retire")] {
        rotate(&shop.server, json!({ "phase": phase })).await;
        shop.client = shop.client_of("default");
        shop.doing(number, Behaviour::PaysAtOnce).await;
        let callback = receiver.next().await;
        crate::notifications::verified(&shop.client, &callback);
        signers.push(callback.headers["Wechatpay-Serial"].to_str().expect("text").to_owned());
    }
    let new = shop.server.merchant("default").platform_serial_no;
    assert_eq!(signers, [old, new.clone(), new]);
}

#[tokio::test]
async fn sensitive_fields_open_under_every_key_in_use_and_no_other() {
    let shop = Shop::open().await;
    let old = shop.file.platform_serial_no.clone();
    let mut follower = Follower::of(&shop);
    let orders = "/v3/payscore/payafter-orders";
    let sealed = |number: &str, follower: &Follower, serial: &str| {
        let name = follower.client.platform_key(serial).encrypt("欧阳明德".as_bytes()).expect("it fits");
        with(shop.new_pay_after(number), &json!({ "name": name }))
    };
    for (number, phase) in [("p-1", "announce"), ("p-2", "switch")] {
        rotate(&shop.server, json!({ "phase": phase })).await;
        follower.refresh().await;
        for (suffix, serial) in [("old", &old), ("new", &follower.newest)] {
            let body = sealed(&format!("{number}-{suffix}"), &follower, serial);
            let request = follower.client.request("POST", orders).json(&body);
            successful(request.header("Wechatpay-Serial", serial.clone()).send().await);
        }
    }
    let body = sealed("p-3", &follower, &old);
    rotate(&shop.server, json!({ "phase": "retire" })).await;
    let request = follower.client.request("POST", orders).json(&body).header("Wechatpay-Serial", old);
    let refused = request.send().await;
    assert_names(&refused, "/Wechatpay-Serial", "header");
    let error = refused.json();
    assert_eq!((refused.status, &error["message"]), (400, &json!("平台证书序列号Wechatpay-Serial错误")));
    assert!(error["detail"].to_string().contains("was retired"), "{error}");
}

#[tokio::test]
async fn phases_have_an_order_and_bodies_a_shape() {
    let shop = Shop::open().await;
    let refused = async |body: Value, words: &str| {
        let answer = shop.server.post("platform/rotate", &body).await;
        assert_eq!((answer.status, &answer.body["code"]), (400, &json!("PARAM_ERROR")), "{body}");
        let message = answer.body["message"].as_str().expect("a message");
        assert!(message.contains(words), "{body}: {message}");
    };
    refused(json!({ "phase": "switch" }), "the next phase is \"announce\"").await;
    refused(json!({ "phase": "retire" }), "no rotation is under way").await;
    refused(json!({ "phase": "again" }), "announce").await;
    refused(json!({ "identity": "both" }), "public_key").await;
    refused(json!({ "fase": "announce" }), "phase").await;
    refused(json!({ "phase": "announce", "now": true }), "not both").await;
    let before = certificates(&shop).await;
    assert_eq!(before["identities"].as_array().map(Vec::len), Some(1), "nothing has begun");
    rotate(&shop.server, json!({})).await;
    refused(json!({}), "the next phase is \"switch\"").await;
    refused(json!({ "phase": "announce" }), "its new key is announced").await;
    rotate(&shop.server, json!({ "phase": "switch" })).await;
    refused(json!({ "phase": "switch" }), "its new key signs").await;
}

#[tokio::test]
async fn shows_no_private_half() {
    let shop = Shop::open().await;
    rotate(&shop.server, json!({})).await;
    let shown = shop.server.get("platform").await;
    assert_eq!(shown.status, 200);
    assert!(!shown.body.to_string().contains("PRIVATE"), "{}", shown.body);
    assert!(shown.body["certificate"]["identities"][1]["pem"].as_str().expect("PEM").contains("BEGIN CERTIFICATE"));
    assert!(shown.body["public_key"]["identities"][0]["pem"].as_str().expect("PEM").contains("BEGIN PUBLIC KEY"));
    assert_eq!(shown.body["public_key"]["next"], Value::Null, "it never ends");
}
