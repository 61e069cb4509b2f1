//! Bills: gathered from the store when they are asked for, and again when they are fetched. What a file is stands in
//! the token of its address; nothing is kept. Gathered twice, a bill is the same: it shows what was when it was drawn up.

use crate::app::App;
use crate::entropy::Entropy;
use crate::identity::IdentityError;
use crate::nodes::Common;
use crate::refusal::{BILL, Refusal};
use crate::views::bill as text;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::GzEncoder;
use payscore_domain::bill::{
    BillAccount, Flow, Period, TradeKind, TradeRow, flows_of_payment, flows_of_refunds, refund_rows,
};
use payscore_domain::{
    Behaviour, Handle, Mchid, Moment, Order, Paid, Record, RecordKind, Refunds, Rejection, ServiceId,
};
use payscore_store::Store;
use payscore_wire::ApiV3Key;
use payscore_wire::digest::Sha1;
use serde::{Deserialize, Serialize};
use std::io::Write;

/// An address can be used for five minutes, upstream's "5min".
const TOKEN_SECONDS: i64 = 300;
/// Records read at a time.
const PAGE: i64 = 500;
const NONCE_LENGTH: usize = 12;

/// Where bill files are fetched.
pub(crate) const DOWNLOAD_PATH: &str = "/v3/billdownload/file";

/// What closes the tokens, for all servers that share the database.
const TOKEN_KEY: &str = "bills.token_key";

/// The key for tokens.
pub(crate) async fn token_key(store: &dyn Store, entropy: &dyn Entropy) -> Result<ApiV3Key, IdentityError> {
    let fresh = entropy.alphanumeric(32);
    let key = match Common::of(store) {
        None => fresh,
        Some(common) => {
            let first = |found: Option<&str>| {
                let key = found.unwrap_or(&fresh).to_owned();
                Ok((Some(key.clone()), key))
            };
            common.change(TOKEN_KEY, first).await?
        }
    };
    ApiV3Key::new(&key).map_err(|error| IdentityError::Make(error.to_string()))
}

/// A file that was promised: all that is needed to make it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct BillFile {
    /// Whose.
    pub(crate) mchid: Mchid,
    /// `bill_date` as given.
    pub(crate) date: String,
    /// Of which sub-merchant.
    pub(crate) sub_mchid: Option<Mchid>,
    /// What.
    pub(crate) content: Content,
    /// Whether it is compressed.
    pub(crate) gzip: bool,
}

/// What a bill file holds.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Content {
    /// Payments and refunds; `bill_type`.
    Trade(String),
    /// Changes of the balance; `account_type`.
    FundFlow(String),
    /// A service's orders.
    Merchant(ServiceId, Option<Part>),
}

/// Which part of a service's bill, and what it is encrypted with.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Part {
    /// From 0.
    pub(crate) index: usize,
    pub(crate) key: String,
    pub(crate) nonce: String,
}

/// What the token of an address holds.
#[derive(Serialize, Deserialize)]
struct Promise {
    file: BillFile,
    until: i64,
}

/// What rejections become on these paths.
pub(crate) fn refuse(rejection: Rejection) -> Refusal {
    Refusal::of(&rejection, &BILL)
}

/// Refuses a bill that is not kept, or not ready.
pub(crate) fn check_available(period: &Period, given: &str, now: Moment) -> Result<(), Refusal> {
    period.check_kept(given, now).and_then(|()| period.check_ready(now)).map_err(refuse)
}

/// The hash that goes with a file: of its plain text.
pub(crate) fn hash(text: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(text.as_bytes());
    hash.hex()
}

impl BillFile {
    fn period(&self) -> Result<Period, Rejection> {
        match self.content {
            Content::Merchant(..) => Period::day_or_hour(&self.date),
            Content::Trade(_) | Content::FundFlow(_) => Period::day(&self.date),
        }
    }

    /// The bill's text, in its parts.
    pub(crate) async fn texts(&self, app: &App) -> Result<Vec<String>, Refusal> {
        let period = self.period().map_err(refuse)?;
        let texts = match &self.content {
            Content::Trade(bill_type) => {
                let kind = match bill_type.as_str() {
                    "SUCCESS" | "SUC_SPECIAL" => TradeKind::Payments,
                    "REFUND" | "REF_SPECIAL" => TradeKind::Refunds,
                    "RECHARGE_REFUND" => return Err(refuse(Rejection::NoBill)),
                    _ => TradeKind::All,
                };
                text::trade::texts(&self.trades(app, &period, kind).await?, kind)
            }
            Content::FundFlow(account) => {
                if basic_or_other(account) != BillAccount::Basic {
                    return Err(refuse(Rejection::NoBill));
                }
                text::fund_flow::texts(&self.flows(app, &period).await?)
            }
            Content::Merchant(service_id, _) => {
                let mut rows = self.trades(app, &period, TradeKind::All).await?;
                rows.retain(|row| row.paid.service_id == *service_id);
                text::merchant::texts(&rows)
            }
        };
        if texts.is_empty() { Err(refuse(Rejection::NoBill)) } else { Ok(texts) }
    }

    /// The file as it is sent, and what it is.
    pub(crate) async fn bytes(&self, app: &App) -> Result<(Vec<u8>, &'static str), Refusal> {
        let part = match &self.content {
            Content::Merchant(_, part) => part.as_ref(),
            Content::Trade(_) | Content::FundFlow(_) => None,
        };
        let text = self.texts(app).await?.into_iter().nth(part.map_or(0, |part| part.index));
        let text = text.ok_or_else(Refusal::system_error)?;
        let bytes = if self.gzip { compress(&text)? } else { text.into_bytes() };
        match part {
            Some(part) => Ok((seal(part, &bytes)?, "application/octet-stream")),
            None if self.gzip => Ok((bytes, "application/gzip")),
            None => Ok((bytes, "text/plain; charset=utf-8")),
        }
    }

    /// Where the file is fetched.
    pub(crate) fn address(&self, app: &App, origin: &str) -> Result<String, Refusal> {
        let promise = Promise { file: self.clone(), until: app.clock.service().plus(TOKEN_SECONDS).unix() };
        let nonce = app.entropy.alphanumeric(NONCE_LENGTH);
        let sealed = serde_json::to_vec(&promise)
            .ok()
            .and_then(|plain| app.bill_tokens.seal_bytes(&nonce, DOWNLOAD_PATH, &plain).ok())
            .ok_or_else(Refusal::system_error)?;
        let tail = if self.gzip { "&tartype=gzip" } else { "" };
        Ok(format!("{origin}{DOWNLOAD_PATH}?token={nonce}{}{tail}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// The file that an address names; none where it is no address of ours.
    pub(crate) fn read(app: &App, token: &str) -> Option<Result<Self, Refusal>> {
        let (nonce, sealed) = token.split_at_checked(NONCE_LENGTH)?;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = app.bill_tokens.open_bytes(nonce, DOWNLOAD_PATH, sealed).ok()?;
        let Promise { file, until } = serde_json::from_slice(&plain).ok()?;
        let expired = app.clock.service().unix() > until;
        Some(if expired { Err(Refusal::download_expired()) } else { Ok(file) })
    }

    /// What was paid and asked back, by time. A provider's bill has all sub-merchants', unless it names one.
    async fn trades(&self, app: &App, period: &Period, kind: TradeKind) -> Result<Vec<TradeRow>, Refusal> {
        let named = |paid: &Paid| self.sub_mchid.is_none() || paid.sub_mchid == self.sub_mchid;
        let mut rows = Vec::new();
        if kind.has_payments() {
            let paid = self.payments(app, period).await?;
            rows.extend(paid.into_iter().filter(named).map(TradeRow::from));
        }
        if kind.has_refunds() {
            self.refunds(app, period, |refunds| {
                if named(&refunds.paid) {
                    rows.extend(refund_rows(refunds, period));
                }
            })
            .await?;
        }
        rows.sort_by_key(TradeRow::at);
        Ok(rows)
    }

    /// Each change of the balance, by time: a provider's own, or that of the sub-merchant it names.
    async fn flows(&self, app: &App, period: &Period) -> Result<Vec<Flow>, Refusal> {
        let own = |paid: &&Paid| paid.sub_mchid == self.sub_mchid;
        let paid = self.payments(app, period).await?;
        let mut flows: Vec<Flow> = paid.iter().filter(own).flat_map(flows_of_payment).collect();
        self.refunds(app, period, |refunds| {
            if own(&&refunds.paid) {
                flows.extend(flows_of_refunds(refunds, period));
            }
        })
        .await?;
        flows.sort_by_key(|flow| flow.at);
        Ok(flows)
    }

    /// What was paid, oldest order first.
    async fn payments(&self, app: &App, period: &Period) -> Result<Vec<Paid>, Refusal> {
        let mut found = Vec::new();
        self.records(app, RecordKind::Order, &Order::by_paid_on(period.from), |record| {
            let paid = record.as_order().and_then(Paid::of);
            found.extend(paid.filter(|paid| period.holds(paid.paid_at)));
        })
        .await?;
        found.reverse();
        Ok(found)
    }

    async fn refunds(&self, app: &App, period: &Period, mut each: impl FnMut(&Refunds)) -> Result<(), Refusal> {
        let ctx = app.context();
        self.records(app, RecordKind::Refunds, &Refunds::by_moved_on(period.from), |mut record| {
            // Whatever is due by now has happened, whether the worker came by or not.
            record.catch_up(Behaviour::PaysAtOnce, &ctx);
            if let Record::Refunds(refunds) = &record {
                each(refunds);
            }
        })
        .await
    }

    /// All records of this handle, a page at a time.
    async fn records(
        &self,
        app: &App,
        kind: RecordKind,
        handle: &Handle,
        mut each: impl FnMut(Record),
    ) -> Result<(), Refusal> {
        let mut before = None;
        loop {
            let page = app.store.records_by_handle(&self.mchid, kind, handle, before, PAGE).await?;
            let full = i64::try_from(page.len()).is_ok_and(|length| length == PAGE);
            before = page.last().map(|last| last.row);
            page.into_iter().for_each(|listed| each(listed.record));
            if !full {
                return Ok(());
            }
        }
    }
}

fn basic_or_other(account_type: &str) -> BillAccount {
    match account_type {
        "OPERATION" => BillAccount::Operation,
        "FEES" => BillAccount::Fees,
        _ => BillAccount::Basic,
    }
}

fn compress(text: &str) -> Result<Vec<u8>, Refusal> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).map_err(|error| {
        tracing::error!(%error, "a bill could not be compressed");
        Refusal::system_error()
    })
}

/// The bare ciphertext and tag; nothing is bound to it.
fn seal(part: &Part, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let sealed = ApiV3Key::new(&part.key).ok().and_then(|key| key.seal_bytes(&part.nonce, "", bytes).ok());
    sealed.ok_or_else(Refusal::system_error)
}

impl Part {
    /// A part with a key and a nonce of its own.
    pub(crate) fn new(app: &App, index: usize) -> Self {
        let (key, nonce) = (app.entropy.alphanumeric(32), app.entropy.alphanumeric(NONCE_LENGTH));
        Self { index, key, nonce }
    }
}
