//! What was bought, on orders that are paid for on delivery (先用后付).

use crate::fen::Fen;
use crate::ids::Appid;
use serde::{Deserialize, Serialize};

/// A purchase: told to the user, and otherwise only kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShoppingInfo {
    /// The shop's application.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub real_merchant_appid: Option<Appid>,
    /// Where the shop shows the purchase.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub jump_link: Option<JumpLink>,
    /// The goods.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goods: Vec<Goods>,
}

/// A page of a shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JumpLink {
    /// Its kind, as given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// The mini-program.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub appid: Option<String>,
    /// The page in it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
}

/// Goods of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// What they are called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Their picture's address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub picture: Option<String>,
    /// What one costs, in fen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Fen>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub count: Option<i64>,
    /// What kind of goods.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub category_id: Vec<String>,
}
