//! The trade bill.

use super::Bill;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Names a day's trade bill: what was paid through WeChat Pay, and what was asked back.
    ///
    /// A day's bill can be had from 10 o'clock of the next, for three months.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `NO_STATEMENT_EXIST` (nothing was paid or asked back), 400 `STATEMENT_CREATING`,
    /// 403 `NO_AUTH`.
    GetTradeBill "申请交易账单": GET "/v3/bill/tradebill" => 200 Bill;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012556654";
    in query {
        required {
            /// `yyyy-MM-dd`, a day in Beijing.
            bill_date "账单日期": String => Shape::Text { min: 10, max: 10 };
        }
        optional {
            /// Of a provider's sub-merchant only.
            sub_mchid "子商户号": String => text(32);
            /// `ALL` when left out; the special bills have the same columns, and nothing is ever recharged.
            bill_type "账单类型": String => Shape::OneOf(&["ALL", "SUCCESS", "REFUND", "RECHARGE_REFUND", "ALL_SPECIAL", "SUC_SPECIAL", "REF_SPECIAL"]);
            /// `GZIP`, or the bare text when left out.
            tar_type "压缩类型": String => Shape::OneOf(&["GZIP"]);
        }
    }
}
