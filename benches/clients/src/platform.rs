//! WeChat Pay's side of the clients' benchmark: one answer to everything, signed beforehand, so that the clients get as
//! much of the machine as there is.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use payscore_wire::{ApiV3Key, Authorization, Envelope, Notice, PrivateKey, PublicKey, SCHEME, headers, message};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;

/// The name of the key that answers and notifications are signed with.
pub const KEY_ID: &str = "PUB_KEY_ID_0119000001092024112900382800000000";

/// How old a signature may become, in seconds: clients take one for 300.
const RENEWED_AFTER: i64 = 30;

/// Who asks, and with what it is answered.
pub struct Platform {
    merchant: PublicKey,
    key: PrivateKey,
    body: Bytes,
    signed: Mutex<Signed>,
}

/// A signature of the body, and when it was made.
#[derive(Clone)]
struct Signed {
    at: i64,
    signature: String,
}

impl Platform {
    /// A platform that knows this merchant's key and signs with its own.
    #[must_use]
    pub fn new(merchant: PublicKey, key: PrivateKey) -> Self {
        let body = Bytes::from(order("DOING").to_string());
        let signed = Mutex::new(Signed { at: 0, signature: String::new() });
        Self { merchant, key, body, signed }
    }

    /// Serves for ever.
    pub async fn serve(self, listener: TcpListener) {
        let platform = Arc::new(self);
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let platform = platform.clone();
            let connection = Arc::new(AtomicBool::new(false));
            let service = service_fn(move |request| answer(request, platform.clone(), connection.clone()));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    }

    fn signed(&self) -> Signed {
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now();
        if now - signed.at > RENEWED_AFTER {
            let signature = self.key.sign(&message::response(&now.to_string(), NONCE, &self.body));
            *signed = Signed { at: now, signature };
        }
        signed.clone()
    }

    fn is_authentic(&self, method: &str, target: &str, header: &str, body: &[u8]) -> bool {
        Authorization::parse(header).is_ok_and(|given| {
            let signed = message::request(method, target, given.timestamp, &given.nonce_str, body);
            self.merchant.verify(&signed, &given.signature)
        })
    }
}

/// Only the first request of a connection is verified: enough to know that the client signs rightly.
async fn answer(
    request: Request<Incoming>,
    platform: Arc<Platform>,
    known: Arc<AtomicBool>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    if !known.swap(true, Ordering::Relaxed) {
        let header = parts.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        if !platform.is_authentic(parts.method.as_str(), target, header, &body) {
            let refusal = Response::builder().status(401).body(Full::new(Bytes::new()));
            return Ok(refusal.unwrap_or_default());
        }
    }
    let Signed { at, signature } = platform.signed();
    let response = Response::builder()
        .header("content-type", "application/json; charset=utf-8")
        .header(headers::REQUEST_ID, "08F78BB2AF0610D302189F8F9E5820DF9B0C28E6B201-0")
        .header(headers::WECHATPAY_NONCE, NONCE)
        .header(headers::WECHATPAY_SERIAL, KEY_ID)
        .header(headers::WECHATPAY_SIGNATURE, signature)
        .header(headers::WECHATPAY_SIGNATURE_TYPE, SCHEME)
        .header(headers::WECHATPAY_TIMESTAMP, at)
        .body(Full::new(platform.body.clone()));
    Ok(response.unwrap_or_default())
}

const NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";

/// A service order, as long as they usually are.
fn order(state: &str) -> Value {
    json!({
        "out_order_no": "1234323JKHDFE1243252",
        "service_id": "500001000000000000000000000001",
        "appid": "wxd678efh567hg6787",
        "mchid": "1230000109",
        "service_introduction": "XX充电宝",
        "state": state,
        "state_description": "MCH_COMPLETE",
        "post_payments": [{ "name": "就餐费用", "amount": 4000, "description": "就餐人均100元", "count": 1 }],
        "post_discounts": [{ "name": "满20减1元", "description": "不与其他优惠叠加", "amount": 100 }],
        "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 10000, "description": "就餐的预估费用" },
        "time_range": { "start_time": "20091225091010", "end_time": "20091225121010", "start_time_remark": "开始租借时间" },
        "location": { "start_location": "嗨客时尚主题展餐厅", "end_location": "嗨客时尚主题展餐厅" },
        "attach": "Easdfowealsdkjfnlaksjdlfkwqoi",
        "notify_url": "https://api.test.com",
        "order_id": "15646546545165651651",
        "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
        "need_collection": false,
    })
}

/// A notification that was signed just now: `{"headers": {…}, "body": "…"}`.
///
/// # Panics
/// Never: an envelope can be sealed and written.
#[must_use]
pub fn notification(key: &PrivateKey, apiv3_key: &ApiV3Key) -> Value {
    let (now, text) = (now(), order("DOING").to_string());
    let notice = Notice {
        id: "EV-2018022511223320873",
        create_time: now,
        event_type: "PAYSCORE.USER_CONFIRM",
        summary: "微信支付分服务订单用户已确认",
        original_type: "payscore",
        associated_data: "payscore",
        nonce: "fdasflkja484",
    };
    let envelope = Envelope::seal(apiv3_key, &notice, text.as_bytes()).expect("a nonce of 12 characters");
    let body = serde_json::to_string(&envelope).expect("an envelope is JSON");
    let signature = key.sign(&message::response(&now.to_string(), NONCE, body.as_bytes()));
    json!({
        "headers": {
            "wechatpay-nonce": NONCE,
            "wechatpay-serial": KEY_ID,
            "wechatpay-signature": signature,
            "wechatpay-signature-type": SCHEME,
            "wechatpay-timestamp": now.to_string(),
        },
        "body": body,
    })
}

/// Unix seconds.
#[must_use]
pub fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}
