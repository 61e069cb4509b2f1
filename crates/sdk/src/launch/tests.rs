use super::*;
use crate::testing::{MCHID, NONCE, NOW, config, merchant_key};

fn key() -> ApiV2Key {
    ApiV2Key::new("0123456789abcdefghijklmnopqrstuv").unwrap()
}

/// Known answers computed with Python's hmac module.
#[test]
fn signatures_are_those_of_another_implementation() {
    for (launch, sign) in [
        (
            Launch::confirm_signed(&config(), &key(), "AAQT-_nZo+=").unwrap(),
            "20278D81A650F165F0623178330EEE47DDAFF9768C4C7BCF61AA9F73E5F6F37D",
        ),
        (
            Launch::detail(&config(), &key(), "500001", "A|1*-").unwrap(),
            "BC0E8AC743E99CDB7822240EC78B1962DEA52928C3C94FF430B044C30D04A89F",
        ),
    ] {
        assert_eq!(launch.parameters().last(), Some(&("sign", sign.to_owned())));
    }
}

#[test]
fn each_front_end_has_it_in_its_own_shape() {
    let launch = Launch::detail(&config(), &key(), "500001", "A|1*-").unwrap();
    let sign = "BC0E8AC743E99CDB7822240EC78B1962DEA52928C3C94FF430B044C30D04A89F";
    let query = format!(
        "mch_id={MCHID}&service_id=500001&out_order_no=A%7C1%2A-&timestamp={NOW}&nonce_str={NONCE}\
         &sign_type=HMAC-SHA256&sign={sign}"
    );
    assert_eq!(launch.web_page(), json!({ "businessType": "wxpayScoreDetail", "queryString": query }));
    let app = launch.app();
    assert_eq!((&app["query"], &app["extInfo"]), (&json!(query), &json!("{\"miniProgramType\": 0}")));
    let data = json!({
        "mch_id": MCHID, "service_id": "500001", "out_order_no": "A|1*-", "timestamp": NOW.to_string(),
        "nonce_str": NONCE, "sign_type": "HMAC-SHA256", "sign": sign,
    });
    assert_eq!(launch.mini_program(), json!({ "businessType": "wxpayScoreDetail", "extraData": data }));
}

#[test]
fn what_a_call_answered_needs_no_signature() {
    for (launch, business, query) in [
        (Launch::confirm("a+b"), "wxpayScoreUse", "package=a%2Bb"),
        (Launch::authorize("a"), "wxpayScoreEnable", "apply_permissions_token=a"),
        (Launch::sign_plan("a"), "wxpayScorePlan", "package=a"),
    ] {
        assert_eq!((launch.business_type().as_str(), launch.query().as_str()), (business, query));
    }
}

/// The four lines are written out here as the documents have them.
#[test]
fn payments_are_signed_with_the_private_key() {
    let payment = Payment::new(&config(), "wx8888888888888888", "wx201410272009395522657a690389285100").unwrap();
    let signed = format!("wx8888888888888888\n{NOW}\n{NONCE}\nprepay_id=wx201410272009395522657a690389285100\n");
    assert!(merchant_key().public_key().verify(signed.as_bytes(), &payment.pay_sign));
    assert_eq!(
        serde_json::to_value(&payment).unwrap(),
        json!({
            "appId": "wx8888888888888888", "timeStamp": NOW.to_string(), "nonceStr": NONCE,
            "package": "prepay_id=wx201410272009395522657a690389285100", "signType": "RSA", "paySign": payment.pay_sign,
        })
    );
    let app = AppPayment::new(&config(), "wx8888888888888888", "WX1217752501201407033233368018").unwrap();
    let signed = format!("wx8888888888888888\n{NOW}\n{NONCE}\nWX1217752501201407033233368018\n");
    assert!(merchant_key().public_key().verify(signed.as_bytes(), &app.sign));
    assert_eq!((app.partnerid.as_str(), app.package), (MCHID, "Sign=WXPay"));
    let sub = app.clone().for_sub_merchant("1900000777");
    assert_eq!((sub.partnerid.as_str(), sub.sign), ("1900000777", app.sign));
}
