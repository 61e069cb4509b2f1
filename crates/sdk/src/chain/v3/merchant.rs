//! Below `/v3/merchant`: balances, withdrawals, media (商户账户与媒体文件).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Merchant "/v3/merchant"
    fund: Fund "/fund" {
        balance: Balance "/balance" {
            account_type: AccountType {account_type} (get "查询账户实时余额")
        }
        dayendbalance: Dayendbalance "/dayendbalance" {
            account_type: AccountType {account_type} (get "查询账户日终余额")
        }
        withdraw: Withdraw "/withdraw" (post "电商平台提现") {
            bill_type: BillType "/bill-type" {
                bill_type: BillType {bill_type} (get "按日下载提现异常文件")
            }
            out_request_no: OutRequestNo "/out-request-no" {
                out_request_no: OutRequestNo {out_request_no} (get "电商平台(商户提现单号查询)提现状态")
            }
            withdraw_id: WithdrawId "/withdraw-id" {
                withdraw_id: WithdrawId {withdraw_id} (get "电商平台(微信支付提现单号)查询提现状态")
            }
        }
    }
    media: Media "/media" {
        upload: Upload "/upload" (post_multipart "文件上传")
        video_upload: VideoUpload "/video_upload" (post_multipart "视频上传")
    }
}
