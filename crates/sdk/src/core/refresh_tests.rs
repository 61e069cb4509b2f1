use super::*;
use crate::platform_keys::PlatformKeys;
use crate::testing::{NOW, PUBLIC_KEY_ID, TestTimer, certificate, config, config_with};

const HOUR: Duration = Duration::from_secs(3600);

fn with_certificate() -> (TestTimer, Config) {
    let timer = TestTimer::default();
    let keys = PlatformKeys::new().with_certificate(certificate(1, NOW + 10));
    (timer.clone(), config_with(keys).with_timer(timer))
}

#[test]
fn certificates_are_due_every_six_hours_less_a_little_chance() {
    let (timer, config) = with_certificate();
    let refresh = Refresh::new(&config);
    assert_eq!(refresh.due_in(&config), Some(HOUR * 6 * 19 / 20));
    timer.advance(HOUR * 6);
    assert_eq!(refresh.due_in(&config), Some(Duration::ZERO));
    refresh.finished(&config, true);
    assert_eq!(refresh.due_in(&config), Some(HOUR * 6 * 19 / 20));
    refresh.finished(&config, false);
    assert_eq!(refresh.due_in(&config), Some(SOON), "sooner after a failure");
}

#[test]
fn nothing_is_due_where_there_are_no_certificates_or_none_are_wanted() {
    assert_eq!(Refresh::new(&config()).due_in(&config()), None, "a public key only");
    let (_, config) = with_certificate();
    let config = config.with_certificate_refresh(None);
    let refresh = Refresh::new(&config);
    assert_eq!(refresh.due_in(&config), None);
    assert!(!refresh.may_find("another", refresh.begun(), &config));
}

#[test]
fn made_up_serials_cause_few_downloads_and_real_ones_any_number() {
    let (timer, config) = with_certificate();
    let refresh = Refresh::new(&config);
    let downloads = |listed: bool| {
        let download = |number: u8| {
            let wanted = certificate(number, NOW + 10);
            if !refresh.may_find(wanted.serial_no(), refresh.begun(), &config) {
                return false;
            }
            refresh.begin();
            if listed {
                config.platform_keys().add_certificate(wanted.clone());
            }
            refresh.demanded(&config, wanted.serial_no());
            true
        };
        (100..110).filter(|number| download(*number + u8::from(listed) * 20)).count()
    };
    timer.advance(HOUR);
    assert_eq!(downloads(true), 10, "the list had them");
    assert_eq!(downloads(true), 0, "known by now");
    assert_eq!(downloads(false), 3);
    timer.advance(ON_DEMAND_INTERVAL);
    assert_eq!(downloads(false), 1);
}

#[test]
fn who_waited_while_the_list_was_asked_for_does_not_ask_again() {
    let (_, config) = with_certificate();
    let refresh = Refresh::new(&config);
    let seen = refresh.begun();
    refresh.begin();
    assert!(!refresh.may_find("another", seen, &config));
    assert!(refresh.may_find("another", refresh.begun(), &config), "the list may have been older than the answer");
}

#[test]
fn only_a_certificate_can_be_downloaded() {
    let unknown = |serial: &str| AuthenticityError::from(SignatureError::UnknownSerial { serial: serial.to_owned() });
    let serial = "1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E";
    assert_eq!(wanted_certificate(&unknown(serial)), Some(serial));
    assert_eq!(wanted_certificate(&unknown(PUBLIC_KEY_ID)), None);
    assert_eq!(wanted_certificate(&SignatureError::Mismatch.into()), None);
}
