//! Is it signed right, and if not: what was signed instead, with which key?

use super::given::Given;
use super::mistake::Mistake;
use crate::app::App;
use crate::identity::Account;
use payscore_wire::launch::{ApiV2Key, BusinessType, SIGN, signed_text};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

type Pairs = Vec<(String, String)>;

/// A guess at what was signed, and how that differs from what should be.
struct Guess {
    text: String,
    why: Option<String>,
}

/// A guess at the key.
struct Key {
    key: ApiV2Key,
    why: Option<String>,
}

/// What is wrong with the signature; nothing where it is right.
pub(super) fn check(
    app: &App,
    business: BusinessType,
    given: &Given,
    signed: &[(&'static str, String)],
) -> Option<Mistake> {
    let (mchid, sign) = (given.get("mch_id")?, given.get(SIGN)?);
    let Some(account) = app.merchants.get(mchid) else { return Some(unknown_merchant(app, mchid)) };
    let Some(own) = account.apiv2_key.clone() else {
        let issue = format!(
            "merchant {mchid} has no APIv2 key here: import it with `payscore merchant import --apiv2-key-file`"
        );
        return Some(Mistake::new("no_apiv2_key", SIGN, issue));
    };
    let pairs: Pairs = signed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let text = text_of(&pairs);
    let right = own.mac(&text);
    if sign == right {
        return None;
    }
    if let Some(issue) = other_kind(sign) {
        return Some(Mistake::new("sign_form", SIGN, issue));
    }
    let guesses = guesses(business, given, &pairs);
    let reason = explain(sign, &guesses, &keys(app, &account, own));
    Some(match reason {
        Some(reasons) => Mistake::new("sign", SIGN, reasons),
        None => Mistake::new(
            "sign",
            SIGN,
            format!(
                "it does not match. Signed has to be {text}&key=APIV2_KEY, in HMAC-SHA256 with the APIv2 key, in upper case"
            ),
        ),
    })
}

fn unknown_merchant(app: &App, mchid: &str) -> Mistake {
    let provider = app
        .merchants
        .all()
        .into_iter()
        .find(|account| account.merchant.sub.as_ref().is_some_and(|sub| sub.mchid.as_str() == mchid));
    let issue = match provider {
        Some(provider) => {
            let provider = &provider.merchant.mchid;
            format!(
                "{mchid} is a sub-merchant: its provider's number, {provider}, opens the page, with the provider's APIv2 key"
            )
        }
        None => format!("no merchant {mchid}"),
    };
    Mistake::new("unknown_merchant", "mch_id", issue)
}

/// Signatures that are plainly of another kind.
fn other_kind(sign: &str) -> Option<String> {
    let hex = sign.bytes().all(|byte| byte.is_ascii_hexdigit());
    match sign.len() {
        64 if hex => None,
        32 if hex => Some("32 digits are an MD5: it has to be HMAC-SHA256, 64 digits".to_owned()),
        length if length > 300 => Some(
            "it looks like an RSA signature (paySign): pages of PayScore are signed with HMAC-SHA256 and the APIv2 key"
                .to_owned(),
        ),
        44 if !hex => Some("it looks like base64: it has to be upper-case hexadecimal".to_owned()),
        length => Some(format!("64 upper-case hexadecimal digits, these are {length} characters")),
    }
}

/// All mistakes in it, each by its own words.
fn explain(sign: &str, guesses: &[Guess], keys: &[Key]) -> Option<String> {
    for key in keys {
        for guess in guesses {
            let endings = [(key.key.mac(&guess.text), None), (key.key.mac_without_key(&guess.text), Some(NO_KEY))];
            for (mac, ending) in endings {
                if !mac.eq_ignore_ascii_case(sign) {
                    continue;
                }
                let case = (mac != sign).then_some("it is in lower case: it has to be in upper case");
                let reasons = [key.why.as_deref(), guess.why.as_deref(), ending, case];
                let reasons: Vec<&str> = reasons.into_iter().flatten().collect();
                return Some(reasons.join("; "));
            }
        }
    }
    None
}

const NO_KEY: &str = "`&key=` and the APIv2 key are missing at the end of the signed text";

fn text_of(pairs: &Pairs) -> String {
    signed_text(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The merchant's own key first, then what else was at hand: its APIv3 key, and other merchants' APIv2 keys.
fn keys(app: &App, account: &Account, own: ApiV2Key) -> Vec<Key> {
    let mut keys = vec![Key { key: own, why: None }];
    if let Some(key) = account.apiv3_key_as_apiv2() {
        keys.push(Key { key, why: Some("it is signed with the APIv3 key: it has to be the APIv2 key".to_owned()) });
    }
    for other in app.merchants.all() {
        let mchid = &other.merchant.mchid;
        if let Some(key) = other.apiv2_key.clone().filter(|_| *mchid != account.merchant.mchid) {
            let why = format!("it is signed with the APIv2 key of merchant {mchid}: it has to be that of mch_id");
            keys.push(Key { key, why: Some(why) });
        }
    }
    keys
}

fn guesses(business: BusinessType, given: &Given, right: &Pairs) -> Vec<Guess> {
    let mut guesses = vec![Guess { text: text_of(right), why: None }];
    let mut guess = |text: String, why: String| guesses.push(Guess { text, why: Some(why) });
    for (name, text) in left_out(right) {
        guess(text, format!("{name} was left out of what is signed"));
    }
    for (name, value) in extras(business, given, right) {
        let mut pairs = right.clone();
        pairs.push((name.clone(), value));
        guess(text_of(&pairs), format!("{name} was signed, too: it is not part of what is signed"));
    }
    let all: Pairs = given.pairs.iter().filter(|(name, _)| name != SIGN).cloned().collect();
    if all.len() > right.len() + 1 {
        guess(text_of(&all), "parameters were signed that are not part of what is signed".to_owned());
    }
    if let Some(sign) = given.get(SIGN) {
        guess(format!("{}&sign={sign}", text_of(right)), "sign itself was signed, too".to_owned());
    }
    for encoded in encodings(right) {
        guess(
            text_of(&encoded),
            "values were URL-encoded before they were signed: they are signed as they are".to_owned(),
        );
    }
    if let Some((pairs, what)) = other_unit(right) {
        guess(text_of(&pairs), format!("another timestamp was signed than is given: in {what}"));
    }
    for order in permutations(right.len()) {
        let parts: Vec<&(String, String)> = order.iter().map(|index| &right[*index]).collect();
        let text: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        guess(
            text.join("&"),
            format!("it is signed in the order {}: names have to be in the order of ASCII", names.join(", ")),
        );
    }
    guesses
}

fn left_out(right: &Pairs) -> impl Iterator<Item = (String, String)> + '_ {
    (0..right.len()).map(|index| {
        let mut pairs = right.clone();
        let (name, _) = pairs.remove(index);
        (name, text_of(&pairs))
    })
}

/// What people sign besides: what is given besides, and the page's name.
fn extras(business: BusinessType, given: &Given, right: &Pairs) -> Vec<(String, String)> {
    let is_right = |name: &str| name == SIGN || right.iter().any(|(right, _)| right == name);
    let mut extras: Vec<_> = given.pairs.iter().filter(|(name, _)| !is_right(name)).cloned().collect();
    for name in ["businessType", "business_type"] {
        extras.push((name.to_owned(), business.as_str().to_owned()));
    }
    extras
}

/// Every value percent-encoded, in the two ways that libraries do it.
fn encodings(right: &Pairs) -> Vec<Pairs> {
    const STRICT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    let encode = |set: &'static percent_encoding::AsciiSet| -> Pairs {
        right.iter().map(|(name, value)| (name.clone(), utf8_percent_encode(value, set).to_string())).collect()
    };
    const LOOSE: &percent_encoding::AsciiSet =
        &STRICT.remove(b'*').remove(b'!').remove(b'\'').remove(b'(').remove(b')');
    [encode(STRICT), encode(LOOSE)].into_iter().filter(|encoded| encoded != right).collect()
}

/// Seconds given and milliseconds signed, or the other way round.
fn other_unit(right: &Pairs) -> Option<(Pairs, &'static str)> {
    let index = right.iter().position(|(name, _)| name == "timestamp")?;
    let value = &right[index].1;
    let (other, what) = match value.len() {
        13 => (value[..10].to_owned(), "seconds"),
        10 => (format!("{value}000"), "milliseconds"),
        _ => return None,
    };
    let mut pairs = right.clone();
    pairs[index].1 = other;
    Some((pairs, what))
}

/// Every order of so many things: 720 at most.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for _ in 0..count {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..count)
                    .filter(|index| !order.contains(index))
                    .map(|index| [&order[..], &[index]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    orders
}
