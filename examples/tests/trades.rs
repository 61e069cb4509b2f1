//! Each trade's customer, from the first call to the money, against a server in this process.

use payscore_examples::walkthrough::{Options, WalkthroughError};
use payscore_examples::{ev_charging, hotel, parcel, power_bank};
use payscore_testkit::TestServer;

/// What is printed, on a server whose clock was moved, too: orders carry the shop's time.
macro_rules! plays {
    ($name:ident: $play:path => $($told:literal),+ $(,)?) => {
        #[tokio::test]
        async fn $name() {
            let server = TestServer::start().await;
            for seconds in [0, 40 * 24 * 3600] {
                server.advance(seconds).await;
                let options = Options { data: server.data().to_owned(), server: server.base_url().to_owned() };
                let mut out = Vec::new();
                let played: Result<(), WalkthroughError> = $play(options, &mut out).await;
                let out = String::from_utf8(out).unwrap();
                assert!(played.is_ok(), "{played:?} after:\n{out}");
                for told in [$($told),+] {
                    assert!(out.contains(told), "{told}:\n{out}");
                }
            }
        }
    };
}

plays!(a_power_bank_is_confirmed_returned_and_paid: power_bank::play =>
    "CREATED, a package", "DOING: take one", "400 fen, DOING", "DONE: transaction 4");
plays!(a_stay_is_not_confirmed_and_its_bill_is_lowered: hotel::play =>
    "DOING: nothing to confirm", "51800 fen, DOING", "45000 fen, USER_PAYING", "DONE: transaction 4");
plays!(a_charge_has_several_costs_and_is_paid_at_the_till: ev_charging::play =>
    "the current flows from 20", "5040 fen, DOING", "USER_PAYING: the account", "DONE, paid by MCH");
plays!(a_parcel_is_paid_for_on_delivery: parcel::play =>
    "DOING: shoes", "29900 fen, DOING", "DONE: transaction 4");
