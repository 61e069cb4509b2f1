//! Files, to WeChat Pay and from there, by the async client.

use super::{Client, Handle};
use crate::bill::{BillFile, BillReader, BillRow, Fetched, FlowRow, MerchantRow, Promise, TradeRow};
use crate::config::BaseUrl;
use crate::core::{Answer, Call, Trial, Verdict, decode, prepare_to, unless_refused};
use crate::error::Error;
use crate::response::Response;
use crate::upload::MediaFile;
use payscore_api::bill::{Bill, GetFundFlowBill, GetTradeBill};
use payscore_api::merchant::media::{IMAGE, Upload as Kind, UploadedMedia, VIDEO};
use payscore_api::payscore::merchant_bill::GetMerchantBill;
use tracing::Instrument;

impl Client {
    /// Uploads a picture: JPG, PNG or BMP of at most 2 MiB. Its `media_id` names it in other operations.
    ///
    /// # Errors
    /// [`Error::Upload`] if the file cannot be read or is none that is taken; [`Error::Api`] with `PARAM_ERROR` if
    /// WeChat Pay says so; others as with any call.
    pub async fn upload_image(&self, file: MediaFile) -> Result<Response<UploadedMedia>, Error> {
        self.upload(&IMAGE, file).await
    }

    /// Uploads a film: AVI, WMV, MPEG, MP4, MOV, MKV, FLV, F4V, M4V or RMVB of at most 5 MiB.
    ///
    /// # Errors
    /// As [`upload_image`](Self::upload_image).
    pub async fn upload_video(&self, file: MediaFile) -> Result<Response<UploadedMedia>, Error> {
        self.upload(&VIDEO, file).await
    }

    async fn upload(&self, kind: &'static Kind, file: MediaFile) -> Result<Response<UploadedMedia>, Error> {
        let upload = if file.is_far() {
            let config = self.config().clone();
            aside(move || file.into_upload(kind, &config)).await?
        } else {
            file.into_upload(kind, self.config())?
        };
        decode(self.handle.exchange_with(upload.call(), Some(&upload)).await?)
    }

    /// Asks for a day's trade bill, fetches it, and holds it against its hash.
    ///
    /// # Errors
    /// [`Error::Api`] with `STATEMENT_CREATING` before 10 o'clock of the next day, `NO_STATEMENT_EXIST` where nothing
    /// was paid or asked back; [`Error::Bill`] if the file is not the one that was promised; others as with any call.
    pub async fn download_trade_bill(&self, request: &GetTradeBill) -> Result<BillReader<TradeRow>, Error> {
        self.fetch_bill(self.send(request).await?.value).await
    }

    /// Asks for a day's fund flow bill, fetches it, and holds it against its hash.
    ///
    /// # Errors
    /// As [`download_trade_bill`](Self::download_trade_bill).
    pub async fn download_fund_flow_bill(&self, request: &GetFundFlowBill) -> Result<BillReader<FlowRow>, Error> {
        self.fetch_bill(self.send(request).await?.value).await
    }

    /// Asks for a service's bill of a day or an hour, fetches its files, decrypts them, and holds each against its hash.
    ///
    /// # Errors
    /// As [`download_trade_bill`](Self::download_trade_bill).
    pub async fn download_merchant_bill(&self, request: &GetMerchantBill) -> Result<BillReader<MerchantRow>, Error> {
        let mut files = self.send(request).await?.value.download_bill_list;
        files.sort_by_key(|file| file.bill_sequence);
        self.download(files.into_iter().map(Into::into)).await
    }

    /// Fetches the file of a bill that was asked for with [`send`](Self::send), within five minutes, and holds it
    /// against its hash. `R` says what it is: a [`TradeRow`] or a [`FlowRow`].
    ///
    /// # Errors
    /// [`Error::Api`] with `INVALID_REQUEST` for an address that is too old; else as
    /// [`download_trade_bill`](Self::download_trade_bill).
    pub async fn fetch_bill<R: BillRow>(&self, bill: Bill) -> Result<BillReader<R>, Error> {
        self.download([bill.into()]).await
    }

    async fn download<R: BillRow>(
        &self,
        promises: impl IntoIterator<Item = Promise, IntoIter: Send> + Send,
    ) -> Result<BillReader<R>, Error> {
        let mut files = Vec::new();
        for promise in promises {
            let (base, call) = promise.call(self.config())?;
            let file = self.handle.fetch(&base, &call).await?;
            let config = self.config().clone();
            files.push(aside(move || promise.check(&config, file)).await?);
        }
        Ok(BillReader::new(files))
    }
}

/// On a thread where waiting for a disk disturbs nobody.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // It was not cancelled: the runtime would not be polling this.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

impl Handle {
    /// Fetches a file, as often as the policy allows. Files are not signed: their hashes are, elsewhere.
    async fn fetch(&self, base: &BaseUrl, call: &Call) -> Result<BillFile, Error> {
        let config = &self.shared.config;
        let mut trial = Trial::new(config, &self.shared.traffic, call);
        loop {
            let mut file = BillFile::default();
            let outcome = self.fetch_once(base, call, &trial, &mut file).instrument(trial.span()).await;
            match trial.judge(call, outcome) {
                Verdict::Done(result) => return result.map(|_| file),
                Verdict::Again(wait) => config.timer().sleep(wait).await,
            }
        }
    }

    async fn fetch_once(
        &self,
        base: &BaseUrl,
        call: &Call,
        trial: &Trial<'_>,
        file: &mut BillFile,
    ) -> Result<Answer, Error> {
        let config = &self.shared.config;
        let turn = trial.turn()?;
        if !turn.is_zero() {
            config.timer().sleep(turn).await;
        }
        let prepared = prepare_to(config, base, call)?;
        let mut fetched = Fetched::new(file);
        let head = self.shared.http.exchange(base, &prepared, None, trial.time_left(), &mut fetched).await?;
        let answer = Answer { status: head.status, headers: head.headers, body: fetched.into_refusal() };
        unless_refused(config, answer)
    }
}
