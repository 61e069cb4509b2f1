//! Below `/v3/apply4sub`: settlement accounts of sub-merchants (特约商户结算账户).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Apply4sub "/v3/apply4sub"
    sub_merchants: SubMerchants "/sub_merchants" {
        sub_mchid: SubMchid {sub_mchid} {
            application: Application "/application" {
                application_no: ApplicationNo {application_no} (get "查询结算账户修改申请状态")
            }
            modify_settlement: ModifySettlement "/modify-settlement" (post "修改结算帐号")
            settlement: Settlement "/settlement" (get "查询结算账户")
        }
    }
}
