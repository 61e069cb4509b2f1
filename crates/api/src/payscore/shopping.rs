//! What was bought, on orders that are paid for on delivery (先用后付).

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, list, object, text};
use payscore_domain::Fen;

schema! {
    /// A page of a shop.
    JumpLink {
        optional {
            /// `JUMP_LINK_MINI_PROGRAM`.
            jump_link_type "跳转链接类型": String => Shape::OneOf(&["JUMP_LINK_MINI_PROGRAM"]);
            /// The mini-program.
            appid "小程序跳转AppID": String => text(32);
            /// The page in it.
            path "小程序跳转path": String => text(1024);
        }
    }
}

schema! {
    /// What was bought.
    ShoppingInfo {
        required {
            /// Where the shop shows the purchase.
            jump_link "单详跳转链接": JumpLink => object::<JumpLink>();
            /// The goods: at most 100.
            goods "商品列表": Vec<ShoppingGoods> => list::<ShoppingGoods>(100);
        }
        optional {
            /// The shop's application.
            real_merchant_appid "实际购物商家公众号ID": String => text(32);
        }
    }
}

schema! {
    /// Goods of one kind.
    ShoppingGoods {
        required {
            /// What they are called.
            name "商品名称": String => text(256);
            /// Their picture's address.
            picture "商品图片链接": String => text(1024);
            /// What one costs, in fen.
            amount "商品单价金额": Fen => fen(0);
            /// How many.
            count "商品数量": i64 => integer(1, i64::MAX);
        }
        optional {
            /// What kind of goods: at most 100.
            category_id "商品品类ID": Vec<String> => Shape::Texts { max: 100, each: 64 };
        }
    }
}

schema! {
    /// What was bought, where all of it may be left out.
    PartnerShoppingInfo {
        optional {
            /// The shop's application.
            real_merchant_appid "实际购物商家公众号ID": String => text(32);
            /// Where the shop shows the purchase.
            jump_link "单详跳转链接": JumpLink => object::<JumpLink>();
            /// The goods: at most 100.
            goods "商品列表": Vec<PartnerShoppingGoods> => list::<PartnerShoppingGoods>(100);
        }
    }
}

schema! {
    /// Goods of one kind, where all of it may be left out.
    PartnerShoppingGoods {
        optional {
            /// What they are called.
            name "商品名称": String => text(256);
            /// Their picture's address.
            picture "商品图片链接": String => text(1024);
            /// What one costs, in fen.
            amount "商品单价金额": Fen => fen(0);
            /// How many.
            count "商品数量": i64 => integer(1, i64::MAX);
            /// What kind of goods: at most 100.
            category_id "商品品类ID": Vec<String> => Shape::Texts { max: 100, each: 64 };
        }
    }
}
