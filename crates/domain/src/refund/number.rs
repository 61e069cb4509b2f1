//! A refund's number, taken: one payment's refunds know nothing of another's, and the same number must not serve twice.

use super::{Refund, Refunds};
use crate::ids::{Mchid, OutRefundNo, ServiceId, TransactionId};
use crate::moment::Moment;
use crate::record::{RecordKey, RecordKind};
use serde::{Deserialize, Serialize};

/// The number of a refund, stored with it in one change: whoever comes second finds it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundNumber {
    /// Whose.
    pub mchid: Mchid,
    /// The number.
    pub out_refund_no: OutRefundNo,
    /// The payment that it was used for.
    pub transaction_id: TransactionId,
    /// The payment's service.
    pub service_id: ServiceId,
    /// Since when.
    pub taken_at: Moment,
}

impl RefundNumber {
    /// The number of this refund.
    pub fn of(refunds: &Refunds, refund: &Refund) -> Self {
        let paid = &refunds.paid;
        Self {
            mchid: paid.key.mchid.clone(),
            out_refund_no: refund.ask.out_refund_no.clone(),
            transaction_id: paid.transaction_id.clone(),
            service_id: paid.service_id.clone(),
            taken_at: refund.asked_at,
        }
    }

    /// Its name in the store.
    pub fn key(&self) -> RecordKey {
        Self::key_of(self.mchid.clone(), &self.out_refund_no)
    }

    /// The name that a number has in the store.
    pub fn key_of(mchid: Mchid, out_refund_no: &OutRefundNo) -> RecordKey {
        RecordKey::new(mchid, RecordKind::RefundNumber, out_refund_no.as_str())
    }
}
