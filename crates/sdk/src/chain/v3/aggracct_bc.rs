//! Below `/v3/aggracct-bc`: acquirers' channel settlement accounts (微众渠道结算账户).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    AggracctBc "/v3/aggracct-bc"
    wb_channel: WbChannel "/wb-channel" {
        account: Account "/account" {
            balance: Balance "/balance" (get "查询渠道额度")
            mch_archives: MchArchives "/mch_archives" (get "查询商户资料")
            mch_media: MchMedia "/mch_media" (get "查询商户影像件资料")
        }
        bank_channel_account: BankChannelAccount "/bank-channel-account" {
            rename: Rename "/rename" (post "受理渠道结算银行账户更名申请") {
                application_id: ApplicationId {application_id} (get "查询渠道结算银行账户更名申请")
            }
        }
        control_orders: ControlOrders "/control-orders" {
            info: Info "/info" {
                update: Update "/update" {
                    result: Result "/result" {
                        notify: Notify "/notify" (post "资料更新请求审核结果回调通知")
                    }
                }
            }
            punish: Punish "/punish" (post "发起微众台账管控")
            recover: Recover "/recover" (post "解除对微众台账的管控")
            out_request_no: OutRequestNo {out_request_no} (get "查询控制单")
        }
        special_reduction: SpecialReduction "/special-reduction" (post "特殊减额") {
            out_request_no: OutRequestNo {out_request_no} (get "查询特殊减额结果")
        }
    }
}
