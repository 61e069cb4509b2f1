//! `/v3/certificates`, `/v3/refund…`, `/v3/bill…`, `/v3/payscore/merchant-bill`

use crate::serviceorder;
use crate::shop::{NOTIFY_URL, Shop};
use payscore::Fen;
use payscore::api::bill::{GetFundFlowBill, GetTradeBill};
use payscore::api::certificates::ListCertificates;
use payscore::api::refund::domestic::refunds::{CreateRefund, QueryRefund, RefundRequestAmount};
use payscore::merchant_bill::GetMerchantBill;

pub(crate) async fn certificates(shop: &Shop<'_>) {
    let listed = shop.send(&ListCertificates::builder().algorithm_type("RSA").build()).await;
    assert_eq!(listed.data.len(), 1);
    assert_eq!(listed.data[0].serial_no, shop.text("platform_serial_no"));
    assert_eq!(listed.data[0].encrypt_certificate.algorithm, "AEAD_AES_256_GCM");
}

pub(crate) async fn refunds_and_bills(shop: &Shop<'_>) {
    let order = serviceorder::at_once(shop).await;
    let transaction_id = order.collection.unwrap().details.unwrap().remove(0).transaction_id.unwrap();
    let amount = RefundRequestAmount::builder().refund(Fen::new(100)).total(Fen::new(300)).currency("CNY").build();
    let request = CreateRefund::builder()
        .transaction_id(&transaction_id)
        .out_refund_no("refund-1")
        .reason("商品缺货")
        .notify_url(NOTIFY_URL)
        .amount(amount)
        .build();
    let refund = shop.send(&request).await;
    assert_eq!((refund.amount.payer_refund, refund.amount.payer_total), (Fen::new(100), Fen::new(300)));
    assert_eq!(refund.refund_id.len(), 29);
    let queried = shop.send(&QueryRefund::builder().out_refund_no("refund-1").build()).await;
    assert_eq!((&queried.refund_id, queried.amount), (&refund.refund_id, refund.amount));

    shop.until_bills_are_there().await;
    let trade = GetTradeBill::builder().bill_date("2026-11-21").bill_type("ALL").tar_type("GZIP").build();
    let flow = GetFundFlowBill::builder().bill_date("2026-11-21").account_type("BASIC").tar_type("GZIP").build();
    for bill in [shop.send(&trade).await, shop.send(&flow).await] {
        assert_eq!((bill.hash_type.as_str(), bill.hash_value.len()), ("SHA1", 40));
        assert!(bill.download_url.starts_with("http://127.0.0.1:"));
    }
    let orders = GetMerchantBill::builder().bill_date("2026-11-21").encryption_algorithm("AEAD_AES_256_GCM");
    let bill = shop.send(&orders.service_id(shop.service("serviceorder", false)).tar_type("GZIP").build()).await;
    assert_eq!((bill.download_bill_count, bill.download_bill_list.len()), (1, 1));
    let file = &bill.download_bill_list[0];
    assert!(file.bill_sequence == 1 && !file.encrypt_key.is_empty() && !file.nonce.is_empty());
}
