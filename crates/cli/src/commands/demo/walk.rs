//! The order's way: create, confirm, query, complete, and the two notifications in between.

use super::merchant::DemoMerchant;
use super::story::Story;
use crate::control::Control;
use crate::error::CliError;
use crate::receiver::Receiver;
use payscore::blocking::Client;
use payscore::smartretail_orders::{
    CompleteSmartRetailOrder, CreateSmartRetailOrder, Fee, QuerySmartRetailOrder, RetailOrder,
};
use payscore::{Fen, Operation, Response};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the user takes out of the cabinet, in fen.
const TAKEN: [(&str, i64, i64); 2] = [("可乐", 1, 350), ("矿泉水", 2, 400)];

/// All that the walk needs.
pub(super) struct Walk {
    /// The server, to play the user.
    pub(super) control: Control,
    /// Who asks.
    pub(super) merchant: DemoMerchant,
    /// The merchant's client.
    pub(super) client: Client,
    /// The merchant's notify endpoint.
    pub(super) receiver: Receiver,
    /// What is told of it.
    pub(super) story: Story,
}

impl Walk {
    /// From creation to payment.
    pub(super) fn run(mut self) -> Result<Story, CliError> {
        let number = fresh_number();
        self.story.is_about(&number);
        self.create(&number)?;
        self.confirm(&number)?;
        self.receive("PAYSCORE.USER_ACCEPTED", &number, &["state", "out_order_no", "finish_ticket"])?;
        let order = self.query(&number)?;
        self.complete(&number, &order)?;
        self.receive(
            "PAYSCORE.USER_PAID",
            &number,
            &["state", "total_amount", "finish_transaction_id", "pay_succ_time"],
        )?;
        Ok(self.story)
    }

    fn create(&mut self, number: &str) -> Result<(), CliError> {
        let request = CreateSmartRetailOrder::builder()
            .appid(&self.merchant.appid)
            .out_order_no(number)
            .service_id(&self.merchant.service_id)
            .service_start_time("OnAccept")
            .service_start_location("测试路1号")
            .service_introduction("自动售货柜")
            .risk_amount(Fen::new(5_000))
            .build();
        let created = self.send("create the order", &request)?;
        let answer = json(&created.value);
        self.story.step("create", &line(&request), &answer, &["out_order_no", "order_id", "package"])
    }

    fn confirm(&mut self, number: &str) -> Result<(), CliError> {
        let (mchid, openid) = (self.merchant.mchid.as_str(), self.merchant.openid.as_str());
        let confirmed = self.control.post(&["orders", mchid, number, "confirm"], &json!({ "openid": openid }))?;
        let how = format!("the user confirms on the phone: payscore order confirm {number}");
        self.story.step("confirm", &how, &confirmed, &["openid", "state"])
    }

    fn query(&mut self, number: &str) -> Result<RetailOrder, CliError> {
        let request = QuerySmartRetailOrder::builder()
            .service_id(&self.merchant.service_id)
            .appid(&self.merchant.appid)
            .out_order_no(number)
            .build();
        let order = self.send("query the order", &request)?.value;
        self.story.step("query", &line(&request), &json(&order), &["state", "service_start_time", "finish_ticket"])?;
        Ok(order)
    }

    fn complete(&mut self, number: &str, order: &RetailOrder) -> Result<(), CliError> {
        let request = CompleteSmartRetailOrder::builder()
            .out_order_no(number)
            .appid(&self.merchant.appid)
            .service_id(&self.merchant.service_id)
            .finish_type(2)
            .fees(TAKEN.map(|(name, count, amount)| fee(name, count, amount)).to_vec())
            .total_amount(Fen::new(TAKEN.iter().map(|(_, _, amount)| amount).sum()))
            .finish_ticket(order.finish_ticket.clone().unwrap_or_default())
            .real_service_end_time(self.service_time()?)
            .build();
        let completed = self.send("complete the order", &request)?;
        let mut answer = json(&completed.value);
        answer["total_amount"] = json(&request.total_amount);
        self.story.step("complete", &line(&request), &answer, &["order_id", "total_amount"])
    }

    fn receive(&mut self, event: &'static str, number: &str, names: &[&str]) -> Result<(), CliError> {
        let notification = self.receiver.wait(event, number)?;
        // Opened and read as its type before, so it is JSON.
        let plaintext = serde_json::from_slice(&notification.plaintext).unwrap_or_default();
        self.story.notification(event, &plaintext, names)
    }

    fn send<O: Operation>(&self, step: &'static str, request: &O) -> Result<Response<O::Response>, CliError> {
        self.client.send(request).map_err(|error| CliError::Step { step, source: Box::new(error) })
    }

    /// Now as orders see it, `yyyyMMddHHmmss`: an end that lies ahead of the service clock would be refused.
    fn service_time(&self) -> Result<String, CliError> {
        let clock = self.control.get(&["clock"], &[])?;
        let now = clock["now"].as_str().unwrap_or_default();
        Ok(now.chars().filter(char::is_ascii_digit).take("yyyyMMddHHmmss".len()).collect())
    }
}

fn fee(name: &str, count: i64, amount: i64) -> Fee {
    Fee::builder().fee_name(name).fee_count(count).fee_amount(Fen::new(amount)).build()
}

/// The operation's method and path, as the catalogue has them.
fn line<O: Operation>(_: &O) -> String {
    format!("{} {}", O::SPEC.method, O::SPEC.path)
}

/// A typed value by its names on the wire. All that have such a type can be written as JSON.
fn json<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Two demos at the same moment do not get the same one.
fn fresh_number() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("DEMO{}-{}", now.as_millis(), std::process::id())
}
