//! Follow: a service is used when its order is paid, and cancelled with it.

use super::Event;
use crate::collection::CollectionEvent;
use crate::fen::Fen;
use crate::moment::Moment;
use crate::service_order::{self, ServiceOrder};

/// What an event of an order means for the sign plan that it is of, if it is of one. `order` has already taken it in.
pub fn follow(order: &ServiceOrder, event: &service_order::Event, at: Moment) -> Option<Event> {
    let detail_no = order.plan.as_ref()?.detail_no;
    match event {
        service_order::Event::Completed(completion) if completion.total_amount == Fen::ZERO => {
            Some(Event::DetailPaid { detail_no, paid: Fen::ZERO, at: completion.at })
        }
        service_order::Event::Collection(CollectionEvent::Paid { receipt, .. }) => {
            let paid = order.collection.as_ref()?.total;
            Some(Event::DetailPaid { detail_no, paid, at: receipt.paid_time })
        }
        service_order::Event::Cancelled { .. } => Some(Event::DetailCancelled { detail_no, at }),
        _ => None,
    }
}
