//! The fund flow bill.

use super::Bill;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Names a day's fund flow bill: each change of an account's balance.
    ///
    /// A day's bill can be had from 10 o'clock of the next, for three months.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `NO_STATEMENT_EXIST` (the balance did not change), 400 `STATEMENT_CREATING`,
    /// 403 `NO_AUTH`.
    GetFundFlowBill "申请资金账单": GET "/v3/bill/fundflowbill" => 200 Bill;
    source "https://pay.weixin.qq.com/docs/merchant/apis/combine-payment-identity/bill-download/get-fund-flow-bill.html";
    in query {
        required {
            /// `yyyy-MM-dd`, a day in Beijing.
            bill_date "账单日期": String => Shape::Text { min: 10, max: 10 };
        }
        optional {
            /// Of a provider's sub-merchant; without it a provider's bill has its own money only.
            sub_mchid "子商户号": String => text(32);
            /// `BASIC` when left out. On the other two nothing happens here.
            account_type "资金账户类型": String => Shape::OneOf(&["BASIC", "OPERATION", "FEES"]);
            /// `GZIP`, or the bare text when left out.
            tar_type "压缩类型": String => Shape::OneOf(&["GZIP"]);
        }
    }
}
