//! `/v3`: the paths that the pure chain knows.
//!
//! One invocation of the macro is one part of the tree, so that a generator can add a file a domain.

use super::Caller;
use super::node::{Base, nodes};

nodes! {
    @root "/v3" V3
    certificates: Certificates "/certificates" (get) {}
    payscore: Payscore "/payscore" () {
        partner: Partner "/partner" () {
            serviceorder: Serviceorder "/serviceorder" (get) {
                direct_complete: DirectComplete "/direct-complete" (post) {}
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
}

impl<C: Caller> V3<C> {
    pub(crate) fn new(caller: C) -> Self {
        Self::at(Base::new(caller))
    }
}
