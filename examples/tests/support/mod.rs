//! A running server, the two merchants, and what comes to them.

use payscore::{Client, Config};
use payscore_examples::clock;
use payscore_examples::power_bank_partner::{self, Partner};
use payscore_examples::vending_cabinet::{self, Cabinet};
use payscore_examples::walkthrough::{MerchantFile, Options, Serving};
use payscore_testkit::{Callback, Receiver, TestServer};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use std::sync::Arc;

/// A server with one of the merchants, whose notifications come to `callbacks`: the test hands them on.
pub(crate) struct Scene<M> {
    pub(crate) server: TestServer,
    pub(crate) callbacks: Receiver,
    pub(crate) file: MerchantFile,
    pub(crate) merchant: Arc<M>,
    /// The merchant's own client, to do what its API would not.
    pub(crate) client: Client,
    api: Serving,
    http: reqwest::Client,
}

/// A status and a JSON body.
pub(crate) type Answer = (u16, Value);

impl Scene<Cabinet> {
    pub(crate) async fn vending() -> Self {
        Self::vending_at(TestServer::start().await, Receiver::start().await).await
    }

    /// The merchant again, without its memory.
    pub(crate) async fn restarted(self) -> Self {
        Self::vending_at(self.server, self.callbacks).await
    }

    async fn vending_at(server: TestServer, callbacks: Receiver) -> Self {
        let (client, file) = client(&server, "default");
        server.set_notify_url(&file.mchid, callbacks.url()).await;
        let service_id = file.service("smartretail", true).unwrap().to_owned();
        let settings = vending_cabinet::Settings { appid: file.appid.clone(), service_id };
        let merchant = Cabinet::new(client.clone(), settings, clock::system(0));
        let router = merchant.clone().router();
        let api = Serving::bind().await.unwrap().serve(router);
        Self { server, callbacks, file, merchant, client, api, http: http() }
    }
}

impl Scene<Partner> {
    pub(crate) async fn power_banks() -> Self {
        let (server, callbacks) = (TestServer::start().await, Receiver::start().await);
        let (client, file) = client(&server, "partner");
        let (sub_mchid, sub_appid) = file.sub_merchant().unwrap();
        let settings = power_bank_partner::Settings {
            appid: file.appid.clone(),
            sub_mchid: sub_mchid.to_owned(),
            sub_appid: sub_appid.to_owned(),
            service_id: file.service("serviceorder", false).unwrap().to_owned(),
            notify_url: callbacks.url().to_owned(),
        };
        let merchant = Partner::new(client.clone(), settings, clock::system(0));
        let router = merchant.clone().router();
        let api = Serving::bind().await.unwrap().serve(router);
        Self { server, callbacks, file, merchant, client, api, http: http() }
    }
}

impl<M> Scene<M> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(self.api.url(path))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.http.post(self.api.url(path)).json(body)).await
    }

    /// Hands a callback on to the merchant: its signature headers and its body, byte for byte.
    pub(crate) async fn notify(&self, callback: &Callback) -> Answer {
        let mut request = self.http.post(self.api.url("/notify")).body(callback.body.clone());
        for (name, value) in &callback.headers {
            if name.as_str().starts_with("wechatpay-") || name == CONTENT_TYPE {
                request = request.header(name, value);
            }
        }
        answer(request).await
    }
}

/// A forgery is refused in the shape that WeChat Pay expects.
pub(crate) fn assert_refused((status, body): &Answer) {
    assert_eq!((*status, &body["code"]), (401, &Value::from("FAIL")), "{body}");
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
}

pub(crate) fn options(server: &TestServer) -> Options {
    Options { data: server.data().to_owned(), server: server.base_url().to_owned() }
}

fn client(server: &TestServer, name: &str) -> (Client, MerchantFile) {
    let (folder, file) = MerchantFile::read(server.data(), name).unwrap();
    let config = Config::from_merchant_dir(folder).unwrap().with_base_url(server.base_url()).unwrap();
    (Client::new(config).unwrap(), file)
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
}
