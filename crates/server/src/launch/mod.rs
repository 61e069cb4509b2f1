//! What the phone makes of the parameters that a front end opens a page of PayScore with, and, where it would only say
//! that something is wrong, what that is.
//!
//! [`given`] reads them, [`parameters`] knows which there have to be, [`signature`] finds out what a wrong one was made
//! of, and [`page`] which order, authorization or plan the user would see. [`scan`] is for what came without a word on
//! what it is for.

mod given;
mod mistake;
mod page;
mod parameters;
mod scan;
mod signature;

use crate::app::App;
use crate::refusal::Refusal;
pub(crate) use given::{Given, LaunchRequest};
use mistake::Mistake;
use page::Closed;
use payscore_wire::launch::signed_text;
pub(crate) use scan::scan;
use serde_json::{Value, json};

/// Opens the page, or says why it stays closed.
pub(crate) async fn open(app: &App, request: LaunchRequest) -> Result<Value, Refusal> {
    let mut mistakes = Vec::new();
    let given = Given::read(request, &mut mistakes);
    let none = Closed::default;
    let Some(business) = given.business else { return Ok(closed(None, &mistakes, none())) };
    let Some(form) = parameters::check(business, &given, app.clock.wall(), &mut mistakes) else {
        return Ok(closed(None, &mistakes, none()));
    };
    let mut text = None;
    if form.is_signed() {
        let pairs = form.signed_pairs(&given);
        text = Some(signed_text(pairs.iter().map(|(name, value)| (*name, value.as_str()))));
        mistakes.extend(signature::check(app, business, &given, &pairs));
    }
    // A page that would not open for its signature may have other things against it: all are told at once.
    let page = page::find(app, business, &given, form).await?;
    match page {
        Ok(page) if mistakes.is_empty() => Ok(opened(page, form.is_signed(), text)),
        Ok(page) => Ok(closed(text, &mistakes, Closed { mistake: None, of: Some(page) })),
        Err(why) => Ok(closed(text, &mistakes, why)),
    }
}

fn opened(page: Value, signed: bool, signed_text: Option<String>) -> Value {
    json!({ "ok": true, "signed": signed, "signed_text": signed_text, "opens": page, "mistakes": [] })
}

fn closed(signed_text: Option<String>, mistakes: &[Mistake], Closed { mistake, of }: Closed) -> Value {
    let mistakes: Vec<Value> = mistakes.iter().chain(&mistake).map(Mistake::view).collect();
    json!({ "ok": false, "signed_text": signed_text, "opens": null, "of": of, "mistakes": mistakes })
}
