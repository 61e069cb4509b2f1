//! Opening a notification, against what it cannot do without: one RSA verification, one decryption, one reading of JSON.
//! One thread, in turns, all in one run.

use http::{HeaderMap, HeaderName, HeaderValue};
use payscore::api::notification::UserConfirm;
use payscore::{ApiV3Key, NotificationOpener, PlatformKeys, PrivateKey, PublicKey};
use payscore_wire::{Envelope, Notice, SCHEME, headers, message};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

const NOW: i64 = 1_800_000_000;
const TIMESTAMP: &str = "1800000000";
const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";
const GCM_NONCE: &str = "fdasflkja484";
const SUBJECT: &str = "payscore";
const SERIAL: &str = "PUB_KEY_ID_0119000001092024112900382800000000";
const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";

/// How much is measured.
struct Size {
    rounds: usize,
    openings: u32,
}

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let size = if smoke { Size { rounds: 2, openings: 8 } } else { Size { rounds: 1500, openings: 20 } };
    let platform = PrivateKey::generate().expect("a key");
    println!("| | µs | of its floor |\n| --- | ---: | ---: |");
    for (event_type, resource) in [("PAYSCORE.USER_CONFIRM", order("DOING")), ("PAYSCORE.USER_PAID", order("DONE"))] {
        Scene::new(&platform, event_type, &resource).measure(event_type, &size);
    }
}

/// A notification as it came, and who opens it.
struct Scene {
    key: PublicKey,
    apiv3_key: ApiV3Key,
    signature: String,
    ciphertext: String,
    headers: HeaderMap,
    body: Vec<u8>,
    opener: NotificationOpener,
}

impl Scene {
    fn new(platform: &PrivateKey, event_type: &str, resource: &Value) -> Self {
        let apiv3_key = ApiV3Key::new(APIV3_KEY).expect("32 characters");
        let notice = Notice {
            id: "d083fb31-367e-51d2-a370-9d77eb585d4e",
            create_time: NOW,
            event_type,
            summary: "微信支付分服务订单用户已确认",
            original_type: SUBJECT,
            associated_data: SUBJECT,
            nonce: GCM_NONCE,
        };
        let envelope = Envelope::seal(&apiv3_key, &notice, resource.to_string().as_bytes()).expect("a sealed order");
        let body = serde_json::to_vec(&envelope).expect("an envelope is JSON");
        let signature = platform.sign(&message::response(TIMESTAMP, NONCE, &body));
        let headers = [
            (headers::WECHATPAY_TIMESTAMP, TIMESTAMP),
            (headers::WECHATPAY_NONCE, NONCE),
            (headers::WECHATPAY_SERIAL, SERIAL),
            (headers::WECHATPAY_SIGNATURE, &signature),
            (headers::WECHATPAY_SIGNATURE_TYPE, SCHEME),
        ];
        let headers = headers.map(|(name, value)| {
            (HeaderName::try_from(name).expect("a name"), HeaderValue::try_from(value).expect("a value"))
        });
        let key = platform.public_key();
        let keys = PlatformKeys::new().with_public_key(SERIAL, key.clone());
        let opener = NotificationOpener::new(keys, apiv3_key.clone()).with_clock(|| NOW);
        let ciphertext = envelope.resource.ciphertext;
        Self { key, apiv3_key, signature, ciphertext, headers: headers.into_iter().collect(), body, opener }
    }

    fn measure(&self, event_type: &str, size: &Size) {
        let (mut floors, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..size.rounds {
            floors.push(micros(size.openings, || self.floor()));
            ours.push(micros(size.openings, || {
                black_box(self.opener.open(&self.headers, black_box(&self.body)).expect("a genuine notification"));
            }));
        }
        let (floor, ours) = (quiet(floors), quiet(ours));
        println!("| {event_type}: floor | {floor:.2} | 1.000 |");
        println!("| {event_type}: `NotificationOpener` | {ours:.2} | {:.3} |", ours / floor);
    }

    /// The order is read straight from what was decrypted; the envelope, which holds it, is not read at all.
    fn floor(&self) {
        let signed = message::response(TIMESTAMP, NONCE, black_box(&self.body));
        assert!(self.key.verify(&signed, &self.signature));
        let plaintext = self.apiv3_key.open(GCM_NONCE, SUBJECT, black_box(&self.ciphertext)).expect("it opens");
        black_box(serde_json::from_slice::<UserConfirm>(&plaintext).expect("an order"));
    }
}

/// An order as the server shows it, with two items.
fn order(state: &str) -> Value {
    json!({
        "appid": "wxd678efh567hg6787", "mchid": "1230000109", "service_id": "500001000000000000000000000001",
        "out_order_no": "1234323JKHDFE1243252", "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "state": state,
        "state_description": "USER_CONFIRM", "service_introduction": "XX充电宝", "total_amount": 3900,
        "post_payments": [{ "name": "就餐费用", "amount": 4000, "description": "就餐人均100元", "count": 1 }],
        "post_discounts": [{ "name": "满20减1元", "description": "不与其他优惠叠加", "amount": 100, "count": 1 }],
        "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 10000, "description": "就餐的预估费用" },
        "time_range": { "start_time": "20270115160000", "end_time": "20270115180000", "start_time_remark": "开始租借" },
        "location": { "start_location": "嗨客时尚主题展餐厅", "end_location": "嗨客时尚主题展餐厅" },
        "attach": "Easdfowealsdkjfnlaksjdlfkwqoi", "order_id": "15646546545165651651",
        "need_collection": true,
        "collection": { "state": "USER_PAID", "total_amount": 3900, "paying_amount": 0, "paid_amount": 3900,
            "details": [{ "seq": 1, "amount": 3900, "paid_type": "NEWTON", "paid_time": "20270115180001",
                "transaction_id": "15646546545165651651" }] },
    })
}

fn micros(count: u32, mut run: impl FnMut()) -> f64 {
    let started = Instant::now();
    for _ in 0..count {
        run();
    }
    started.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

/// What it takes while nothing else wants the processor: the twentieth part that was fastest ends here.
fn quiet(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 20).copied().unwrap_or(f64::NAN)
}
