//! What was bought, from the rules' shape to the API's and back.

use payscore_api::payscore::shopping as api;
use payscore_domain::service_order::{Goods, JumpLink, ShoppingInfo};

pub(crate) fn view(shopping: &ShoppingInfo) -> api::ShoppingInfo {
    let link = shopping.jump_link.clone().unwrap_or_default();
    let goods = |goods: &Goods| api::ShoppingGoods {
        name: goods.name.clone().unwrap_or_default(),
        picture: goods.picture.clone().unwrap_or_default(),
        amount: goods.amount.unwrap_or_default(),
        count: goods.count.unwrap_or(1),
        category_id: Some(goods.category_id.clone()).filter(|ids| !ids.is_empty()),
    };
    api::ShoppingInfo {
        real_merchant_appid: shopping.real_merchant_appid.as_ref().map(ToString::to_string),
        jump_link: api::JumpLink { jump_link_type: link.kind, appid: link.appid, path: link.path },
        goods: shopping.goods.iter().map(goods).collect(),
    }
}

pub(crate) fn read(info: &api::ShoppingInfo) -> ShoppingInfo {
    let goods = |goods: &api::ShoppingGoods| Goods {
        name: Some(goods.name.clone()),
        picture: Some(goods.picture.clone()),
        amount: Some(goods.amount),
        count: Some(goods.count),
        category_id: goods.category_id.clone().unwrap_or_default(),
    };
    ShoppingInfo {
        real_merchant_appid: info.real_merchant_appid.as_deref().map(Into::into),
        jump_link: Some(read_link(&info.jump_link)),
        goods: info.goods.iter().map(goods).collect(),
    }
}

/// The same, where a provider says it.
pub(crate) fn read_partner(info: &api::PartnerShoppingInfo) -> ShoppingInfo {
    let goods = |goods: &api::PartnerShoppingGoods| Goods {
        name: goods.name.clone(),
        picture: goods.picture.clone(),
        amount: goods.amount,
        count: goods.count,
        category_id: goods.category_id.clone().unwrap_or_default(),
    };
    ShoppingInfo {
        real_merchant_appid: info.real_merchant_appid.as_deref().map(Into::into),
        jump_link: info.jump_link.as_ref().map(read_link),
        goods: info.goods.iter().flatten().map(goods).collect(),
    }
}

fn read_link(link: &api::JumpLink) -> JumpLink {
    JumpLink { kind: link.jump_link_type.clone(), appid: link.appid.clone(), path: link.path.clone() }
}
