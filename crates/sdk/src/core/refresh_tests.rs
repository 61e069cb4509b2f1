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
    assert!(!refresh.admits(&config));
}

#[test]
fn made_up_serials_cause_few_downloads() {
    let (timer, config) = with_certificate();
    let refresh = Refresh::new(&config);
    let admitted = || (0..10).filter(|_| refresh.admits(&config)).count();
    timer.advance(HOUR);
    assert_eq!(admitted(), 3);
    timer.advance(ON_DEMAND_INTERVAL);
    assert_eq!(admitted(), 1);
}

#[test]
fn only_a_certificate_can_be_downloaded() {
    let unknown =
        |serial: &str| wants_certificate(&Err(SignatureError::UnknownSerial { serial: serial.to_owned() }.into()));
    assert!(unknown("1DF09FC4F3A9A1B2C3D4E5F60718293A4B5C6D7E"));
    assert!(!unknown(PUBLIC_KEY_ID));
    assert!(!wants_certificate(&Err(SignatureError::Mismatch.into())));
    assert!(!wants_certificate(&Ok(())));
}
