//! The package of an order names its order: what opens with it is found without an index that every new order would have
//! to be entered in.

use crate::ids::{OrderKey, Package};
use crate::moment::Moment;
use crate::{Draw, Handle};

/// Between merchant number and order number, before they are written in hexadecimal digits.
const BETWEEN: char = '/';
/// What comes before them: what every package begins with, its moment, and what is random about it.
const BEFORE: usize = 50;

impl Draw {
    /// The text that opens the confirmation page of this order.
    pub fn order_package(self, issued: Moment, key: &OrderKey) -> Package {
        let named = format!("{}{BETWEEN}{}", key.mchid, key.out_order_no);
        let mut package = self.package(issued).to_string();
        package.reserve(2 * named.len());
        for byte in named.bytes() {
            for digit in [byte >> 4, byte & 15] {
                package.extend(char::from_digit(digit.into(), 16));
            }
        }
        package.into()
    }
}

impl Package {
    /// The order that it names. Those of sign plans name nothing, nor did any in the beginning: they are looked up.
    pub fn order_key(&self) -> Option<OrderKey> {
        let named = self.as_str().get(BEFORE..).filter(|digits| !digits.is_empty())?;
        let bytes: Option<Vec<u8>> = named.as_bytes().chunks(2).map(byte).collect();
        let text = String::from_utf8(bytes?).ok()?;
        let (mchid, out_order_no) = text.split_once(BETWEEN)?;
        Some(OrderKey::new(mchid, out_order_no))
    }

    /// The handle by which its order is found, if it does not name it.
    pub(crate) fn order_handle(&self) -> Option<Handle> {
        self.order_key().is_none().then(|| crate::Order::by_package(self))
    }
}

fn byte(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |digit: &u8| char::from(*digit).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_names_its_order() {
        for (mchid, number) in [("1900000109", "A/1-|*@"), ("1", ""), ("1900000109", &*"订".repeat(20))] {
            let key = OrderKey::new(mchid, number);
            let package = Draw(7).order_package(Moment::from_unix(1_795_000_000), &key);
            assert_eq!(package.order_key(), Some(key));
            assert_eq!(package.order_handle(), None);
            assert!(package.as_str().starts_with(Draw(7).package(Moment::from_unix(1_795_000_000)).as_str()));
            assert!(package.as_str().len() <= 300, "the field's length");
        }
    }

    #[test]
    fn others_are_looked_up() {
        let plain = Draw(7).package(Moment::from_unix(1_795_000_000));
        assert_eq!(plain.as_str().len(), BEFORE);
        for text in [
            plain.as_str(),
            "",
            "订",
            &format!("{plain}3"),
            &format!("{plain}zz"),
            &format!("{plain}31"),
            &format!("{plain}ff2f"),
        ] {
            let package = Package::from(text);
            assert_eq!(package.order_key(), None, "{text}");
            assert_eq!(package.order_handle(), Some(crate::Order::by_package(&package)));
        }
    }
}
