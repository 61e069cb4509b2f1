//! Which parameters there have to be, and how they are written.

use super::given::Given;
use super::mistake::Mistake;
use payscore_wire::headers::MAX_SKEW_SECONDS;
use payscore_wire::launch::{BusinessType, SIGN, SIGN_TYPE};

/// With what a page is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With one parameter that an API call answered.
    Token(&'static str),
    /// With these, signed.
    Signed(&'static [&'static str]),
}

impl Form {
    pub(super) fn is_signed(self) -> bool {
        matches!(self, Self::Signed(_))
    }

    /// What is signed, in the order of the documents.
    pub(super) fn signed_pairs(self, given: &Given) -> Vec<(&'static str, String)> {
        let Self::Signed(names) = self else { return Vec::new() };
        names.iter().filter_map(|name| Some((*name, given.get(name)?.to_owned()))).collect()
    }
}

/// The form that is meant; `None` where too much is missing to go on.
pub(super) fn check(business: BusinessType, given: &Given, now: i64, mistakes: &mut Vec<Mistake>) -> Option<Form> {
    let form = form(business, given);
    let needed: Vec<&'static str> = match form {
        Form::Token(name) => vec![name],
        Form::Signed(names) => names.iter().copied().chain([SIGN]).collect(),
    };
    let mut complete = true;
    for name in &needed {
        if given.get(name).is_none() {
            complete = false;
            mistakes.push(missing(name, given));
        }
    }
    if form.is_signed() {
        check_sign_type(given, mistakes);
        check_timestamp(given, now, mistakes);
        check_nonce(given, mistakes);
    }
    complete.then_some(form)
}

/// Where a page opens either way, whoever gives anything of the signed form means that.
fn form(business: BusinessType, given: &Given) -> Form {
    let Some(token) = business.token() else { return Form::Signed(business.signed()) };
    let of_signed = |name: &str| name != token && (name == SIGN || business.signed().contains(&name));
    let hints = given.pairs.iter().any(|(name, _)| of_signed(name));
    let has_own_token = given.get(token).is_some() && !business.signed().contains(&token);
    if hints && !has_own_token { Form::Signed(business.signed()) } else { Form::Token(token) }
}

/// A parameter that is not there; perhaps it is, under another name.
fn missing(name: &str, given: &Given) -> Mistake {
    let plain = |text: &str| text.to_ascii_lowercase().replace(['_', '-'], "");
    let meant = given.pairs.iter().find(|(other, _)| *other != name && plain(other) == plain(name));
    if let Some((other, _)) = meant {
        return Mistake::new("misspelled", name, format!("it is spelled {name}, not {other}"));
    }
    let empty = given.pairs.iter().any(|(other, _)| other == name);
    Mistake::new("missing", name, if empty { "it is empty" } else { "it is missing" })
}

fn check_sign_type(given: &Given, mistakes: &mut Vec<Mistake>) {
    if let Some(other) = given.get("sign_type").filter(|given| *given != SIGN_TYPE) {
        mistakes.push(Mistake::new("sign_type", "sign_type", format!("{other:?} is none: only {SIGN_TYPE} is")));
    }
}

fn check_nonce(given: &Given, mistakes: &mut Vec<Mistake>) {
    let Some(nonce) = given.get("nonce_str") else { return };
    if nonce.len() > 32 || !nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        mistakes.push(Mistake::new("nonce_str", "nonce_str", "letters and digits, 32 at most"));
    }
}

fn check_timestamp(given: &Given, now: i64, mistakes: &mut Vec<Mistake>) {
    let Some(text) = given.get("timestamp") else { return };
    let issue = match text.parse::<i64>() {
        Err(_) => format!("{text:?} is not a number of seconds since 1970"),
        Ok(milliseconds) if (milliseconds / 1000 - now).abs() < 10 * 365 * 24 * 3600 => {
            let issue = format!("{text} are milliseconds: it wants seconds, {}", milliseconds / 1000);
            return mistakes.push(Mistake::new("timestamp_milliseconds", "timestamp", issue));
        }
        Ok(seconds) if seconds < now - MAX_SKEW_SECONDS => {
            let age = now - seconds;
            let issue = format!("{age} s old, {MAX_SKEW_SECONDS} s at most: sign anew each time the page is opened");
            return mistakes.push(Mistake::new("timestamp_expired", "timestamp", issue));
        }
        Ok(seconds) if seconds > now + MAX_SKEW_SECONDS => {
            format!("{} s ahead of this machine's clock, {MAX_SKEW_SECONDS} s at most", seconds - now)
        }
        Ok(_) => return,
    };
    mistakes.push(Mistake::new("timestamp", "timestamp", issue));
}
