//! wxpay-rs as one of the programs that `benches` measures: tasks from standard input, CPU time of this process. What it
//! is given is said in `benches/clients/src/programs.rs`. Its host is fixed: its own HTTP client is asked for another one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use payscore_conformance::Outcome;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;
use wxpay_rs::auth::Sha256RsaSigner;
use wxpay_rs::crypto::aes::Aes256GcmCipher;
use wxpay_rs::http::client::HttpResponse;
use wxpay_rs::http::{HttpClient, HttpMethod, ReqwestHttpClient};
use wxpay_rs::notify::{NotifyHandler, NotifyHeaders};
use wxpay_rs::services::transport::ServiceTransport;
use wxpay_rs::{WxPayClient, WxPayConfig, WxPayResult};

const HOST: &str = "https://api.mch.weixin.qq.com";
const KEY_ID: &str = "PUB_KEY_ID_0119000001092024112900382800000000";
const TARGET: &str = "/v3/payscore/serviceorder?service_id=500001000000000000000000000001&appid=wxd678efh567hg6787\
                      &out_order_no=1234323JKHDFE1243252";

/// The SDK's own requests, to a server of one's choice.
struct To {
    url: String,
    http: ReqwestHttpClient,
}

impl To {
    fn there(&self, url: &str) -> String {
        url.replacen(HOST, &self.url, 1)
    }
}

type Headers = Vec<(String, String)>;

#[async_trait]
impl HttpClient for To {
    async fn get(&self, url: &str, headers: Headers) -> WxPayResult<HttpResponse> {
        self.http.get(&self.there(url), headers).await
    }

    async fn post(&self, url: &str, headers: Headers, body: &str) -> WxPayResult<HttpResponse> {
        self.http.post(&self.there(url), headers, body).await
    }

    async fn put(&self, url: &str, headers: Headers, body: &str) -> WxPayResult<HttpResponse> {
        self.http.put(&self.there(url), headers, body).await
    }

    async fn delete(&self, url: &str, headers: Headers) -> WxPayResult<HttpResponse> {
        self.http.delete(&self.there(url), headers).await
    }

    async fn patch(&self, url: &str, headers: Headers, body: &str) -> WxPayResult<HttpResponse> {
        self.http.patch(&self.there(url), headers, body).await
    }
}

#[derive(Clone)]
struct Sdk {
    transport: ServiceTransport,
    handler: Arc<NotifyHandler>,
    cipher: Arc<Aes256GcmCipher>,
}

impl Sdk {
    async fn load(data: &Path) -> Outcome<Self> {
        let read = |name: &str| fs::read_to_string(data.join(name));
        let file: Value = serde_json::from_str(&read("merchant.json")?)?;
        let text = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
        let config = WxPayConfig::builder()
            .app_id(text("appid"))
            .merchant_id(text("mchid"))
            .api_v3_key(text("apiv3_key"))
            .private_key(read("apiclient_key.pem")?.into_bytes())
            .cert_serial_number(text("serial_no"))
            .platform_public_key(KEY_ID, read("wechatpay_public_key.pem")?.into_bytes())
            .build()?;
        let signer = Sha256RsaSigner::new(&config.merchant_id, &config.private_key, &config.cert_serial_number)?;
        let http = To { url: env::var("BENCH_URL")?, http: ReqwestHttpClient::builder().build()? };
        let transport = ServiceTransport::new(Arc::new(config.clone()), Arc::new(http), Arc::new(signer));
        let cipher = Arc::new(Aes256GcmCipher::new(&config.api_v3_key)?);
        let handler = Arc::new(WxPayClient::new(config).await?.notify_handler()?);
        Ok(Self { transport, handler, cipher })
    }

    async fn ask(self, count: usize) -> Outcome {
        for _ in 0..count {
            let order: Value = self.transport.request(HttpMethod::Get, TARGET, None, "query").await?;
            doing(&order)?;
        }
        Ok(())
    }

    async fn open(&self, notification: &Value) -> Outcome {
        let header = |name: &str| notification["headers"][name].as_str().unwrap_or_default();
        let headers = NotifyHeaders {
            timestamp: header("wechatpay-timestamp"),
            nonce: header("wechatpay-nonce"),
            serial: header("wechatpay-serial"),
            signature: header("wechatpay-signature"),
        };
        let body = notification["body"].as_str().unwrap_or_default();
        let verified = self.handler.verify_and_parse(headers, body.as_bytes()).await?;
        let resource = &verified.request().resource;
        let aad = resource.associated_data.as_deref().unwrap_or_default();
        let opened = self.cipher.decrypt_notification(&resource.nonce, &resource.ciphertext, aad)?;
        doing(&serde_json::from_str(&opened)?)
    }
}

fn doing(order: &Value) -> Outcome {
    if order["state"] == "DOING" { Ok(()) } else { Err(format!("got {order}").into()) }
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

async fn work(sdk: &Sdk, data: &Path, task: &str) -> Outcome {
    let words: Vec<&str> = task.split(' ').collect();
    let notification: Value = serde_json::from_str(&fs::read_to_string(data.join("notification.json"))?)?;
    let (began, cpu) = (Instant::now(), cpu_time());
    if words[0] == "calls" {
        let (at_a_time, count) = (words[1].parse::<usize>()?, words[2].parse::<usize>()?);
        let start = |_| tokio::spawn(sdk.clone().ask(count.div_ceil(at_a_time)));
        for task in (0..at_a_time).map(start).collect::<Vec<_>>() {
            task.await??;
        }
    } else {
        for _ in 0..words[1].parse()? {
            sdk.open(&notification).await?;
        }
    }
    println!("{} {}", (cpu_time() - cpu).as_micros(), began.elapsed().as_micros());
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let data = PathBuf::from(env::var("BENCH_DATA")?);
    let sdk = Sdk::load(&data).await?;
    for task in std::io::stdin().lines() {
        work(&sdk, &data, &task?).await?;
    }
    Ok(())
}
