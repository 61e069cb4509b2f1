//! A merchant's `notify_url`, borrowed for a while.

use crate::control::Control;
use crate::error::{CliError, report};
use serde_json::{Value, json};
use std::io::Write;

/// Gives the merchant its earlier `notify_url` back when dropped.
pub(crate) struct NotifyUrl {
    control: Control,
    mchid: String,
    earlier: String,
}

impl NotifyUrl {
    /// Notifications of this merchant's orders go to `url` from now on.
    pub(crate) fn set(control: Control, mchid: &str, url: &str) -> Result<Self, CliError> {
        let answer = control.get(&["merchants"], &[])?;
        let merchants = answer["merchants"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let merchant = merchants.iter().find(|merchant| merchant["mchid"] == mchid);
        // To the control API, an empty address means none.
        let earlier = merchant.and_then(|merchant| merchant["notify_url"].as_str()).unwrap_or_default().to_owned();
        control.put(&["merchants", mchid], &json!({ "notify_url": url }))?;
        Ok(Self { control, mchid: mchid.to_owned(), earlier })
    }
}

impl Drop for NotifyUrl {
    fn drop(&mut self) {
        let restored = self.control.put(&["merchants", &self.mchid], &json!({ "notify_url": self.earlier }));
        if let Err(error) = restored {
            let (mchid, error) = (&self.mchid, report(&error));
            let _ = writeln!(std::io::stderr(), "the notify_url of merchant {mchid} could not be restored: {error}");
        }
    }
}
