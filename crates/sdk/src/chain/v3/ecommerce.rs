//! Below `/v3/ecommerce`: e-commerce platforms (电商收付通).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Ecommerce "/v3/ecommerce"
    account: Account "/account" {
        apply_cancel_withdraw: ApplyCancelWithdraw "/apply-cancel-withdraw" (post "提交注销提现申请") {
            applyment_id: ApplymentId "/applyment-id" {
                applyment_id: ApplymentId {applyment_id} (get "微信支付注销提现申请单号查询申请单状态")
            }
            confirm: Confirm "/confirm" (post "平台代商户确认注销")
            out_request_no: OutRequestNo "/out-request-no" {
                out_request_no: OutRequestNo {out_request_no} (get "商户注销提现申请单号查询申请单状态")
            }
            validate_cancel: ValidateCancel "/validate-cancel" {
                sub_mchid: SubMchid {sub_mchid} (get "商户注销资格校验")
            }
        }
        cancel_applications: CancelApplications "/cancel-applications" (post "提交注销申请单") {
            media: Media "/media" (post "注销申请图片上传")
            out_apply_no: OutApplyNo "/out-apply-no" {
                out_apply_no: OutApplyNo {out_apply_no} (get "查询注销单状态")
            }
        }
    }
    applyments: Applyments "/applyments" {
        index: Index "/index" (post "二级商户进件")
        out_request_no: OutRequestNo "/out-request-no" {
            out_request_no: OutRequestNo {out_request_no} (get "通过业务申请编号查询申请状态") {
                revoke: Revoke "/revoke" (post "撤销申请单-使用业务申请编号")
            }
        }
        submit_account_hosting_applyment: SubmitAccountHostingApplyment "/submit-account-hosting-applyment" (post "提交申请单")
        submit_sign_verify_info: SubmitSignVerifyInfo "/submit-sign-verify-info" (post "平台代理签约核身")
        applyment_id: ApplymentId {applyment_id} (get "通过申请单ID查询申请状态") {
            revoke: Revoke "/revoke" (post "撤销申请单-使用申请单号")
        }
    }
    bill: Bill "/bill" {
        fundflowbill: Fundflowbill "/fundflowbill" (get "申请二级商户资金账单")
    }
    combine_papay: CombinePapay "/combine-papay" {
        contracts: Contracts "/contracts" {
            plan_id: PlanId "/plan-id" {
                plan_id: PlanId {plan_id} {
                    out_contract_code: OutContractCode "/out-contract-code" {
                        out_contract_code: OutContractCode {out_contract_code} (get "通过商户协议号查询协议") {
                            terminate: Terminate "/terminate" (post "商户协议号解约协议")
                        }
                    }
                }
            }
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" (post "APP方式预签约") {
                mini_program: MiniProgram "/mini-program" (post "小程序方式预签约")
            }
        }
        transactions: Transactions "/transactions" (post "电商合单委托代扣支付") {
            combine_out_trade_no: CombineOutTradeNo {combine_out_trade_no} (get "电商合单委托代扣查询订单") {
                reverse: Reverse "/reverse" (post "电商合单委托代扣撤销订单")
            }
        }
    }
    fund: Fund "/fund" {
        balance: Balance "/balance" {
            sub_mchid: SubMchid {sub_mchid} (get "查询二级商户账户实时余额")
        }
        enddaybalance: Enddaybalance "/enddaybalance" {
            sub_mchid: SubMchid {sub_mchid} (get "查询二级商户账户日终余额")
        }
        withdraw: Withdraw "/withdraw" (post "账户余额提现") {
            out_request_no: OutRequestNo "/out-request-no" {
                out_request_no: OutRequestNo {out_request_no} (get "商户提现单号查询")
            }
            withdraw_id: WithdrawId {withdraw_id} (get "微信支付提现单号查询")
        }
    }
    individual_contracts: IndividualContracts "/individual-contracts" {
        out_contract_code: OutContractCode "/out-contract-code" {
            out_contract_code: OutContractCode {out_contract_code} (get "根据业务申请单号查签约信息")
        }
        pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
            app: App "/app" (post "APP场景预签约")
            mini_program: MiniProgram "/mini-program" (post "小程序场景预签约")
        }
        pre_entrust_sign_with_real_name_identity: PreEntrustSignWithRealNameIdentity "/pre-entrust-sign-with-real-name-identity" {
            app: App "/app" (post "APP场景预签约（需要实名验证）")
            mini_program: MiniProgram "/mini-program" (post "小程序场景预签约（需要实名验证）")
        }
        openid: Openid {openid} (get "查询个人收款方授权结果")
    }
    mch_transfer: MchTransfer "/mch-transfer" {
        authorizations: Authorizations "/authorizations" (post "申请二级商户商家转账授权") {
            sub_mchid: SubMchid {sub_mchid} (get "查询二级商户商家转账授权状态")
        }
        transfer_bills: TransferBills "/transfer-bills" (post "发起转账") {
            out_bill_no: OutBillNo "/out-bill-no" {
                out_bill_no: OutBillNo {out_bill_no} (get "商户单号查询转账单") {
                    cancel: Cancel "/cancel" (post "撤销转账")
                }
            }
            transfer_bill_no: TransferBillNo "/transfer-bill-no" {
                transfer_bill_no: TransferBillNo {transfer_bill_no} (get "微信转账单号查询转账单")
            }
        }
    }
    profitsharing: Profitsharing "/profitsharing" {
        after_sales_orders: AfterSalesOrders "/after-sales-orders" (get "查询售后服务分账结果", post "请求售后服务分账")
        finish_order: FinishOrder "/finish-order" (post "完结分账")
        orders: Orders "/orders" (get "查询分账结果", post "请求分账") {
            transaction_id: TransactionId {transaction_id} {
                amounts: Amounts "/amounts" (get "查询订单剩余待分金额")
            }
        }
        receivers: Receivers "/receivers" {
            add: Add "/add" (post "添加分账接收方")
            delete_: Delete "/delete" (post "删除分账接收方")
        }
        returnorders: Returnorders "/returnorders" (get "查询分账回退结果", post "请求分账回退")
    }
    refunds: Refunds "/refunds" {
        apply: Apply "/apply" (post "退款申请")
        id: Id "/id" {
            refund_id: RefundId {refund_id} (get "通过微信支付退款单号查询退款")
        }
        out_refund_no: OutRefundNo "/out-refund-no" {
            out_refund_no: OutRefundNo {out_refund_no} (get "通过商户退款单号查询退款")
        }
        refund_id: RefundId {refund_id} {
            apply_abnormal_refund: ApplyAbnormalRefund "/apply-abnormal-refund" (post "发起异常退款")
            return_advance: ReturnAdvance "/return-advance" (get "查询垫付回补结果", post "垫付退款回补")
        }
    }
    subject_sub_merchants: SubjectSubMerchants "/subject-sub-merchants" (get "查询指定主体子商户列表")
    subsidies: Subsidies "/subsidies" {
        cancel: Cancel "/cancel" (post "取消补差")
        create: Create "/create" (post "请求补差")
        return_: Return "/return" (post "请求补差回退")
    }
}
