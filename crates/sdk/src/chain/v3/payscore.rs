//! Below `/v3/payscore`: WeChat Pay Score (微信支付分).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Payscore "/v3/payscore"
    acquiringbank: Acquiringbank "/acquiringbank" {
        permissions: Permissions "/permissions" (post "从业机构预授权") {
            authorization_code: AuthorizationCode "/authorization-code" {
                authorization_code: AuthorizationCode {authorization_code} (get "从业机构查询与用户授权记录（授权协议号）") {
                    terminate: Terminate "/terminate" (post "从业机构解除用户授权关系（授权协议号）")
                }
            }
        }
        serviceorder: Serviceorder "/serviceorder" (get "从业机构查询微信支付分订单", post "从业机构创建微信支付分订单") {
            deduction: Deduction "/deduction" (get "从业机构查询微信支付分扣款信息")
            out_order_no: OutOrderNo {out_order_no} {
                cancel: Cancel "/cancel" (post "从业机构取消微信支付分订单")
                complete: Complete "/complete" (post "从业机构完结微信支付分订单")
                modify: Modify "/modify" (post "从业机构修改微信支付分订单金额")
                registerdeductinfo: Registerdeductinfo "/registerdeductinfo" (post "从业机构登记微信支付分扣款信息")
                sync: Sync "/sync" (post "从业机构同步微信支付分订单信息")
            }
        }
        servicepayondeliveryorder: Servicepayondeliveryorder "/servicepayondeliveryorder" (post "从业机构创建先用后付订单")
    }
    merchant_bill: MerchantBill "/merchant-bill" (get "商户申请获取对账单")
    oversea: Oversea "/oversea" {
        partner: Partner "/partner" {
            serviceorder: Serviceorder "/serviceorder" (get "查询支付分订单", post "创建支付分订单") {
                out_order_no: OutOrderNo {out_order_no} {
                    cancel: Cancel "/cancel" (post "取消支付分订单")
                    complete: Complete "/complete" (post "完结支付分订单")
                    sync: Sync "/sync" (post "同步支付分订单信息")
                }
            }
        }
    }
    partner: Partner "/partner" {
        permissions: Permissions "/permissions" (post "商户预授权") {
            apply_for_scene: ApplyForScene "/apply-for-scene" (post "服务商场景中预授权")
            assess_user_risk_level: AssessUserRiskLevel "/assess-user-risk-level" (post "服务商评估用户分层")
            authorization_code: AuthorizationCode "/authorization-code" {
                authorization_code: AuthorizationCode {authorization_code} (get "查询与用户授权记录（授权协议号）") {
                    terminate: Terminate "/terminate" (post "解除用户授权关系（授权协议号）")
                }
            }
            search: Search "/search" (get "查询与用户授权记录（openid）")
            terminate: Terminate "/terminate" (post "解除用户授权关系（openid）")
        }
        service_account_applications: ServiceAccountApplications "/service-account-applications" (post "收付通子商户申请绑定支付分服务") {
            out_apply_no: OutApplyNo {out_apply_no} (get "查询收付通子商户服务绑定结果")
        }
        serviceorder: Serviceorder "/serviceorder" (get "查询支付分订单", post "创建支付分订单") {
            direct_complete: DirectComplete "/direct-complete" (post "创单结单合并")
            out_order_no: OutOrderNo {out_order_no} {
                cancel: Cancel "/cancel" (post "取消支付分订单")
                complete: Complete "/complete" (post "完结支付分订单")
                modify: Modify "/modify" (post "修改订单金额")
                pay: Pay "/pay" (post "商户发起催收扣款")
                send_pendingmessage: SendPendingmessage "/send-pendingmessage" (post "下发服务费用待处理消息")
                send_prepaidmessage: SendPrepaidmessage "/send-prepaidmessage" (post "下发服务预扣费消息")
                sync: Sync "/sync" (post "同步订单信息")
            }
        }
        servicepayondeliveryorder: Servicepayondeliveryorder "/servicepayondeliveryorder" (post "创建先用后付订单")
        servicequotas: Servicequotas "/servicequotas" {
            service_id: ServiceId "/service-id" {
                service_id: ServiceId {service_id} (get "查询用户分层对应建议先享金额")
            }
        }
    }
    payafter_orders: PayafterOrders "/payafter-orders" (get "查询先享后付订单", post "创建先享后付订单") {
        out_order_no: OutOrderNo {out_order_no} {
            cancel: Cancel "/cancel" (post "撤销先享后付订单")
            complete: Complete "/complete" (post "完结先享后付订单")
            sync: Sync "/sync" (post "支付分订单同步")
        }
    }
    permissions: Permissions "/permissions" (post "商户预授权") {
        assess_user_risk_level: AssessUserRiskLevel "/assess-user-risk-level" (post "商户评估用户分层")
        authorization_code: AuthorizationCode "/authorization-code" {
            authorization_code: AuthorizationCode {authorization_code} (get "查询与用户授权记录（授权协议号）") {
                terminate: Terminate "/terminate" (post "解除用户授权关系（授权协议号）")
            }
        }
        openid: Openid "/openid" {
            openid: Openid {openid} (get "查询与用户授权记录（openid）") {
                terminate: Terminate "/terminate" (post "解除用户授权关系（openid）")
            }
        }
    }
    plan: Plan "/plan" {
        partner: Partner "/partner" {
            payscore_plans: PayscorePlans "/payscore-plans" (post "创建支付分计划") {
                merchant_plan_no: MerchantPlanNo "/merchant-plan-no" {
                    number: Number {merchant_plan_no} (get "查询支付分计划") {
                        stop: Stop "/stop" (post "停止支付分计划")
                    }
                }
            }
        }
        payscore_plans: PayscorePlans "/payscore-plans" (post "创建支付分计划") {
            merchant_plan_no: MerchantPlanNo "/merchant-plan-no" {
                number: Number {merchant_plan_no} (get "查询支付分计划") {
                    stop: Stop "/stop" (post "停止支付分计划")
                }
            }
        }
    }
    serviceorder: Serviceorder "/serviceorder" (get "查询支付分订单", post "创建支付分订单") {
        direct_complete: DirectComplete "/direct-complete" (post "创单结单合并")
        out_order_no: OutOrderNo {out_order_no} {
            cancel: Cancel "/cancel" (post "取消支付分订单")
            complete: Complete "/complete" (post "完结支付分订单")
            modify: Modify "/modify" (post "修改订单金额")
            pay: Pay "/pay" (post "商户发起催收扣款")
            send_pendingmessage: SendPendingmessage "/send-pendingmessage" (post "下发服务费用待处理消息")
            send_prepaidmessage: SendPrepaidmessage "/send-prepaidmessage" (post "下发服务预扣费消息")
            sync: Sync "/sync" (post "同步服务订单信息")
        }
    }
    servicepayondeliveryorder: Servicepayondeliveryorder "/servicepayondeliveryorder" (post "创建先用后付订单")
    sign_plan: SignPlan "/sign-plan" {
        partner: Partner "/partner" {
            serviceorder: Serviceorder "/serviceorder" (post "创建用户的签约计划详情对应的服务订单")
            user_sign_plans: UserSignPlans "/user-sign-plans" (post "创建用户的签约计划") {
                merchant_sign_plan_no: MerchantSignPlanNo "/merchant-sign-plan-no" {
                    number: Number {merchant_sign_plan_no} (get "查询用户的签约计划") {
                        stop: Stop "/stop" (post "取消用户的签约计划")
                    }
                }
            }
        }
        serviceorder: Serviceorder "/serviceorder" (post "创建用户的签约计划详情对应的服务订单")
        user_sign_plans: UserSignPlans "/user-sign-plans" (post "创建用户的签约计划") {
            merchant_sign_plan_no: MerchantSignPlanNo "/merchant-sign-plan-no" {
                number: Number {merchant_sign_plan_no} (get "查询用户的签约计划") {
                    stop: Stop "/stop" (post "直连商户取消用户的签约计划")
                }
            }
        }
    }
    smartretail_orders: SmartretailOrders "/smartretail-orders" (get "查询智慧零售订单", post "创建智慧零售订单") {
        out_order_no: OutOrderNo {out_order_no} {
            cancel: Cancel "/cancel" (post "撤销智慧零售订单")
            complete: Complete "/complete" (post "完结智慧零售订单")
        }
    }
    user_service_state: UserServiceState "/user-service-state" (get "查询用户授权状态")
    users: Users "/users" {
        openid: Openid {openid} {
            permissions: Permissions "/permissions" {
                service_id: ServiceId {service_id} {
                    terminate: Terminate "/terminate" (post "商户解除用户授权关系")
                }
            }
        }
    }
}
