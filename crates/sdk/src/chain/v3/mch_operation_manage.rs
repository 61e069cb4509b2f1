//! Below `/v3/mch-operation-manage`: due diligence of sub-merchants (商户尽调).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MchOperationManage "/v3/mch-operation-manage"
    enhanced_due_diligence: EnhancedDueDiligence "/enhanced-due-diligence" {
        due_diligence_id: DueDiligenceId {due_diligence_id} (get "查询子商户强化尽调单信息") {
            submit: Submit "/submit" (post "提交尽调资料")
            upload: Upload "/upload" (post_multipart "上传尽调资料文件")
        }
    }
    merchant_limitations: MerchantLimitations "/merchant-limitations" {
        sub_mchid: SubMchid "/sub-mchid" {
            sub_mchid: SubMchid {sub_mchid} (get "查询子商户管控情况")
        }
    }
}
