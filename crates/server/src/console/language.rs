//! Which of the two languages a visitor reads.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

const NAME: &str = "payscore_language";

/// English or Simplified Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

impl Language {
    /// What was chosen before, else what the browser prefers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        cookie(headers, NAME).and_then(Self::from_code).unwrap_or_else(|| Self::preferred(accepted))
    }

    /// The first one named that is spoken here: browsers name the best first.
    fn preferred(accept: &str) -> Self {
        let named = accept.split(',').map(|range| range.split(';').next().unwrap_or_default().trim());
        named.filter_map(Self::from_code).next().unwrap_or(Self::English)
    }

    fn from_code(code: &str) -> Option<Self> {
        match code.split('-').next() {
            Some("zh") => Some(Self::Chinese),
            Some("en") => Some(Self::English),
            _ => None,
        }
    }

    /// As HTML's `lang` has it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The one of two texts that is in this language.
    pub(super) fn of_two<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// What a page of ours left with the browser under this name.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find_map(|(given, value)| (given == name).then_some(value))
}

#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

/// `GET /_payscore/console/language/{code}?back=…`: remembers the choice, and goes back to the page.
pub(super) async fn choose(Path(code): Path<String>, Query(Back { back }): Query<Back>) -> Response {
    // Nowhere but to pages of ours.
    let back = if back.starts_with("/_payscore/") { back } else { "/_payscore/".to_owned() };
    let mut response = Redirect::to(&back).into_response();
    if let Some(language) = Language::from_code(&code) {
        let cookie = format!("{NAME}={}; Path=/_payscore; Max-Age=31536000; SameSite=Lax", language.code());
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accept: &str, cookie: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accept.parse().expect("a header"));
        headers.insert(COOKIE, cookie.parse().expect("a header"));
        Language::of(&headers)
    }

    #[test]
    fn the_choice_counts_over_the_browser() {
        assert_eq!(of("", ""), Language::English);
        assert_eq!(of("fr, zh-CN;q=0.9, en;q=0.8", ""), Language::Chinese);
        assert_eq!(of("en-GB, zh", "a=b"), Language::English);
        assert_eq!(of("en", "a=b; payscore_language=zh-CN"), Language::Chinese);
        assert_eq!(of("zh", "payscore_language=tlh"), Language::Chinese);
    }
}
