//! What every page knows: its language, its place in the menu, the time.

use super::language::Language;
use super::words::Words;
use crate::app::App;
use crate::clock::Now;
use crate::control::ControlError;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::Html;
use http::request::Parts;
use payscore_wire::rfc3339;
use std::convert::Infallible;
use std::sync::Arc;

/// An entry of the menu.
pub(super) struct Entry {
    pub(super) href: &'static str,
    /// Pages whose path begins like this belong to it, too.
    under: &'static str,
    english: &'static str,
    chinese: &'static str,
}

const fn entry(href: &'static str, english: &'static str, chinese: &'static str) -> Entry {
    Entry { href, under: href, english, chinese }
}

/// The menu, in its order.
const MENU: &[Entry] = &[
    Entry { href: "/_payscore/", under: "/_payscore/console/orders", english: "Orders", chinese: "订单" },
    entry("/_payscore/console/phone", "Phone", "手机"),
    entry("/_payscore/console/notifications", "Notifications", "通知"),
    entry("/_payscore/console/requests", "Requests", "请求"),
    entry("/_payscore/console/faults", "Faults", "故障"),
    entry("/_payscore/console/clock", "Clock", "时钟"),
    entry("/_payscore/console/merchants", "Merchants", "商户"),
    entry("/_payscore/console/reference", "Reference", "接口"),
    entry("/_payscore/console/figures", "Figures", "图表"),
];

/// Comes with each request for a page; templates have it as `ui`.
pub(super) struct Ui {
    language: Language,
    /// Where the visitor is: path and query.
    pub(super) here: String,
    /// The service clock, how it goes, and what it shows.
    pub(super) clock: Now,
    pub(super) now: String,
}

impl Ui {
    /// One text, in the visitor's language. Both stand side by side wherever they are used, so that none is forgotten.
    pub(super) fn t<'a>(&self, english: &'a str, chinese: &'a str) -> &'a str {
        self.language.of_two(english, chinese)
    }

    /// The same for a pair that is kept somewhere.
    pub(super) fn pick(&self, &(english, chinese): &Words) -> &'static str {
        self.language.of_two(english, chinese)
    }

    /// Whether what is in Chinese by nature needs English beside it.
    pub(super) fn reads_english(&self) -> bool {
        self.language == Language::English
    }

    /// For HTML's `lang`.
    pub(super) fn lang(&self) -> &'static str {
        self.language.code()
    }

    /// The language that the visitor could change to: its code, and its own name.
    pub(super) fn other_language(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::English => ("zh-CN", "中文"),
            Language::Chinese => ("en", "English"),
        }
    }

    pub(super) fn menu(&self) -> &'static [Entry] {
        MENU
    }

    pub(super) fn is_in(&self, entry: &Entry) -> bool {
        let path = self.here.split('?').next().unwrap_or_default();
        path == entry.href || path.starts_with(entry.under)
    }

    pub(super) fn menu_text(&self, entry: &Entry) -> &'static str {
        self.language.of_two(entry.english, entry.chinese)
    }
}

impl FromRequestParts<Arc<App>> for Ui {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let clock = app.clock.now();
        Ok(Self {
            language: Language::of(&parts.headers),
            here: parts.uri.path_and_query().map_or("/_payscore/", |here| here.as_str()).to_owned(),
            now: rfc3339::format(clock.service),
            clock,
        })
    }
}

/// A page's HTML.
pub(super) fn render(page: &impl Template) -> Result<Html<String>, ControlError> {
    page.render().map(Html).map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        ControlError::from(crate::refusal::Refusal::system_error())
    })
}
