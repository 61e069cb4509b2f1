//! What every merchant of service orders needs: a client, a notify endpoint, and a book in which each order is written
//! down before WeChat Pay is asked for anything.

use crate::answer::NotifyError;
use crate::clock::{self, Clock};
use crate::ledger::Ledger;
use crate::number;
use crate::walkthrough::{Control, MerchantFile, Options, Serving, Steps, WalkthroughError, within};
use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use payscore::api::notification::UserPaid;
use payscore::notify::{Delivery, MemoryGuard, NotifyAnswer, NotifyEndpoint};
use payscore::serviceorder::ServiceOrder;
use payscore::{Client, Config, Event, Fen};
use std::io::Write;
use std::sync::Arc;

/// An order as the shop knows it.
#[derive(Debug, Clone, Default)]
struct Entry {
    /// What WeChat Pay was told that it costs.
    owed: Option<Fen>,
    confirmed: Option<ServiceOrder>,
    paid: Option<ServiceOrder>,
}

/// The shop's book, and what opens notifications.
#[derive(Clone)]
struct Book {
    endpoint: NotifyEndpoint,
    orders: Arc<Ledger<Entry>>,
}

impl FromRef<Book> for NotifyEndpoint {
    fn from_ref(book: &Book) -> Self {
        book.endpoint.clone()
    }
}

/// A shop with one of the merchant's services.
pub struct Shop<W> {
    /// Asks WeChat Pay.
    pub client: Client,
    /// The shop's clock.
    pub now: Clock,
    /// The merchant's application.
    pub appid: String,
    /// The service: one that customers confirm each time, or one that they authorize once.
    pub service_id: String,
    /// The merchant number.
    pub mchid: String,
    /// The customer's phone.
    pub phone: Control,
    /// What happens, for people to read.
    pub steps: Steps<W>,
    /// Who the customers are.
    pub customers: MerchantFile,
    book: Book,
    serving: Serving,
}

/// Opens a shop, lets one customer in, and closes it.
///
/// # Errors
/// [`WalkthroughError`]: the first step that fails.
pub async fn run<W: Write>(
    options: &Options,
    out: W,
    needs_confirm: bool,
    visit: impl AsyncFnOnce(&mut Shop<W>) -> Result<(), WalkthroughError>,
) -> Result<(), WalkthroughError> {
    let mut shop = Shop::open(options, out, needs_confirm).await?;
    let visited = visit(&mut shop).await;
    shop.serving.stop().await;
    visited
}

impl<W: Write> Shop<W> {
    async fn open(options: &Options, out: W, needs_confirm: bool) -> Result<Self, WalkthroughError> {
        let phone = Control::connect(&options.server).await?;
        let (folder, customers) = MerchantFile::read(&options.data, "default")?;
        let config = Config::from_merchant_dir(&folder)?.with_base_url(&options.server)?;
        let client = Client::new(config).map_err(WalkthroughError::Client)?;
        let endpoint = NotifyEndpoint::new(client.clone()).guarded_by(MemoryGuard::new(100_000));
        let book = Book { endpoint, orders: Arc::default() };
        let router = Router::new().route("/notify", post(notify)).with_state(book.clone());
        Ok(Self {
            client,
            now: clock::system(phone.clock_offset().await?),
            appid: customers.appid.clone(),
            service_id: customers.service("serviceorder", needs_confirm)?.to_owned(),
            mchid: customers.mchid.clone(),
            phone,
            steps: Steps::new(out),
            customers,
            book,
            serving: Serving::bind().await?.serve(router),
        })
    }

    /// Where WeChat Pay is to send notifications.
    #[must_use]
    pub fn notify_url(&self) -> String {
        self.serving.url("/notify")
    }

    /// `yyyyMMddHHmmss`, so many seconds from now.
    #[must_use]
    pub fn time(&self, seconds: i64) -> String {
        clock::compact((self.now)().saturating_add(seconds))
    }

    /// A new order's number. It is written down now: notifications may be faster than answers.
    ///
    /// # Errors
    /// [`WalkthroughError::Randomness`].
    pub fn new_number(&self, prefix: &str) -> Result<String, WalkthroughError> {
        let number = number::fresh(prefix).map_err(WalkthroughError::Randomness)?;
        self.book.orders.insert(&number, Entry::default());
        Ok(number)
    }

    /// Writes down what an order costs, before WeChat Pay is told. Any other amount that is paid raises an alarm.
    pub fn owes(&self, out_order_no: &str, total: Fen) {
        self.book.orders.change(out_order_no, |entry| entry.owed = Some(total));
    }

    /// Waits until the customer has confirmed.
    ///
    /// # Errors
    /// [`WalkthroughError::NotNotified`].
    pub async fn confirmed(&self, out_order_no: &str) -> Result<ServiceOrder, WalkthroughError> {
        self.heard("PAYSCORE.USER_CONFIRM", out_order_no, |entry| entry.confirmed.clone()).await
    }

    /// Waits until the order is paid.
    ///
    /// # Errors
    /// [`WalkthroughError::NotNotified`].
    pub async fn paid(&self, out_order_no: &str) -> Result<ServiceOrder, WalkthroughError> {
        self.heard("PAYSCORE.USER_PAID", out_order_no, |entry| entry.paid.clone()).await
    }

    async fn heard(
        &self,
        event_type: &'static str,
        out_order_no: &str,
        news: impl Fn(&Entry) -> Option<ServiceOrder>,
    ) -> Result<ServiceOrder, WalkthroughError> {
        let entry = self.book.orders.wait_for(out_order_no, |entry| news(entry).is_some());
        let entry = within(event_type, entry).await?;
        news(&entry).ok_or(WalkthroughError::NotNotified { event_type, seconds: 0 })
    }
}

/// `POST /notify`. What is not genuine, and what was taken before, never gets here.
async fn notify(State(book): State<Book>, delivery: Delivery) -> NotifyAnswer {
    let event = &delivery.notification.event;
    let taken = match event {
        Event::UserConfirm(order) | Event::UserPaid(UserPaid::ServiceOrder(order)) => book
            .orders
            .change(&order.out_order_no, |entry| entry.take(event, order))
            .unwrap_or_else(|| Err(NotifyError::UnknownOrder(order.out_order_no.clone()))),
        // Genuine, but nothing to do with orders. To refuse it would only make it come again.
        _ => Ok(()),
    };
    delivery.conclude(taken).await
}

impl Entry {
    /// What a notification says.
    fn take(&mut self, event: &Event, news: &ServiceOrder) -> Result<(), NotifyError> {
        if matches!(event, Event::UserConfirm(_)) {
            self.confirmed = Some(news.clone());
        } else if self.owed.is_some() && self.owed == news.total_amount {
            self.paid = Some(news.clone());
        } else {
            let out_order_no = news.out_order_no.clone();
            return Err(NotifyError::Amount { out_order_no, paid: news.total_amount, owed: self.owed });
        }
        Ok(())
    }
}

/// The transaction that an order was paid with: what a refund will need.
#[must_use]
pub fn transaction(order: &ServiceOrder) -> &str {
    let payments = order.collection.iter().filter_map(|collection| collection.details.as_ref()).flatten();
    payments.filter_map(|payment| payment.transaction_id.as_deref()).next_back().unwrap_or("(none)")
}
