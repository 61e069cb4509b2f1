//! The parts that service orders of every kind are made of.

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, list, text};
use payscore_domain::Fen;

/// `state`.
pub(super) const STATE: Shape = Shape::OneOf(&["CREATED", "DOING", "DONE", "REVOKED", "EXPIRED"]);

/// `state_description`.
pub(super) const STATE_DESCRIPTION: Shape = Shape::OneOf(&["USER_CONFIRM", "MCH_COMPLETE"]);

schema! {
    /// Something to be paid for.
    PostPayment {
        required {
            /// Its name; unique in the order, except `商品信息`.
            name "付费名称": String => text(20);
        }
        optional {
            /// The whole item's amount in fen; the count is not multiplied in.
            amount "付费金额": Fen => fen(0);
            /// How it is charged, in words.
            description "付费说明": String => text(30);
            /// How many.
            count "付费数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// Something that the merchant takes off.
    PostDiscount {
        required {
            /// Its name; unique in the order.
            name "优惠名称": String => text(20);
        }
        optional {
            /// Its conditions, in words.
            description "优惠说明": String => text(30);
            /// What the whole discount takes off, in fen.
            amount "优惠金额": Fen => fen(0);
            /// How many.
            count "优惠数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// Something that the merchant will take off.
    PlannedDiscount {
        required {
            /// Its name; unique in the order.
            name "优惠名称": String => text(20);
            /// Its conditions, in words.
            description "优惠说明": String => text(30);
        }
        optional {
            /// What the whole discount takes off, in fen.
            amount "优惠金额": Fen => fen(0);
            /// How many.
            count "优惠数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// Something that the merchant takes off an order that is over, with its conditions: so much.
    ExplainedDiscount {
        required {
            /// Its name; unique in the order.
            name "优惠名称": String => text(20);
            /// Its conditions, in words.
            description "优惠说明": String => text(30);
            /// What the whole discount takes off, in fen.
            amount "优惠金额": Fen => fen(0);
        }
        optional {
            /// How many.
            count "优惠数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// Something that the merchant takes off an order that is over: so much.
    SettledDiscount {
        required {
            /// Its name; unique in the order.
            name "优惠名称": String => text(20);
            /// What the whole discount takes off, in fen.
            amount "优惠金额": Fen => fen(0);
        }
        optional {
            /// Its conditions, in words.
            description "优惠说明": String => text(30);
            /// How many.
            count "优惠数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// Something to be paid for, where its name may be left out.
    PaymentItem {
        optional {
            /// Its name; unique in the order, except `商品信息`.
            name "付费名称": String => text(20);
            /// The whole item's amount in fen; the count is not multiplied in.
            amount "付费金额": Fen => fen(0);
            /// How it is charged, in words.
            description "付费说明": String => text(30);
            /// How many.
            count "付费数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// Something that the merchant takes off, where its name may be left out.
    DiscountItem {
        optional {
            /// Its name; unique in the order.
            name "优惠名称": String => text(20);
            /// Its conditions, in words.
            description "优惠说明": String => text(30);
            /// What the whole discount takes off, in fen.
            amount "优惠金额": Fen => fen(0);
            /// How many.
            count "优惠数量": i64 => integer(1, 100);
        }
    }
}

schema! {
    /// The most that the user is told may be charged.
    RiskFund {
        required {
            /// Three kinds of deposit, or `ESTIMATE_ORDER_COST` in the pay-after mode.
            name "风险名称": String => Shape::OneOf(&["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]);
            /// In fen; at most the service's cap.
            amount "风险金额": Fen => fen(1);
        }
        optional {
            /// In words.
            description "风险说明": String => text(30);
        }
    }
}

schema! {
    /// The most that the user is told may be charged, where all of it may be left out.
    PartnerRiskFund {
        optional {
            /// As in [`RiskFund`].
            name "风险名称": String => Shape::OneOf(&["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"]);
            /// In fen; at most the service's cap.
            amount "风险金额": Fen => fen(1);
            /// In words.
            description "风险说明": String => text(30);
        }
    }
}

schema! {
    /// When the service is to be used, as creation says it. Times are Beijing's.
    PlannedTimeRange {
        required {
            /// `yyyyMMddHHmmss`, `yyyyMMdd`, or `OnAccept` for the moment of the user's confirmation.
            start_time "服务开始时间": String => Shape::Time { on_accept: true };
        }
        optional {
            /// `yyyyMMddHHmmss` or `yyyyMMdd`, to the precision of the start.
            end_time "服务结束时间": String => Shape::Time { on_accept: false };
            /// Words on the start.
            start_time_remark "服务开始时间备注": String => text(20);
            /// Words on the end.
            end_time_remark "服务结束时间备注": String => text(20);
        }
    }
}

schema! {
    /// When the service was used. Times are Beijing's.
    TimeRange {
        optional {
            /// `yyyyMMddHHmmss`, `yyyyMMdd`, or `OnAccept` for the moment of the user's confirmation.
            start_time "服务开始时间": String => Shape::Time { on_accept: true };
            /// `yyyyMMddHHmmss` or `yyyyMMdd`, to the precision of the start.
            end_time "服务结束时间": String => Shape::Time { on_accept: false };
            /// Words on the start.
            start_time_remark "服务开始时间备注": String => text(20);
            /// Words on the end.
            end_time_remark "服务结束时间备注": String => text(20);
        }
    }
}

schema! {
    /// Where the service is used.
    Location {
        optional {
            /// From.
            start_location "服务开始地点": String => text(50);
            /// To.
            end_location "服务结束地点": String => text(50);
        }
    }
}

schema! {
    /// The device that hands the service out.
    Device {
        optional {
            /// Where it was taken.
            start_device_id "服务开始的设备ID": String => text(50);
            /// Where it was returned.
            end_device_id "服务结束的设备ID": String => text(50);
            /// The thing itself.
            materiel_no "物料编码": String => text(100);
        }
    }
}

schema! {
    /// How a completed order's money is coming in.
    Collection {
        required {
            /// `USER_PAYING` or `USER_PAID`.
            state "收款状态": String => Shape::OneOf(&["USER_PAYING", "USER_PAID"]);
        }
        optional {
            /// What is to be collected, in fen.
            total_amount "总收款金额": Fen => fen(0);
            /// What is still owed, in fen.
            paying_amount "待收金额": Fen => fen(0);
            /// What has come in, in fen.
            paid_amount "已收金额": Fen => fen(0);
            /// Each payment.
            details "收款明细列表": Vec<CollectionDetail> => list::<CollectionDetail>(100);
            /// The bank, by WeChat Pay's code.
            bank_type "收款银行": String => text(32);
        }
    }
}

schema! {
    /// One payment of an order.
    CollectionDetail {
        optional {
            /// Its place in the order, from 1.
            seq "收款序号": i64 => integer(1, 100);
            /// In fen.
            amount "单笔收款金额": Fen => fen(0);
            /// `NEWTON`: through WeChat Pay; `MCH`: outside it.
            paid_type "收款成功渠道": String => Shape::OneOf(&["NEWTON", "MCH"]);
            /// `yyyyMMddHHmmss`.
            paid_time "收款成功时间": String => Shape::Time { on_accept: false };
            /// WeChat Pay's number of the payment; none where it was made outside.
            transaction_id "微信支付交易单号": String => text(32);
            /// Coupons used.
            promotion_detail "优惠功能": Vec<PromotionDetail> => list::<PromotionDetail>(100);
        }
    }
}

schema! {
    /// A coupon that was used.
    PromotionDetail {
        required {
            /// The coupon.
            coupon_id "券ID": String => text(32);
            /// What it took off, in fen.
            amount "优惠券面额": Fen => fen(0);
        }
        optional {
            /// Its name.
            name "优惠名称": String => text(64);
            /// `GLOBAL` or `SINGLE`.
            scope "优惠范围": String => Shape::OneOf(&["SINGLE", "GLOBAL"]);
            /// `CASH` or `NOCASH`.
            r#type "优惠类型": String => Shape::OneOf(&["CASH", "NOCASH"]);
            /// The batch.
            stock_id "活动ID": String => text(32);
            /// WeChat Pay's share, in fen.
            wechatpay_contribute "微信出资": Fen => fen(0);
            /// The merchant's share, in fen.
            merchant_contribute "商户出资": Fen => fen(0);
            /// Others' share, in fen.
            other_contribute "其他出资": Fen => fen(0);
            /// `CNY`.
            currency "优惠币种": String => text(16);
            /// The goods it was for.
            goods_detail "单品列表": Vec<GoodsDetail> => list::<GoodsDetail>(100);
        }
    }
}

schema! {
    /// Goods that a coupon was for.
    GoodsDetail {
        required {
            /// The goods.
            goods_id "商品编码": String => text(32);
        }
        optional {
            /// How many.
            quantity "商品数量": i64 => integer(0, i64::MAX);
            /// In fen.
            unit_price "商品单价": Fen => fen(0);
            /// In fen.
            discount_amount "商品优惠金额": Fen => fen(0);
            /// In words.
            goods_remark "商品备注": String => text(128);
        }
    }
}
