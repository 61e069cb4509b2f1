//! Bills: asked for, fetched, held against their hash, and read row by row.
//!
//! ```no_run
//! use payscore::api::bill::GetTradeBill;
//!
//! # async fn example(client: payscore::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let request = GetTradeBill::builder().bill_date("2026-11-20").tar_type("GZIP").build();
//! let mut bill = client.download_trade_bill(&request).await?;
//! for row in &mut bill {
//!     let row = row?;
//!     println!("{} {} {}", row.time, row.out_trade_no, row.total);
//! }
//! println!("{:?}", bill.summary());
//! # Ok(())
//! # }
//! ```
//!
//! A file is held against its hash as a whole before its first row is read, so a row is never taken back. Up to 4 MiB
//! of it are kept in memory, what is longer in an unnamed temporary file, packed as it came; rows are read from there
//! one at a time, however long the bill is.

mod error;
mod fund_flow;
mod merchant;
mod money;
mod record;
mod source;
mod trade;

pub use error::BillError;
pub use fund_flow::{Direction, FlowRow, FlowSummary};
pub use merchant::{MerchantRow, MerchantSummary};
pub use money::Fee;
pub use record::{Record, Wrong};
pub(crate) use source::{BillFile, Fetched, Promise};
pub use trade::{TradeRefund, TradeRow, TradeSummary};

use record::{Item, Records};
use source::Texts;
use std::fmt;
use std::io::{self, Write};

/// A row of one kind of bill.
pub trait BillRow: Sized + sealed::Sealed {
    /// What the bill's last line sums up.
    type Summary: fmt::Debug;

    /// Reads a row.
    ///
    /// # Errors
    /// The column that is not there, or does not read as it should.
    fn read(record: Record) -> Result<Self, Wrong>;

    /// Reads the last line.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    fn read_summary(record: Record) -> Result<Self::Summary, Wrong>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::TradeRow {}
    impl Sealed for super::FlowRow {}
    impl Sealed for super::MerchantRow {}
}

/// A bill that has arrived whole: its rows, one after another. After the last one there is its
/// [`summary`](Self::summary).
pub struct BillReader<R: BillRow> {
    records: Records<Texts>,
    summary: Option<R::Summary>,
    over: bool,
}

impl<R: BillRow> BillReader<R> {
    /// Files that were held against their hashes, in their order.
    pub(crate) fn new(files: Vec<BillFile>) -> Self {
        Self { records: Records::new(Texts::new(files)), summary: None, over: false }
    }

    /// What the bill's last line says, once all rows were read.
    #[must_use]
    pub fn summary(&self) -> Option<&R::Summary> {
        self.summary.as_ref()
    }

    /// Writes the bill's text as it is from here on, unpacked: all of it where no row was read yet.
    ///
    /// # Errors
    /// Whatever goes wrong with reading or writing.
    pub fn write_text(mut self, writer: &mut impl Write) -> io::Result<u64> {
        io::copy(self.records.rest(), writer)
    }

    fn take(&mut self) -> Result<Option<R>, BillError> {
        loop {
            return match self.records.next()? {
                None => Ok(None),
                Some(Item::Row(line, record)) => R::read(record).map(Some).map_err(|wrong| BillError::at(line, wrong)),
                Some(Item::Summary(line, record)) => {
                    let summary = R::read_summary(record).map_err(|wrong| BillError::at(line, wrong))?;
                    self.summary = Some(summary);
                    continue;
                }
            };
        }
    }
}

impl<R: BillRow> Iterator for BillReader<R> {
    type Item = Result<R, BillError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let taken = self.take().transpose();
        self.over = !matches!(taken, Some(Ok(_)));
        taken
    }
}

impl<R: BillRow> fmt::Debug for BillReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BillReader").field("summary", &self.summary).finish_non_exhaustive()
    }
}

/// A bill from text, for the tests of its rows.
#[cfg(test)]
fn bill_of<R: BillRow>(texts: &[&str]) -> BillReader<R> {
    let file = |text: &&str| {
        let mut file = BillFile::default();
        file.write(text.as_bytes()).unwrap();
        file
    };
    BillReader::new(texts.iter().map(file).collect())
}
