//! On whose behalf: who may call for whom, and which orders a call means.

use super::fixtures::*;
use super::*;
use crate::ids::{Appid, Currency, Mchid};
use crate::merchant::{Merchant, Service, ServiceKind, SubMerchant};
use crate::testing::{Fault, assert_precedence, user};
use crate::user::Behaviour;

fn bank(sub_mchid: &str, channel_id: Option<&str>) -> Party {
    Party::AcquiringBank { sub_mchid: sub_mchid.into(), sub_appid: None, channel_id: channel_id.map(Mchid::from) }
}

fn oversea(sub_mchid: &str, currency: Option<&str>) -> Party {
    Party::Oversea { sub_mchid: sub_mchid.into(), sub_appid: None, currency: currency.map(Currency::from) }
}

fn partner(sub_mchid: &str, sub_appid: Option<&str>) -> Party {
    Party::Partner { sub_mchid: sub_mchid.into(), sub_appid: sub_appid.map(Appid::from) }
}

/// Calls for sub-merchant 2, through channel 3, in Hong Kong dollars.
fn provider() -> Merchant {
    let kinds = [ServiceKind::ServiceOrder, ServiceKind::AcquiringBank, ServiceKind::Oversea];
    let named = |kind| Service { kind, service_id: format!("{kind:?}").into(), ..service(true) };
    Merchant {
        mchid: "1230000109".into(),
        appid: terms().appid,
        sub: Some(SubMerchant {
            mchid: "2".into(),
            appid: "wx2".into(),
            channel_id: Some("3".into()),
            currency: Some("HKD".into()),
        }),
        services: kinds.map(named).to_vec(),
        users: vec![user(Behaviour::PaysAtOnce)],
    }
}

#[test]
fn who_may_call_for_whom() {
    let not_a_sub = Err(Rejection::NotASubMerchant { sub_mchid: "9".into() });
    let not_a_channel = Err(Rejection::NotAChannel { channel_id: "9".into() });
    let differs = Err(Rejection::CurrencyDiffers { given: "USD".into(), own: Some("HKD".into()) });
    for (party, answer) in [
        (Party::Direct, Ok(())),
        (partner("2", None), Ok(())),
        (bank("2", Some("3")), Ok(())),
        (bank("2", None), Ok(())),
        (bank("2", Some("9")), not_a_channel),
        (bank("9", Some("9")), not_a_sub.clone()),
        (oversea("2", Some("HKD")), Ok(())),
        (oversea("2", Some("USD")), differs),
        (oversea("9", Some("USD")), not_a_sub),
    ] {
        assert_eq!(party.check(&provider()), answer, "{party:?}");
    }
}

#[test]
fn each_variant_has_services_of_its_own() {
    let merchant = provider();
    for (party, own) in [
        (partner("2", None), ServiceKind::ServiceOrder),
        (bank("2", Some("3")), ServiceKind::AcquiringBank),
        (oversea("2", Some("HKD")), ServiceKind::Oversea),
    ] {
        for service in &merchant.services {
            let terms = Terms { party: party.clone(), service_id: service.service_id.clone(), ..terms() };
            let granted = terms.service(&merchant).is_ok();
            assert_eq!(granted, service.kind == own, "{party:?} {:?}", service.kind);
        }
    }
}

#[test]
fn which_order_a_call_means() {
    let mut orders = Vec::new();
    for party in [Party::Direct, partner("2", Some("wx2")), bank("2", Some("3")), oversea("2", Some("HKD"))] {
        orders.push(ServiceOrder { terms: Terms { party, ..terms() }, ..created() });
    }
    // Which of the four orders above each of these means.
    for (named, meant) in [
        (Party::Direct, Some(0)),
        (partner("2", None), Some(1)),
        (partner("2", Some("wx2")), Some(1)),
        (partner("2", Some("wx9")), None),
        (partner("9", None), None),
        (bank("2", None), Some(2)),
        (bank("2", Some("3")), Some(2)),
        (bank("2", Some("9")), None),
        (oversea("2", None), Some(3)),
        (oversea("2", Some("HKD")), Some(3)),
        (oversea("2", Some("USD")), None),
    ] {
        for (index, order) in orders.iter().enumerate() {
            let claim = Claim { party: named.clone(), appid: None, service_id: None };
            let expected = if meant == Some(index) { Ok(()) } else { Err(Rejection::OrderNotFound) };
            assert_eq!(order.check_claim(&claim), expected, "{named:?} {:?}", order.terms.party);
        }
    }
}

#[test]
fn only_an_acquiring_institution_collects_by_itself() {
    assert!(bank("2", None).registers_deductions());
    for party in [Party::Direct, partner("2", None), oversea("2", None)] {
        assert!(!party.registers_deductions(), "{party:?}");
    }
}

#[test]
fn channel_and_currency_come_after_the_sub_merchant_and_before_the_service() {
    let merchant = provider();
    let of = |party: Party| {
        let service_id = format!("{:?}", party.service_kind()).into();
        Terms { party, service_id, ..terms() }
    };
    let no_service: Fault<Terms> = ("ServiceNotGranted", |terms| terms.service_id = "500009".into());
    let at_the_bank: [Fault<Terms>; 2] = [
        ("NotASubMerchant", |terms| terms.party = bank("9", terms.party.channel_id().map(Mchid::as_str))),
        ("NotAChannel", |terms| terms.party = bank(terms.party.sub_mchid().map_or("", Mchid::as_str), Some("9"))),
    ];
    let faults = [at_the_bank[0], at_the_bank[1], no_service];
    assert_precedence(&of(bank("2", Some("3"))), &faults, |terms| terms.service(&merchant).map(drop));
    let abroad: [Fault<Terms>; 2] = [
        ("NotASubMerchant", |terms| terms.party = oversea("9", terms.party.currency().map(Currency::as_str))),
        ("CurrencyDiffers", |terms| {
            terms.party = oversea(terms.party.sub_mchid().map_or("", Mchid::as_str), Some("USD"));
        }),
    ];
    let faults = [abroad[0], abroad[1], no_service];
    assert_precedence(&of(oversea("2", Some("HKD"))), &faults, |terms| terms.service(&merchant).map(drop));
}
