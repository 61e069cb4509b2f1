//! WeChat Pay adds words and fields without asking. Answers and notifications that have them are read all the same.

use payscore_api::bill::Bill;
use payscore_api::certificates::Certificates;
use payscore_api::notification::{MchPrepay, NOTIFICATIONS, RefundNotice, UserService};
use payscore_api::payscore::acquiringbank::serviceorder::{AcquiringBankDeduction, DeductionRegistered};
use payscore_api::payscore::merchant_bill::MerchantBill;
use payscore_api::payscore::partner::permissions::TransactionPermissionApplied;
use payscore_api::payscore::partner::service_account_applications::ServiceAccountApplication;
use payscore_api::payscore::partner::servicequotas::ServiceQuotas;
use payscore_api::payscore::payafter_orders::RetailOrderSynced;
use payscore_api::payscore::permissions::{Permission, PermissionApplied};
use payscore_api::payscore::plan::payscore_plans::PayScorePlan;
use payscore_api::payscore::serviceorder::{
    ServiceOrder, ServiceOrderCompleted, ServiceOrderCreated, ServiceOrderNumbers,
};
use payscore_api::payscore::sign_plan::serviceorder::SignPlanServiceOrderCreated;
use payscore_api::payscore::sign_plan::user_sign_plans::{UserSignPlan, UserSignPlanCreated};
use payscore_api::payscore::smartretail_orders::{RetailOrder, RetailOrderClosed, RetailOrderCreated};
use payscore_api::payscore::user_service_state::UserServiceState;
use payscore_api::refund::domestic::refunds::Refund;
use payscore_api::spec::{Field, Schema, Shape};
use payscore_api::{NoContent, operations, undeclared};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};

/// A word that no list of words has; not a time either.
const NEW_WORD: &str = "SOMETHING_NEW";
/// A field that no declaration has; a pointer writes it `a~1new~0field`.
const NEW_FIELD: &str = "a/new~field";

/// Every declared field filled, each object with one field more.
fn sample(fields: &[Field], is_more: bool) -> Value {
    let mut object: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), value_of(field, is_more))).collect();
    if is_more {
        object.insert(NEW_FIELD.to_owned(), json!([1, { "deep": null }]));
    }
    Value::Object(object)
}

fn value_of(field: &Field, is_more: bool) -> Value {
    match field.shape {
        Shape::Integer { .. } | Shape::Fen { .. } => json!(-7),
        Shape::Boolean => json!(true),
        Shape::Texts { .. } => json!([NEW_WORD, ""]),
        Shape::Object(fields) => sample(fields, is_more),
        Shape::List { fields, .. } => json!([sample(fields, is_more), sample(fields, is_more)]),
        _ => json!(NEW_WORD),
    }
}

/// How many objects there are in a value.
fn objects(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(objects).sum::<usize>(),
        Value::Array(items) => items.iter().map(objects).sum(),
        _ => 0,
    }
}

/// Reads and writes a type's sample; gives back the fields that it is known by.
fn survives<T: Serialize + DeserializeOwned + Schema>() -> String {
    let name = std::any::type_name::<T>();
    let (declared, more) = (sample(T::FIELDS, false), sample(T::FIELDS, true));
    let read: T = serde_json::from_value(more.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), declared, "{name}");

    assert_eq!(undeclared(&declared, T::FIELDS), BTreeMap::new(), "{name}");
    let found = undeclared(&more, T::FIELDS);
    assert_eq!(found.len(), objects(&declared), "{name}: {found:?}");
    for (pointer, value) in found {
        assert!(pointer.ends_with("/a~1new~0field"), "{name}: {pointer}");
        assert_eq!(more.pointer(&pointer), Some(&value), "{name}: {pointer}");
    }
    format!("{:?}", T::FIELDS)
}

macro_rules! all_survive {
    ($($type:ty),* $(,)?) => { HashSet::from([$(survives::<$type>()),*]) };
}

#[test]
fn new_words_survive_and_new_fields_are_found_in_every_answer_and_every_notification() {
    let tried = all_survive![
        AcquiringBankDeduction,
        Bill,
        Certificates,
        DeductionRegistered,
        MchPrepay,
        MerchantBill,
        NoContent,
        PayScorePlan,
        Permission,
        PermissionApplied,
        Refund,
        RefundNotice,
        RetailOrder,
        RetailOrderClosed,
        RetailOrderCreated,
        RetailOrderSynced,
        ServiceAccountApplication,
        ServiceOrder,
        ServiceOrderCompleted,
        ServiceOrderCreated,
        ServiceOrderNumbers,
        ServiceQuotas,
        SignPlanServiceOrderCreated,
        TransactionPermissionApplied,
        UserService,
        UserServiceState,
        UserSignPlan,
        UserSignPlanCreated,
    ];
    for spec in operations() {
        assert!(tried.contains(&format!("{:?}", spec.response_fields)), "the answer to {} is not tried", spec.name);
    }
    for spec in NOTIFICATIONS {
        for fields in spec.plaintexts {
            assert!(tried.contains(&format!("{fields:?}")), "{} is not tried", spec.event_type);
        }
    }
}
