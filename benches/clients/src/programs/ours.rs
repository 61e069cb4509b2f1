//! Our own clients, used as their guide says.

use super::{Client, Notification, QUERY, World};
use payscore::serviceorder::QueryServiceOrder;
use payscore::{Event, NotificationOpener, blocking};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Runtime;

/// The async client, on a runtime of one thread.
pub(super) struct Async {
    client: payscore::Client,
    opener: NotificationOpener,
    runtime: Runtime,
}

/// The blocking client: 16 at a time are 16 threads.
pub(super) struct Blocking {
    client: blocking::Client,
    opener: NotificationOpener,
}

fn query() -> QueryServiceOrder {
    let [(_, service_id), (_, appid), (_, out_order_no)] = QUERY;
    QueryServiceOrder::builder().service_id(service_id).appid(appid).out_order_no(out_order_no).build()
}

impl Async {
    pub(super) fn new(world: &World) -> Self {
        let config = world.config();
        let opener = NotificationOpener::from(&config);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { client: payscore::Client::new(config).expect("a client"), opener, runtime }
    }
}

async fn ask(client: payscore::Client, count: usize) {
    for _ in 0..count {
        let order = client.send(&query()).await.expect("an order").value;
        assert_eq!(order.state, "DOING");
    }
}

impl Client for Async {
    fn calls(&self, at_a_time: usize, count: usize) {
        self.runtime.block_on(async {
            let share = count.div_ceil(at_a_time);
            let tasks: Vec<_> = (0..at_a_time).map(|_| tokio::spawn(ask(self.client.clone(), share))).collect();
            for task in tasks {
                task.await.expect("a task that ran to its end");
            }
        });
    }

    fn open(&self, notification: &Notification, count: usize) {
        open(&self.opener, notification, count);
    }
}

fn open(opener: &NotificationOpener, notification: &Notification, count: usize) {
    for _ in 0..count {
        let opened = opener.open(&notification.headers, notification.body.as_bytes()).expect("a notification");
        assert!(matches!(opened.event, Event::UserConfirm(order) if order.state == "DOING"));
    }
}

impl Blocking {
    pub(super) fn new(world: &World) -> Self {
        let config = world.config();
        let opener = NotificationOpener::from(&config);
        Self { client: blocking::Client::new(config), opener }
    }
}

impl Client for Blocking {
    fn calls(&self, at_a_time: usize, count: usize) {
        let begun = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..at_a_time {
                scope.spawn(|| {
                    while begun.fetch_add(1, Ordering::Relaxed) < count {
                        let order = self.client.send(&query()).expect("an order").value;
                        assert_eq!(order.state, "DOING");
                    }
                });
            }
        });
    }

    fn open(&self, notification: &Notification, count: usize) {
        open(&self.opener, notification, count);
    }
}
