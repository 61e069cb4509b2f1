//! A call in the styles of the SDKs, made from its declaration. Each takes for granted the `client` of
//! [`setup`](crate::setup).

mod others;
mod rust;

use payscore_api::example::{Example, Sample};
use payscore_api::spec::OperationSpec;

/// What is to be called, on which server, by whom.
pub(crate) struct Call<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) example: &'a Example,
    /// `http://127.0.0.1:9080`
    pub(crate) base_url: &'a str,
    pub(crate) mchid: &'a str,
    pub(crate) serial_no: &'a str,
    /// The merchant's folder.
    pub(crate) folder: &'a str,
}

/// A call as it is written.
pub(crate) struct Style {
    /// For links: `rust-chain`.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: String,
}

/// All of them.
pub(crate) fn all(call: &Call<'_>) -> Vec<Style> {
    let mut styles = rust::styles(call);
    styles.extend(others::styles(call));
    styles
}

impl Call<'_> {
    /// The path without the slash at its beginning, as the SDKs take it: `v3/payscore/serviceorder/{out_order_no}`.
    fn template(&self) -> &'static str {
        self.spec.path.trim_start_matches('/')
    }

    fn verb(&self) -> String {
        self.spec.method.to_ascii_lowercase()
    }

    /// The body, where there is anything in it.
    fn body(&self) -> Option<&Sample> {
        self.example.body.as_ref()
    }

    /// Path and query, encoded.
    fn target(&self) -> String {
        let path = super::path_of(self.spec, &self.example.path);
        let query = serde_urlencoded::to_string(&self.example.query).unwrap_or_default().replace('+', "%20");
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}
