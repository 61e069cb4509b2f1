//! A customer with a service order of the direct merchant, for examples that are about what WeChat Pay tells.

use super::{Control, MerchantFile, Options, WalkthroughError};
use crate::number;
use payscore::serviceorder::{CreateServiceOrder, PlannedTimeRange, RiskFund};
use payscore::{Client, Config, Fen};

/// The customer, and the merchant's side of it.
pub struct Shopper {
    /// The merchant's client.
    pub client: Client,
    control: Control,
    file: MerchantFile,
}

impl Shopper {
    /// A customer at a running `payscore serve`.
    ///
    /// # Errors
    /// [`WalkthroughError`]: no server, or no merchant.
    pub async fn arrive(options: &Options) -> Result<Self, WalkthroughError> {
        let control = Control::connect(&options.server).await?;
        let (folder, file) = MerchantFile::read(&options.data, "default")?;
        let config = Config::from_merchant_dir(&folder)?.with_base_url(&options.server)?;
        let client = Client::new(config).map_err(WalkthroughError::Client)?;
        Ok(Self { client, control, file })
    }

    /// Gets an order, and confirms it. `notify_url` is told. Its number.
    ///
    /// # Errors
    /// [`WalkthroughError`]: the call that failed.
    pub async fn confirm_an_order(&self, notify_url: &str) -> Result<String, WalkthroughError> {
        let out_order_no = number::fresh("NO").map_err(WalkthroughError::Randomness)?;
        let create = CreateServiceOrder::builder()
            .out_order_no(&out_order_no)
            .appid(&self.file.appid)
            .service_id(self.file.service("serviceorder", true)?)
            .service_introduction("雨伞租借")
            .time_range(PlannedTimeRange::builder().start_time("OnAccept").build())
            .risk_fund(RiskFund::builder().name("ESTIMATE_ORDER_COST").amount(Fen::new(3000)).build())
            .notify_url(notify_url)
            .need_user_confirm(true)
            .build();
        self.client.send(&create).await.map_err(WalkthroughError::Client)?;
        self.control.confirm(&self.file.mchid, &out_order_no).await?;
        Ok(out_order_no)
    }
}
