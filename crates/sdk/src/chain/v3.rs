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
        merchant_bill: MerchantBill "/merchant-bill" (get) {}
        partner: Partner "/partner" () {
            serviceorder: Serviceorder "/serviceorder" (get) {
                direct_complete: DirectComplete "/direct-complete" (post) {}
            }
        }
        serviceorder: Serviceorder "/serviceorder" (get post) {
            out_order_no: OutOrderNo {out_order_no} () {
                cancel: Cancel "/cancel" (post) {}
                complete: Complete "/complete" (post) {}
                sync: Sync "/sync" (post) {}
            }
        }
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
