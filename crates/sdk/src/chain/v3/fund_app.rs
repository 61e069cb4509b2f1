//! Below `/v3/fund-app`: transfers to users, red packets (商家转账).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    FundApp "/v3/fund-app"
    brand_redpacket: BrandRedpacket "/brand-redpacket" {
        brand_merchant_batches: BrandMerchantBatches "/brand-merchant-batches" (post "品牌商户发放红包") {
            batch_no: BatchNo {batch_no} (get "微信支付批次单号查询批次单") {
                details: Details "/details" {
                    detail_no: DetailNo {detail_no} (get "商家明细单号查询明细单")
                }
            }
        }
        brand_merchant_out_batches: BrandMerchantOutBatches "/brand-merchant-out-batches" {
            out_batch_no: OutBatchNo {out_batch_no} (get "商家批次单号查询批次单") {
                out_details: OutDetails "/out-details" {
                    out_detail_no: OutDetailNo {out_detail_no} (get "商家明细单号查询明细单")
                }
            }
        }
    }
    mch_transfer: MchTransfer "/mch-transfer" {
        elecsign: Elecsign "/elecsign" {
            out_bill_no: OutBillNo "/out-bill-no" (post "商户单号申请电子回单") {
                out_bill_no: OutBillNo {out_bill_no} (get "商户单号查询电子回单")
            }
            transfer_bill_no: TransferBillNo "/transfer-bill-no" (post "微信单号申请电子回单") {
                transfer_bill_no: TransferBillNo {transfer_bill_no} (get "微信单号查询电子回单")
            }
        }
        partner: Partner "/partner" {
            budget: Budget "/budget" {
                out_budget_no: OutBudgetNo {out_budget_no} {
                    electronic_receipts: ElectronicReceipts "/electronic-receipts" (get "查询预算出资的电子回单", post "申请预算出资的电子回单")
                }
            }
            charity_budget: CharityBudget "/charity-budget" (post "申请公益捐赠预算") {
                out_budget_no: OutBudgetNo {out_budget_no} (get "商户单号查询公益捐赠预算详情") {
                    unlock: Unlock "/unlock" (post "解锁公益捐赠预算")
                }
            }
            charity_transfer_bills: CharityTransferBills "/charity-transfer-bills" (post "发起公益捐赠") {
                out_transfer_no: OutTransferNo "/out-transfer-no" {
                    out_transfer_no: OutTransferNo {out_transfer_no} (get "商户单号查询公益捐赠详情")
                }
            }
            electronic_receipts: ElectronicReceipts "/electronic-receipts" (post "申请单笔转账电子回单") {
                out_bill_no: OutBillNo {out_bill_no} (get "查询单笔转账电子回单")
            }
            sub_mch_authorizations: SubMchAuthorizations "/sub-mch-authorizations" (post "申请子商户商家转账授权") {
                sub_mchid: SubMchid {sub_mchid} (get "查询子商户商家转账授权状态")
            }
            transfer_bills: TransferBills "/transfer-bills" (post "发起转账") {
                out_bill_no: OutBillNo "/out-bill-no" {
                    out_bill_no: OutBillNo {out_bill_no} (get "商户单号查询转账单") {
                        cancel: Cancel "/cancel" (post "撤销转账")
                    }
                }
                pre_transfer_with_authorization: PreTransferWithAuthorization "/pre-transfer-with-authorization" (post "发起转账并完成自动收款授权")
                transfer: Transfer "/transfer" (post "转账（用户自动收款）")
            }
            user_confirm_authorizations: UserConfirmAuthorizations "/user-confirm-authorizations" (post "申请免确认收款授权") {
                out_authorization_no: OutAuthorizationNo {out_authorization_no} (get "商户单号查询自动收款授权") {
                    close: Close "/close" (post "解除免确认收款授权")
                }
            }
        }
        transfer_bills: TransferBills "/transfer-bills" (post "发起转账") {
            out_bill_no: OutBillNo "/out-bill-no" {
                out_bill_no: OutBillNo {out_bill_no} (get "商户单号查询转账单") {
                    cancel: Cancel "/cancel" (post "撤销转账")
                }
            }
            pre_transfer_with_authorization: PreTransferWithAuthorization "/pre-transfer-with-authorization" (post "发起转账并完成自动收款授权")
            transfer: Transfer "/transfer" (post "用户授权后转账")
            transfer_bill_no: TransferBillNo "/transfer-bill-no" {
                transfer_bill_no: TransferBillNo {transfer_bill_no} (get "微信转账单号查询转账单")
            }
        }
        transfer_to_qq_wallet_bills: TransferToQqWalletBills "/transfer-to-qq-wallet-bills" (post "发起转账到QQ钱包") {
            out_bill_no: OutBillNo {out_bill_no} (get "查询转账到QQ钱包的结果") {
                cancel: Cancel "/cancel" (post "撤销转账到QQ钱包")
            }
        }
        user_confirm_authorization: UserConfirmAuthorization "/user-confirm-authorization" (post "申请免确认收款授权") {
            out_authorization_no: OutAuthorizationNo "/out-authorization-no" {
                out_authorization_no: OutAuthorizationNo {out_authorization_no} (get "商户单号查询自动收款授权") {
                    close: Close "/close" (post "解除免确认收款授权")
                }
            }
        }
    }
}
