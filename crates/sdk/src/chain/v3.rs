//! `/v3`: the paths that the pure chain knows.
//!
//! One invocation of the macro is one part of the tree, so that a generator can add a file a domain.

use super::Caller;
use super::node::{Base, nodes};

nodes! {
    @root "/v3" V3
    bill: Bill "/bill" () {
        fundflowbill: Fundflowbill "/fundflowbill" (get) {}
        tradebill: Tradebill "/tradebill" (get) {}
    }
    certificates: Certificates "/certificates" (get) {}
    payscore: Payscore "/payscore" () {
        acquiringbank: Acquiringbank "/acquiringbank" () {
            serviceorder: Serviceorder "/serviceorder" (get post) {
                deduction: Deduction "/deduction" (get) {}
                out_order_no: OutOrderNo {out_order_no} () {
                    cancel: Cancel "/cancel" (post) {}
                    complete: Complete "/complete" (post) {}
                    modify: Modify "/modify" (post) {}
                    registerdeductinfo: Registerdeductinfo "/registerdeductinfo" (post) {}
                    sync: Sync "/sync" (post) {}
                }
            }
            servicepayondeliveryorder: Servicepayondeliveryorder "/servicepayondeliveryorder" (post) {}
        }
        oversea: Oversea "/oversea" () {
            partner: Partner "/partner" () {
                serviceorder: Serviceorder "/serviceorder" (get post) {
                    out_order_no: OutOrderNo {out_order_no} () {
                        cancel: Cancel "/cancel" (post) {}
                        complete: Complete "/complete" (post) {}
                        sync: Sync "/sync" (post) {}
                    }
                }
            }
        }
        merchant_bill: MerchantBill "/merchant-bill" (get) {}
        partner: Partner "/partner" () {
            service_account_applications: ServiceAccountApplications "/service-account-applications" (post) {
                out_apply_no: OutApplyNo {out_apply_no} (get) {}
            }
            serviceorder: Serviceorder "/serviceorder" (get post) {
                direct_complete: DirectComplete "/direct-complete" (post) {}
                out_order_no: OutOrderNo {out_order_no} () {
                    cancel: Cancel "/cancel" (post) {}
                    complete: Complete "/complete" (post) {}
                    modify: Modify "/modify" (post) {}
                    pay: Pay "/pay" (post) {}
                    send_pendingmessage: SendPendingmessage "/send-pendingmessage" (post) {}
                    send_prepaidmessage: SendPrepaidmessage "/send-prepaidmessage" (post) {}
                    sync: Sync "/sync" (post) {}
                }
            }
            servicepayondeliveryorder: Servicepayondeliveryorder "/servicepayondeliveryorder" (post) {}
        }
        plan: Plan "/plan" () {
            partner: Partner "/partner" () {
                payscore_plans: PayscorePlans "/payscore-plans" (post) {
                    merchant_plan_no: MerchantPlanNo "/merchant-plan-no" () {
                        number: Number {merchant_plan_no} (get) {
                            stop: Stop "/stop" (post) {}
                        }
                    }
                }
            }
            payscore_plans: PayscorePlans "/payscore-plans" (post) {
                merchant_plan_no: MerchantPlanNo "/merchant-plan-no" () {
                    number: Number {merchant_plan_no} (get) {
                        stop: Stop "/stop" (post) {}
                    }
                }
            }
        }
        payafter_orders: PayafterOrders "/payafter-orders" (get post) {
            out_order_no: OutOrderNo {out_order_no} () {
                cancel: Cancel "/cancel" (post) {}
                complete: Complete "/complete" (post) {}
                sync: Sync "/sync" (post) {}
            }
        }
        serviceorder: Serviceorder "/serviceorder" (get post) {
            direct_complete: DirectComplete "/direct-complete" (post) {}
            out_order_no: OutOrderNo {out_order_no} () {
                cancel: Cancel "/cancel" (post) {}
                complete: Complete "/complete" (post) {}
                modify: Modify "/modify" (post) {}
                pay: Pay "/pay" (post) {}
                send_pendingmessage: SendPendingmessage "/send-pendingmessage" (post) {}
                send_prepaidmessage: SendPrepaidmessage "/send-prepaidmessage" (post) {}
                sync: Sync "/sync" (post) {}
            }
        }
        sign_plan: SignPlan "/sign-plan" () {
            partner: Partner "/partner" () {
                serviceorder: Serviceorder "/serviceorder" (post) {}
                user_sign_plans: UserSignPlans "/user-sign-plans" (post) {
                    merchant_sign_plan_no: MerchantSignPlanNo "/merchant-sign-plan-no" () {
                        number: Number {merchant_sign_plan_no} (get) {
                            stop: Stop "/stop" (post) {}
                        }
                    }
                }
            }
            serviceorder: Serviceorder "/serviceorder" (post) {}
            user_sign_plans: UserSignPlans "/user-sign-plans" (post) {
                merchant_sign_plan_no: MerchantSignPlanNo "/merchant-sign-plan-no" () {
                    number: Number {merchant_sign_plan_no} (get) {
                        stop: Stop "/stop" (post) {}
                    }
                }
            }
        }
        servicepayondeliveryorder: Servicepayondeliveryorder "/servicepayondeliveryorder" (post) {}
        smartretail_orders: SmartretailOrders "/smartretail-orders" (get post) {
            out_order_no: OutOrderNo {out_order_no} () {
                cancel: Cancel "/cancel" (post) {}
                complete: Complete "/complete" (post) {}
            }
        }
    }
    refund: Refund "/refund" () {
        domestic: Domestic "/domestic" () {
            refunds: Refunds "/refunds" (post) {
                out_refund_no: OutRefundNo {out_refund_no} (get) {}
            }
        }
    }
}

impl<C: Caller> V3<C> {
    pub(crate) fn new(caller: C) -> Self {
        Self::at(Base::new(caller))
    }
}
