//! Below `/v3/global`: payments outside mainland China (境外支付).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Global "/v3/global"
    certificates: Certificates "/certificates" (get "获取平台证书列表")
    customs: Customs "/customs" {
        orders: Orders "/orders" (get "报关查询", patch "报关信息修改", post "报关")
        redeclare: Redeclare "/redeclare" (post "报关重推")
        verify_certificate: VerifyCertificate "/verify-certificate" (post "身份信息校验")
    }
    merchant: Merchant "/merchant" {
        h5: H5 "/h5" {
            permission: Permission "/permission" {
                applications: Applications "/applications" (post "创建H5支付权限申请单") {
                    applyment_id: ApplymentId {applyment_id} (get "查询H5支付权限申请单详情", patch "修改H5支付权限申请单")
                }
                domain: Domain "/domain" {
                    applications: Applications "/applications" (post "创建H5支付域名修改申请单") {
                        applyment_id: ApplymentId {applyment_id} (get "查询H5支付域名修改申请单", patch "修改H5支付域名修改申请单")
                    }
                }
                sub_mchid: SubMchid {sub_mchid} (get "查询子商户H5支付权限状态")
            }
        }
    }
    merchant_service: MerchantService "/merchant-service" {
        complaint_notifications: ComplaintNotifications "/complaint-notifications" (delete "删除投诉通知回调", get "查询投诉通知回调", post "创建投诉通知回调", put "更新投诉通知回调")
        complaints: Complaints "/complaints" (get "查询投诉单列表") {
            complaint_id: ComplaintId {complaint_id} (get "查询投诉单详情") {
                complete: Complete "/complete" (post "反馈处理完成")
                negotiation_historys: NegotiationHistorys "/negotiation-historys" (get "查询投诉协商历史")
                response: Response "/response" (post "提交回复")
            }
        }
        images: Images "/images" {
            upload: Upload "/upload" (post_multipart "商户上传反馈图片")
            media_id: MediaId {media_id} (get_file "图片下载")
        }
    }
    merchant_storage: MerchantStorage "/merchant-storage" {
        file: File "/file" {
            upload: Upload "/upload" (post_multipart "上传文件")
        }
    }
    merchants: Merchants "/merchants" (post "子商户进件（融合钱包）") {
        sub_mchid: SubMchid {sub_mchid} (get "查询子商户（融合钱包）", patch "修改子商户（融合钱包）")
    }
    micropay: Micropay "/micropay" {
        transactions: Transactions "/transactions" {
            id: Id "/id" {
                transaction_id: TransactionId {transaction_id} {
                    reverse: Reverse "/reverse" (post "撤销订单(微信支付订单号)")
                }
            }
            out_trade_no: OutTradeNo "/out-trade-no" {
                out_trade_no: OutTradeNo {out_trade_no} {
                    reverse: Reverse "/reverse" (post "撤销订单(商户订单号)")
                }
            }
            pay: Pay "/pay" (post "提交付款码支付")
        }
    }
    papay: Papay "/papay" {
        contracts: Contracts "/contracts" {
            app_pre_entrust_sign: AppPreEntrustSign "/app-pre-entrust-sign" (post "APP签约")
            h5_pre_entrust_sign: H5PreEntrustSign "/h5-pre-entrust-sign" (post "H5预签约")
            jsapi_pre_entrust_sign: JsapiPreEntrustSign "/jsapi-pre-entrust-sign" (post "JSAPI预签约")
            miniprogram_pre_entrust_sign: MiniprogramPreEntrustSign "/miniprogram-pre-entrust-sign" (post "小程序签约")
            out_contract_code: OutContractCode "/out-contract-code" {
                out_contract_code: OutContractCode {out_contract_code} (get "商户协议号查询签约")
            }
            web_pre_entrust_sign: WebPreEntrustSign "/web-pre-entrust-sign" (post "WEB预签约")
            contract_id: ContractId {contract_id} (get "代扣协议ID查询签约") {
                terminate: Terminate "/terminate" (post "申请解约")
            }
        }
        transactions: Transactions "/transactions" (post "支付扣款") {
            out_trade_no: OutTradeNo "/out-trade-no" {
                out_trade_no: OutTradeNo {out_trade_no} (get "查询订单(商户订单号)") {
                    reverse: Reverse "/reverse" (post "撤销订单(商户订单号)")
                }
            }
            transaction_id: TransactionId {transaction_id} (get "查询订单(微信支付订单号)")
        }
    }
    profit_sharing: ProfitSharing "/profit-sharing" {
        bill_download_url: BillDownloadUrl "/bill-download-url" (get "获取分账账单文件下载地址")
        orders: Orders "/orders" (post "请求分账") {
            unfreeze: Unfreeze "/unfreeze" (post "解冻剩余资金")
            out_order_no: OutOrderNo {out_order_no} (get "查询分账结果")
        }
        receivers: Receivers "/receivers" (delete "删除分账接收方", post "添加分账接收方") {
            account: Account {account} (get "查询分账接收方添加结果")
        }
        refunds: Refunds "/refunds" {
            bill_download_url: BillDownloadUrl "/bill-download-url" (get "获取分账退款账单下载链接")
            refundable_balance: RefundableBalance "/refundable-balance" (get "查询可供垫付退款实时余额")
        }
        transactions: Transactions "/transactions" {
            mark: Mark "/mark" (post "分账标记")
            transaction_id: TransactionId {transaction_id} {
                amounts: Amounts "/amounts" (get "查询剩余待分金额")
                refundable_amounts: RefundableAmounts "/refundable-amounts" (get "查询订单剩余可退款金额")
            }
        }
    }
    refund: Refund "/refund" {
        partner: Partner "/partner" {
            recharge_balance: RechargeBalance "/recharge-balance" {
                sub_mchid: SubMchid "/sub-mchid" {
                    sub_mchid: SubMchid {sub_mchid} (get "商家充值退款余额查询")
                }
            }
        }
        recharge_balance: RechargeBalance "/recharge-balance" (get "商家充值退款余额查询")
    }
    refunds: Refunds "/refunds" (get "查询所有退款", post "申请退款") {
        id: Id "/id" {
            refund_id: RefundId {refund_id} (get "查询单笔退款(微信支付退款订单号)")
        }
        out_refund_no: OutRefundNo "/out-refund-no" {
            out_refund_no: OutRefundNo {out_refund_no} (get "查询单笔退款(商户退款订单号)")
        }
    }
    settle: Settle "/settle" {
        settlements: Settlements "/settlements" (get "查询结算资金明细")
    }
    statements: Statements "/statements" (get_file "下载对账单")
    transactions: Transactions "/transactions" {
        app: App "/app" (post "APP支付下单")
        id: Id "/id" {
            transaction_id: TransactionId {transaction_id} (get "查询订单(微信支付订单号)") {
                close: Close "/close" (post "关闭订单(微信支付订单号)")
            }
        }
        jsapi: Jsapi "/jsapi" (post "JSAPI支付下单")
        mweb: Mweb "/mweb" (post "H5支付下单")
        native: Native "/native" (post "Native支付下单")
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "查询订单(商户订单号)") {
                close: Close "/close" (post "关闭订单(商户订单号)")
            }
        }
    }
}
