//! The parts that refunds are made of.

use crate::declare::schema;
use crate::spec::{Shape, fen, integer, list, object, text};
use payscore_domain::Fen;

schema! {
    /// How much is asked back.
    RefundRequestAmount {
        required {
            /// How much, in fen.
            refund "退款金额": Fen => fen(1);
            /// What was paid, in fen.
            total "原订单金额": Fen => fen(1);
            /// `CNY`.
            currency "退款币种": String => Shape::OneOf(&["CNY"]);
        }
        optional {
            /// Out of which accounts; adds up to `refund`.
            from "退款出资账户及金额": Vec<FundsFrom> => list::<FundsFrom>(10);
        }
    }
}

schema! {
    /// An account that pays for a part of a refund.
    FundsFrom {
        required {
            /// `AVAILABLE` or `UNAVAILABLE`.
            account "出资账户类型": String => Shape::OneOf(&["AVAILABLE", "UNAVAILABLE"]);
            /// How much, in fen.
            amount "出资金额": Fen => fen(1);
        }
    }
}

schema! {
    /// Goods that are given back.
    RefundGoods {
        required {
            /// The merchant's number for them.
            merchant_goods_id "商户侧商品编码": String => text(32);
            /// The price of one, in fen.
            unit_price "商品单价": Fen => fen(0);
            /// What is refunded for them, in fen.
            refund_amount "商品退款金额": Fen => fen(0);
            /// How many.
            refund_quantity "商品退货数量": i64 => integer(1, i64::MAX);
        }
        optional {
            /// WeChat Pay's number for them.
            wechatpay_goods_id "微信支付商品编码": String => text(32);
            /// Their name.
            goods_name "商品名称": String => text(256);
        }
    }
}

schema! {
    /// A refund as it stands.
    Refund {
        required {
            /// WeChat Pay's number for the refund.
            refund_id "微信支付退款单号": String => text(32);
            /// The merchant's number for the refund.
            out_refund_no "商户退款单号": String => Shape::OutRefundNumber;
            /// WeChat Pay's number of the payment.
            transaction_id "微信支付订单号": String => text(32);
            /// The number that PayScore gave the payment.
            out_trade_no "商户订单号": String => text(32);
            /// By which way the money goes back: `ORIGINAL`.
            channel "退款渠道": String => Shape::OneOf(&["ORIGINAL", "BALANCE", "OTHER_BALANCE", "OTHER_BANKCARD"]);
            /// Where the money goes, in words.
            user_received_account "退款入账账户": String => text(64);
            /// When it was asked for, RFC 3339.
            create_time "退款创建时间": String => text(64);
            /// `PROCESSING`, `SUCCESS`, `CLOSED` or `ABNORMAL`.
            status "退款状态": String => Shape::OneOf(&["SUCCESS", "CLOSED", "PROCESSING", "ABNORMAL"]);
            /// How much.
            amount "金额信息": RefundAmount => object::<RefundAmount>();
        }
        optional {
            /// When the user had the money, RFC 3339.
            success_time "退款成功时间": String => text(64);
            /// Out of which account.
            funds_account "资金账户": String => Shape::OneOf(&["UNSETTLED", "AVAILABLE", "UNAVAILABLE", "OPERATION", "BASIC", "ECNY_BASIC"]);
            /// Coupons given back.
            promotion_detail "优惠退款信息": Vec<RefundPromotion> => list::<RefundPromotion>(100);
        }
    }
}

schema! {
    /// What a refund is made of, in fen.
    RefundAmount {
        required {
            /// What was paid.
            total "订单金额": Fen => fen(0);
            /// What is refunded.
            refund "退款金额": Fen => fen(0);
            /// What the user paid.
            payer_total "用户支付金额": Fen => fen(0);
            /// What the user gets back.
            payer_refund "用户退款金额": Fen => fen(0);
            /// What the merchant gives back of what it was due.
            settlement_refund "应结退款金额": Fen => fen(0);
            /// What the merchant was due.
            settlement_total "应结订单金额": Fen => fen(0);
            /// What is given back in coupons.
            discount_refund "优惠退款金额": Fen => fen(0);
            /// `CNY`.
            currency "退款币种": String => text(16);
        }
        optional {
            /// Out of which accounts, as asked for.
            from "退款出资账户及金额": Vec<FundsFrom> => list::<FundsFrom>(10);
            /// What is given back of the fee.
            refund_fee "手续费退款金额": Fen => fen(0);
        }
    }
}

schema! {
    /// A coupon that is given back.
    RefundPromotion {
        required {
            /// The coupon.
            promotion_id "券ID": String => text(32);
            /// `GLOBAL` or `SINGLE`.
            scope "优惠范围": String => Shape::OneOf(&["GLOBAL", "SINGLE"]);
            /// `CASH` or `NOCASH`.
            r#type "优惠类型": String => Shape::OneOf(&["CASH", "NOCASH"]);
            /// What it took off, in fen.
            amount "优惠券面额": Fen => fen(0);
            /// What is given back of it, in fen.
            refund_amount "优惠退款金额": Fen => fen(0);
        }
        optional {
            /// The goods it was for.
            goods_detail "退款商品": Vec<RefundGoods> => list::<RefundGoods>(1000);
        }
    }
}

schema! {
    /// The resource of REFUND.SUCCESS, REFUND.CLOSED and REFUND.ABNORMAL.
    RefundNotice {
        required {
            /// The merchant number that asked.
            mchid "商户号": String => text(32);
            /// The number that PayScore gave the payment.
            out_trade_no "商户订单号": String => text(32);
            /// WeChat Pay's number of the payment.
            transaction_id "微信支付订单号": String => text(32);
            /// The merchant's number for the refund.
            out_refund_no "商户退款单号": String => Shape::OutRefundNumber;
            /// WeChat Pay's number for the refund.
            refund_id "微信支付退款单号": String => text(32);
            /// `SUCCESS`, `CLOSED` or `ABNORMAL`.
            refund_status "退款状态": String => Shape::OneOf(&["SUCCESS", "CLOSED", "ABNORMAL"]);
            /// Where the money goes, in words.
            user_received_account "退款入账账户": String => text(64);
            /// How much.
            amount "金额信息": RefundNoticeAmount => object::<RefundNoticeAmount>();
        }
        optional {
            /// On a provider's payments: the provider.
            sp_mchid "服务商户号": String => text(32);
            /// On a provider's payments: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// When the user had the money, RFC 3339.
            success_time "退款成功时间": String => text(64);
            /// The bank's name for the account.
            recv_account "收款账户": String => text(64);
            /// Which funds paid for it.
            fund_source "退款资金来源": String => Shape::OneOf(&["REFUND_SOURCE_UNSETTLED_FUNDS", "REFUND_SOURCE_RECHARGE_FUNDS"]);
            /// Whose funds paid for it.
            refund_account "退款出资商户": String => Shape::OneOf(&["REFUND_SOURCE_PARTNER_ADVANCE", "REFUND_SOURCE_SUB_MERCHANT"]);
            /// Of a person who sells without being a merchant.
            individual_auth_id "个人收款方受理授权ID": String => text(32);
        }
    }
}

schema! {
    /// What a refund is made of, in fen, as its notification says it.
    RefundNoticeAmount {
        required {
            /// What was paid.
            total "订单金额": Fen => fen(0);
            /// What is refunded.
            refund "退款金额": Fen => fen(0);
            /// What the user paid.
            payer_total "用户支付金额": Fen => fen(0);
            /// What the user gets back.
            payer_refund "用户退款金额": Fen => fen(0);
        }
        optional {
            /// `CNY`; in REFUND.SUCCESS.
            currency "退款币种": String => text(16);
            /// `CNY`; in REFUND.SUCCESS.
            payer_currency "用户支付币种": String => text(16);
            /// What the merchant gives back of what it was due.
            settlement_refund "应结退款金额": Fen => fen(0);
            /// Of that.
            settlement_currency "结算币种": String => text(16);
            /// Where currencies differ.
            exchange_rate "汇率": ExchangeRate => object::<ExchangeRate>();
        }
    }
}

schema! {
    /// At which rate a currency was changed.
    ExchangeRate {
        optional {
            /// Whose rate.
            r#type "汇率类型": String => Shape::OneOf(&["USERPAYMENT_RATE", "SETTLEMENT_RATE"]);
            /// The rate times 10⁸.
            rate "汇率值": i64 => integer(0, i64::MAX);
        }
    }
}
