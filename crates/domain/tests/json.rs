//! Stores keep orders and their events as JSON: what is read back is what was written.

use payscore_domain::collection::{Channel, CollectionEvent, Receipt};
use payscore_domain::{Fen, Moment, OrderEvent, plan, retail, service_account, service_order, sign_plan};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

const NOW: Moment = Moment::from_unix(1_795_233_600);

fn collection_events() -> [CollectionEvent; 5] {
    let channel = Channel::Wechat { transaction_id: "4200".into() };
    [
        CollectionEvent::Started { attempt: 1, settles: NOW },
        CollectionEvent::Failed { attempt: 1, next_attempt: NOW },
        CollectionEvent::Paid { attempt: Some(2), receipt: Receipt { paid_time: NOW, channel } },
        CollectionEvent::Paid { attempt: None, receipt: Receipt { paid_time: NOW, channel: Channel::Merchant } },
        CollectionEvent::Asked,
    ]
}

fn service_events() -> Vec<service_order::Event> {
    use payscore_domain::charges::{Charges, Payment};
    use service_order::{Complete, Event, IssuedPackage, Location, Message, Modify, Reminder, TimeRange};
    let completion = Complete {
        at: NOW,
        payments: Vec::new(),
        discounts: Vec::new(),
        total_amount: Fen::ZERO,
        time_range: TimeRange::default(),
        location: Location::default(),
        profit_sharing: Some(false),
        goods_tag: None,
        device: None,
        complete_time: None,
    };
    let payments = vec![Payment { name: Some("p".into()), amount: Some(Fen::new(1)), ..Payment::default() }];
    let charges = Charges { payments, discounts: Vec::new(), total_amount: Fen::new(1) };
    let reminder = Reminder { charges: charges.clone(), prepaid_time: NOW };
    let mut events = vec![
        Event::Created,
        Event::PackageRenewed(IssuedPackage { package: "p".into(), issued_at: NOW }),
        Event::Confirmed { openid: "o".into(), at: NOW, query_id: "q".into() },
        Event::Declined { openid: "o".into() },
        Event::Completed(Box::new(completion)),
        Event::Reminded { message: Message::Prepaid, reminder: Box::new(reminder) },
        Event::Modified(Box::new(Modify { charges, reason: "r".into(), device: None })),
        Event::DeductionRegistered { deduction_no: "d".into() },
        Event::PrepayAsked,
        Event::Cancelled { reason: "r".into() },
        Event::Expired,
    ];
    events.extend(collection_events().map(Event::Collection));
    events
}

fn retail_events() -> Vec<retail::Event> {
    use retail::{Complete, Event, FinishType};
    let completion = Complete {
        at: NOW,
        finish_type: FinishType::Used,
        cancel_reason: None,
        real_service_start_time: None,
        real_service_end_time: "20261121".parse().ok(),
        real_service_end_location: None,
        fees: Vec::new(),
        discounts: Vec::new(),
        total_amount: Fen::ZERO,
        finish_ticket: "t".into(),
        profit_sharing: None,
    };
    let mut events = vec![
        Event::Created,
        Event::Confirmed { openid: "o".into(), at: NOW, query_id: "q".into() },
        Event::Declined { openid: "o".into() },
        Event::Completed(Box::new(completion)),
        Event::Cancelled { reason: "r".into() },
        Event::Expired,
    ];
    events.extend(collection_events().map(Event::Collection));
    events
}

fn plan_events() -> [plan::Event; 2] {
    [plan::Event::Created, plan::Event::Stopped(plan::Stopped { by: "m".into(), at: NOW })]
}

fn sign_plan_events() -> Vec<sign_plan::Event> {
    use sign_plan::{Cancellation, CancelledBy, Event};
    let cancelled = |by, reason: &str| Event::Cancelled(Cancellation { by, reason: reason.into(), at: NOW });
    vec![
        Event::Created,
        Event::PackageRenewed(service_order::IssuedPackage { package: "p".into(), issued_at: NOW }),
        Event::Signed { at: NOW },
        Event::Declined,
        cancelled(CancelledBy::User, ""),
        cancelled(CancelledBy::Merchant, "r"),
        cancelled(CancelledBy::RevokedService, ""),
        Event::Expired,
        Event::DetailStarted { detail_no: 1, order_id: "i".into(), at: NOW },
        Event::DetailPaid { detail_no: 1, paid: Fen::new(1), at: NOW },
        Event::DetailCancelled { detail_no: 1, at: NOW },
    ]
}

fn service_account_events() -> [service_account::Event; 3] {
    use service_account::Event;
    [Event::Created, Event::Approved, Event::Rejected { reason: "r".into() }]
}

fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(events: impl IntoIterator<Item = T>) {
    for event in events {
        let text = serde_json::to_string(&event).expect("written");
        let read: T = serde_json::from_str(&text).expect(&text);
        assert_eq!(read, event, "{text}");
    }
}

#[test]
fn every_event_survives_its_text() {
    survives(service_events().into_iter().map(OrderEvent::Service));
    survives(retail_events().into_iter().map(OrderEvent::Retail));
    survives(plan_events());
    survives(sign_plan_events());
    survives(service_account_events());
}

#[test]
fn an_event_says_whose_it_is_and_what() {
    let event = OrderEvent::Retail(retail::Event::Collection(collection_events()[0].clone()));
    let text = serde_json::to_string(&event).expect("written");
    let expected = r#"{"kind":"retail","event":"collection","what":"started","attempt":1,"settles":1795233600}"#;
    assert_eq!(text, expected);
}

#[test]
fn what_was_written_under_the_older_name_is_still_read() {
    let event = OrderEvent::Retail(retail::Event::Expired);
    let text = serde_json::to_string(&event).expect("written");
    let older = text.replace("\"retail\"", "\"smart_retail\"");
    assert_ne!(older, text);
    assert_eq!(serde_json::from_str::<OrderEvent>(&older).expect("read"), event);
}
