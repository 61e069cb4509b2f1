//! Who a pay-after order's user is, as the merchant says it: looked at once, never kept.

use crate::moment::ServiceTime;
use crate::rejection::Rejection;
use std::fmt;

/// Says what is wrong with a text, without repeating it.
type Rule = fn(&str) -> Result<(), &'static str>;

/// Four texts about a person, each of which may be left out. Their lengths were checked by whoever read them.
#[derive(Clone, Default)]
pub struct Identity {
    /// The name.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The number of the identity document.
    pub userid: Option<String>,
    /// The address.
    pub address: Option<String>,
}

impl Identity {
    /// Refuses what cannot be a name, a phone number, a document's number or an address. The refusal names the field
    /// and never what it holds.
    pub fn check(&self) -> Result<(), Rejection> {
        let holds = |field, text: &Option<String>, rule: Rule| {
            let told = text.as_deref().map_or(Ok(()), rule);
            told.map_err(|issue| Rejection::IdentityMalformed { field, issue })
        };
        holds("name", &self.name, check_name)?;
        holds("phone", &self.phone, check_phone)?;
        holds("userid", &self.userid, check_document)?;
        holds("address", &self.address, check_address)
    }

    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.texts().iter().all(Option::is_none)
    }

    /// The four texts in a fixed order.
    pub fn texts(&self) -> [Option<&str>; 4] {
        [&self.name, &self.phone, &self.userid, &self.address].map(Option::as_deref)
    }
}

/// Says which texts are there, and none of them.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |text: &Option<String>| text.as_ref().map(|_| "…");
        f.debug_struct("Identity")
            .field("name", &hidden(&self.name))
            .field("phone", &hidden(&self.phone))
            .field("userid", &hidden(&self.userid))
            .field("address", &hidden(&self.address))
            .finish()
    }
}

/// Letters of any script, and what stands between them.
fn check_name(name: &str) -> Result<(), &'static str> {
    let between = |c: char| matches!(c, ' ' | '·' | '•' | '.' | '-' | '\'' | '’');
    match name.chars().all(|c| c.is_alphabetic() || between(c)) && name.chars().any(char::is_alphabetic) {
        true => Ok(()),
        false => Err("a name consists of letters"),
    }
}

/// A mobile number of the mainland, with or without +86, or another country's with its prefix.
fn check_phone(phone: &str) -> Result<(), &'static str> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mainland = |text: &str| text.len() == 11 && digits(text) && matches!(text.as_bytes(), [b'1', b'3'..=b'9', ..]);
    let fits = match phone.strip_prefix('+') {
        Some(number) => match number.strip_prefix("86") {
            Some(rest) => mainland(rest),
            None => (7..=15).contains(&number.len()) && digits(number) && !number.starts_with('0'),
        },
        None => mainland(phone),
    };
    if fits { Ok(()) } else { Err("not a mobile number of 11 digits, nor + and a country's number") }
}

/// What looks like a resident's number must be one: 18 digits, the last of which may be an X. The numbers of other
/// documents are letters and digits.
fn check_document(number: &str) -> Result<(), &'static str> {
    let body = number.strip_suffix(['X', 'x']).unwrap_or(number);
    if !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_digit()) {
        return check_resident(number);
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'(' | b')');
    match number.len() >= 5 && number.bytes().all(allowed) {
        true => Ok(()),
        false => Err("not the number of an identity document"),
    }
}

/// GB 11643: six digits of a place, the day of birth, three digits, and a check digit modulo 11.
fn check_resident(number: &str) -> Result<(), &'static str> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [u8; 11] = *b"10X98765432";
    if number.len() != 18 {
        return Err("a resident's identity number has 18 digits");
    }
    if !matches!(number[6..14].parse(), Ok(ServiceTime::Day(_))) {
        return Err("the identity number holds no day of birth");
    }
    let sum: u32 = number.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let given = number.as_bytes()[17].to_ascii_uppercase();
    if CHECK[(sum % 11) as usize] == given { Ok(()) } else { Err("the identity number's check digit is wrong") }
}

fn check_address(address: &str) -> Result<(), &'static str> {
    match address.chars().any(char::is_alphanumeric) && !address.chars().any(char::is_control) {
        true => Ok(()),
        false => Err("an address consists of words"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(identity: &Identity) -> Option<&'static str> {
        match identity.check() {
            Ok(()) => None,
            Err(Rejection::IdentityMalformed { field, .. }) => Some(field),
            Err(other) => panic!("{other}"),
        }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn names_are_letters() {
        for (name, field) in [
            ("张三", None),
            ("阿卜杜拉·买买提", None),
            ("Jean-Luc O'Neill", None),
            ("张3", Some("name")),
            ("·", Some("name")),
            ("张\n三", Some("name")),
        ] {
            assert_eq!(told(&Identity { name: some(name), ..Identity::default() }), field, "{name:?}");
        }
    }

    #[test]
    fn phones_are_mobile_numbers() {
        for (phone, field) in [
            ("13800000000", None),
            ("19912345678", None),
            ("+8613800000000", None),
            ("+85261234567", None),
            ("12800000000", Some("phone")),
            ("1380000000", Some("phone")),
            ("138000000000", Some("phone")),
            ("+8612800000000", Some("phone")),
            ("+012345678", Some("phone")),
            ("+1234567890123456", Some("phone")),
            ("010-62510000", Some("phone")),
        ] {
            assert_eq!(told(&Identity { phone: some(phone), ..Identity::default() }), field, "{phone}");
        }
    }

    #[test]
    fn a_residents_number_has_a_birthday_and_a_check_digit() {
        for (userid, field) in [
            // The example of the standard itself.
            ("11010519491231002X", None),
            ("11010519491231002x", None),
            ("440524188001010014", None),
            ("110105194912310021", Some("userid")),
            ("11010519491331002X", Some("userid")),
            ("1101051949123100", Some("userid")),
            ("X", Some("userid")),
            ("E12345678", None),
            ("H0123456(7)", None),
            ("E123", Some("userid")),
            ("护照12345", Some("userid")),
        ] {
            assert_eq!(told(&Identity { userid: some(userid), ..Identity::default() }), field, "{userid}");
        }
    }

    #[test]
    fn addresses_are_words() {
        for (address, field) in [("深圳市南山区 1 号", None), ("……", Some("address")), ("A\u{0}", Some("address"))]
        {
            assert_eq!(told(&Identity { address: some(address), ..Identity::default() }), field, "{address:?}");
        }
    }

    #[test]
    fn the_first_broken_field_is_named_and_nothing_is_told_of_it() {
        let broken = Identity { name: some("7"), phone: some("7"), userid: some("7"), address: some("\u{7}") };
        assert_eq!(told(&broken), Some("name"));
        let identity = Identity { name: some("张三"), userid: some("11010519491231002X"), ..Identity::default() };
        let shown = format!("{identity:?} {}", broken.check().unwrap_err());
        assert!(!shown.contains("张三") && !shown.contains("1101") && !shown.contains('7'), "{shown}");
        assert!(!identity.is_empty() && Identity::default().is_empty());
    }
}
