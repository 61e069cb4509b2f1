//! Whole rows, as they stand in the tables: nothing is read into them, so that nothing is lost.

use super::Table;
use crate::StoreError;
use crate::rows::encode;
use crate::schema::{attempts, handles, notifications, records, row_numbers, settings};
use diesel::prelude::{Insertable, Queryable};
use serde::{Deserialize, Serialize};

/// Some rows of one table, in the order of its primary key.
#[derive(Debug)]
pub struct Rows(pub(crate) Content);

/// Of which table.
#[derive(Debug)]
pub(crate) enum Content {
    Settings(Vec<Setting>),
    RowNumbers(Vec<RowNumber>),
    Records(Vec<Record>),
    Handles(Vec<Handle>),
    Notifications(Vec<Notification>),
    Attempts(Vec<Attempt>),
}

#[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
#[diesel(table_name = settings, treat_none_as_default_value = false)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
#[diesel(table_name = row_numbers, treat_none_as_default_value = false)]
pub(crate) struct RowNumber {
    pub(crate) only_row: i64,
    pub(crate) used: i64,
}

#[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
pub(crate) struct Record {
    pub(crate) row: i64,
    pub(crate) mchid: String,
    pub(crate) kind: String,
    pub(crate) number: String,
    pub(crate) service_id: String,
    pub(crate) order_kind: String,
    pub(crate) state: String,
    pub(crate) openid: Option<String>,
    pub(crate) in_progress: Option<i32>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) next_due: Option<i64>,
    pub(crate) doc: String,
    pub(crate) timeline: String,
}

#[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
#[diesel(table_name = handles, treat_none_as_default_value = false)]
pub(crate) struct Handle {
    pub(crate) record_row: i64,
    pub(crate) mchid: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
pub(crate) struct Notification {
    pub(crate) row: i64,
    pub(crate) id: String,
    pub(crate) mchid: String,
    pub(crate) subject: String,
    pub(crate) event_type: String,
    pub(crate) url: String,
    pub(crate) created_at: i64,
    pub(crate) plaintext: String,
    pub(crate) phase: String,
    pub(crate) due: Option<i64>,
    pub(crate) held: Option<i32>,
    pub(crate) attempted: i64,
}

#[derive(Debug, Serialize, Deserialize, Queryable, Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub(crate) struct Attempt {
    pub(crate) notification_row: i64,
    pub(crate) nth: i64,
    pub(crate) number: i64,
    pub(crate) at: i64,
    pub(crate) status: Option<i32>,
    pub(crate) duration_ms: i64,
    pub(crate) error: Option<String>,
    pub(crate) response_body: Option<String>,
    pub(crate) fault: Option<String>,
}

/// What of `Rows` does not depend on the table.
macro_rules! of_any {
    ($rows:expr, $name:ident => $result:expr) => {
        match $rows {
            Content::Settings($name) => $result,
            Content::RowNumbers($name) => $result,
            Content::Records($name) => $result,
            Content::Handles($name) => $result,
            Content::Notifications($name) => $result,
            Content::Attempts($name) => $result,
        }
    };
}
pub(crate) use of_any;

impl Rows {
    /// How many.
    pub(super) fn len(&self) -> u64 {
        of_any!(&self.0, rows => rows.len() as u64)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        of_any!(&self.0, rows => rows.is_empty())
    }

    /// Of which table.
    pub(crate) fn table(&self) -> Table {
        match &self.0 {
            Content::Settings(_) => Table::Settings,
            Content::RowNumbers(_) => Table::RowNumbers,
            Content::Records(_) => Table::Records,
            Content::Handles(_) => Table::Handles,
            Content::Notifications(_) => Table::Notifications,
            Content::Attempts(_) => Table::Attempts,
        }
    }

    /// The last row as JSON.
    pub(crate) fn last_json(&self) -> Result<Option<String>, StoreError> {
        of_any!(&self.0, rows => rows.last().map(encode).transpose())
    }

    /// Each row as JSON, its columns in their order.
    pub(super) fn each_json(&self, seen: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
        let mut json = Vec::new();
        of_any!(&self.0, rows => for row in rows {
            json.clear();
            serde_json::to_writer(&mut json, row).map_err(|error| StoreError::Database(Box::new(error)))?;
            seen(&json);
        });
        Ok(())
    }
}
