//! Below `/v3/mch-manage`: management records of sub-merchants (商户管理记录).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MchManage "/v3/mch-manage"
    mch_manage_records: MchManageRecords "/mch-manage-records" {
        sub_mchid: SubMchid "/sub-mchid" {
            sub_mchid: SubMchid {sub_mchid} (get "分页查询子商户名下的商户管理记录")
        }
        manage_record_id: ManageRecordId {manage_record_id} (get "查询子商户下指定商户管理记录") {
            mch_manage_submissions: MchManageSubmissions "/mch-manage-submissions" (post "对指定商户管理记录提交资料")
        }
    }
    submission_files: SubmissionFiles "/submission-files" {
        sub_mchid: SubMchid "/sub-mchid" {
            sub_mchid: SubMchid {sub_mchid} {
                upload: Upload "/upload" (post_multipart "上传商户提交资料文件")
            }
        }
    }
}
