//! Below `/v3/mch_operate`: withdrawals of cancelled merchants (已注销商户号提现).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MchOperate "/v3/mch_operate"
    risk: Risk "/risk" {
        withdrawl_apply: WithdrawlApply "/withdrawl-apply" (post "提交已注销商户号可用余额提现申请单") {
            applyment_id: ApplymentId "/applyment-id" {
                applyment_id: ApplymentId {applyment_id} (get "微信支付提现申请单号查询提现申请单状态")
            }
            out_request_no: OutRequestNo "/out-request-no" {
                out_request_no: OutRequestNo {out_request_no} (get "商户提现申请单号查询提现申请单状态")
            }
        }
    }
}
