//! Below `/v3/recharge`: recharges by bank transfer (银行转账充值).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Recharge "/v3/recharge"
    bank_transfer_recharges: BankTransferRecharges "/bank-transfer-recharges" {
        apply: Apply "/apply" (post "申请银行转账充值")
        out_recharge_no: OutRechargeNo "/out-recharge-no" {
            out_recharge_no: OutRechargeNo {out_recharge_no} (get "查询银行转账充值结果")
        }
    }
}
