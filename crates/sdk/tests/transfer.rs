//! Uploads and bills, by both clients, against the running server.

mod support;

use payscore::api::bill::{GetFundFlowBill, GetTradeBill};
use payscore::api::payscore::merchant_bill::GetMerchantBill;
use payscore::bill::{BillError, BillReader, BillRow, Direction, FlowRow, TradeRow};
use payscore::wire::digest::Sha256;
use payscore::{Client, Error, Fen, MediaFile, UploadError, blocking};
use serde_json::{Value, json};
use std::fmt::Debug;
use support::faulty::{Fault, Faulty};
use support::{Merchant, config};
use tokio::task::block_in_place;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\r\n--more\r\n";

/// What the server has, newest first: kind, name, hash.
async fn uploaded(merchant: &Merchant) -> Vec<Value> {
    let media = merchant.server.get("media").await.body["media"].clone();
    let shown = |media: &Value| json!([media["kind"], media["filename"], media["sha256"], media["media_id"]]);
    media.as_array().unwrap().iter().map(shown).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_uploaded_from_bytes_paths_sources_and_readers() {
    let merchant = Merchant::of("default").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("门店 \"1\".png");
    std::fs::write(&path, PICTURE).unwrap();
    let (client, blocking) = (&merchant.client, &merchant.blocking);
    let film = vec![7; 5 << 20];
    let opened = |name: &str| MediaFile::from_source(name, || Ok(PICTURE));
    let ids = [
        client.upload_image(MediaFile::from_path(&path)).await.unwrap().value.media_id,
        client.upload_image(MediaFile::from_bytes("a.png", PICTURE)).await.unwrap().value.media_id,
        client
            .upload_video(MediaFile::from_reader("a.mp4", std::io::Cursor::new(film.clone())))
            .await
            .unwrap()
            .value
            .media_id,
        block_in_place(|| blocking.upload_image(MediaFile::from_path(&path).named("b.PNG"))).unwrap().value.media_id,
        block_in_place(|| blocking.upload_video(MediaFile::from_bytes("b.mov", film.clone()))).unwrap().value.media_id,
        client.upload_image(opened("c.png")).await.unwrap().value.media_id,
        block_in_place(|| blocking.upload_image(opened("d.png"))).unwrap().value.media_id,
    ];
    let (picture, film) = (Sha256::of(PICTURE), Sha256::of(&film));
    let mut expected = vec![
        json!(["image", "门店 \"1\".png", picture, ids[0]]),
        json!(["image", "a.png", picture, ids[1]]),
        json!(["video", "a.mp4", film, ids[2]]),
        json!(["image", "b.PNG", picture, ids[3]]),
        json!(["video", "b.mov", film, ids[4]]),
        json!(["image", "c.png", picture, ids[5]]),
        json!(["image", "d.png", picture, ids[6]]),
    ];
    expected.reverse();
    assert_eq!(uploaded(&merchant).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_is_refused_here_or_there() {
    let merchant = Merchant::of("default").await;
    let refused = merchant.client.upload_image(MediaFile::from_bytes("a.gif", "GIF89a")).await.unwrap_err();
    assert!(matches!(refused, Error::Upload(UploadError::Extension { .. })));
    let refused = merchant.client.upload_image(MediaFile::from_bytes("a.png", "GIF89a")).await.unwrap_err();
    assert_eq!((refused.code(), refused.api().unwrap().unsigned), (Some("PARAM_ERROR"), false));
    assert_eq!(refused.api().unwrap().detail.as_ref().unwrap()["field"], "/file");
    let missing = MediaFile::from_path("/nowhere/a.png");
    let missing = block_in_place(|| merchant.blocking.upload_image(missing)).unwrap_err();
    assert!(matches!(missing, Error::Upload(UploadError::Read { .. })) && !missing.may_have_taken_effect());
    assert!(uploaded(&merchant).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_without_an_answer_is_tried_again() {
    let merchant = Merchant::of("default").await;
    let faulty = Faulty::start(merchant.server.base_url());
    let config = config(&merchant.server, "default").with_base_url(faulty.url()).unwrap();
    let (client, blocking) = (Client::new(config.clone()).unwrap(), blocking::Client::new(config));
    faulty.then(&[Fault::ResetAfter]);
    client.upload_image(MediaFile::from_reader("a.png", PICTURE)).await.unwrap();
    faulty.then(&[Fault::ResetBefore]);
    block_in_place(|| blocking.upload_image(MediaFile::from_source("a.png", || Ok(PICTURE)))).unwrap();
    let nonces: std::collections::HashSet<_> = faulty.take_seen().into_iter().map(|seen| seen.nonce).collect();
    assert_eq!((nonces.len(), uploaded(&merchant).await.len()), (4, 3), "each try is signed afresh");
}

/// A merchant with a day behind it on which one order was paid, and a part of it asked back. The day.
async fn day(merchant: &Merchant) -> String {
    let (client, no) = (&merchant.client, "order-1");
    let service_id = merchant.service("serviceorder", true);
    let order = json!({
        "out_order_no": no, "appid": merchant.text("appid"), "service_id": service_id,
        "service_introduction": "充电宝,租借", "time_range": { "start_time": "OnAccept" },
        "risk_fund": { "name": "DEPOSIT", "amount": 10_000 }, "notify_url": "http://127.0.0.1:9/", "need_user_confirm": true,
    });
    client["v3/payscore/serviceorder"].post(&order).await.unwrap();
    merchant.confirm(no, "pays_at_once").await;
    let completion = json!({
        "appid": merchant.text("appid"), "service_id": service_id, "total_amount": 500,
        "post_payments": [{ "name": "租金", "amount": 500 }], "time_range": { "end_time": support::now() },
    });
    client["v3/payscore/serviceorder/{no}/complete"].with("no", no).post(&completion).await.unwrap();
    let query = [("service_id", service_id), ("out_order_no", no), ("appid", merchant.text("appid"))];
    let order = client["v3/payscore/serviceorder"].query(&query).get().await.unwrap().value;
    let paid = &order["collection"]["details"][0];
    let refund = json!({
        "transaction_id": paid["transaction_id"], "out_refund_no": "refund-1",
        "amount": { "refund": 200, "total": 500, "currency": "CNY" },
    });
    client["v3/refund/domestic/refunds"].post(&refund).await.unwrap();
    // Past ten o'clock of the next day, whatever the time is now.
    merchant.server.advance(34 * 3600).await;
    let paid_time = paid["paid_time"].as_str().unwrap();
    if paid_time.contains('-') {
        paid_time[..10].to_owned()
    } else {
        format!("{}-{}-{}", &paid_time[..4], &paid_time[4..6], &paid_time[6..8])
    }
}

fn rows<R: BillRow + Debug>(bill: &mut BillReader<R>) -> Vec<R> {
    assert!(bill.summary().is_none(), "not before the last row was read");
    bill.map(|row| row.unwrap()).collect()
}

fn check_trade(mut bill: BillReader<TradeRow>, merchant: &Merchant) {
    let rows = rows(&mut bill);
    assert_eq!(rows.len(), 2);
    let (payment, refund) = (&rows[0], &rows[1]);
    assert_eq!((payment.mchid.as_str(), payment.sub_mchid.as_deref()), (merchant.text("mchid"), None));
    assert_eq!((payment.total, payment.trade_state.as_str(), &payment.refund), (Fen::new(500), "SUCCESS", &None));
    assert_eq!((payment.fee.to_fen(), payment.product.as_str()), (Some(Fen::new(3)), "充电宝，租借"));
    assert_eq!(payment.record.get("交易类型"), Some(payment.trade_type.as_str()));
    let back = refund.refund.as_ref().unwrap();
    assert_eq!((back.out_refund_no.as_str(), back.requested, refund.total), ("refund-1", Fen::new(200), Fen::ZERO));
    assert_eq!(refund.transaction_id, payment.transaction_id);
    let sums = bill.summary().unwrap();
    assert_eq!((sums.rows, sums.total, sums.requested_refunds), (2, Fen::new(500), Some(Fen::new(200))));
    assert_eq!(rows.iter().map(|row| row.fee.thousandths_of_fen()).sum::<i64>(), sums.fees.thousandths_of_fen());
}

fn check_flows(mut bill: BillReader<FlowRow>) {
    let rows = rows(&mut bill);
    let of = |wanted| rows.iter().filter(|row| row.direction == wanted).map(|row| row.amount.get()).sum::<i64>();
    let sums = bill.summary().unwrap();
    assert_eq!((of(Direction::In), of(Direction::Out)), (sums.sum_in.get(), sums.sum_out.get()));
    assert_eq!((sums.rows, sums.count_in + sums.count_out), (4, 4));
    assert_eq!((rows[0].kind.as_str(), rows[0].amount), ("交易", Fen::new(500)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bills_are_read_row_by_row() {
    let merchant = Merchant::of("default").await;
    let date = day(&merchant).await;
    let (client, blocking) = (&merchant.client, &merchant.blocking);
    for tar_type in [None, Some("GZIP".to_owned())] {
        let trade = GetTradeBill::builder().bill_date(&date).maybe_tar_type(tar_type.clone()).build();
        check_trade(client.download_trade_bill(&trade).await.unwrap(), &merchant);
        check_trade(block_in_place(|| blocking.download_trade_bill(&trade)).unwrap(), &merchant);
        let flow = GetFundFlowBill::builder().bill_date(&date).maybe_tar_type(tar_type.clone()).build();
        check_flows(client.download_fund_flow_bill(&flow).await.unwrap());
        check_flows(block_in_place(|| blocking.download_fund_flow_bill(&flow)).unwrap());
        let service_id = merchant.service("serviceorder", true);
        let builder = GetMerchantBill::builder().bill_date(&date).encryption_algorithm("AEAD_AES_256_GCM");
        let service = builder.service_id(service_id).maybe_tar_type(tar_type).build();
        for mut bill in [
            client.download_merchant_bill(&service).await.unwrap(),
            block_in_place(|| blocking.download_merchant_bill(&service)).unwrap(),
        ] {
            let rows = rows(&mut bill);
            assert_eq!(
                (rows.len(), rows[0].out_order_no.as_deref(), rows[0].total),
                (2, Some("order-1"), Some(Fen::new(500)))
            );
            assert_eq!(
                (rows[0].service_id.as_deref(), rows[1].requested_refund),
                (Some(service_id), Some(Fen::new(200)))
            );
            assert_eq!((bill.summary().unwrap().rows, bill.summary().unwrap().total), (Some(2), Some(Fen::new(500))));
        }
    }
    let payments = GetTradeBill::builder().bill_date(&date).bill_type("SUCCESS").build();
    let mut bill = client.download_trade_bill(&payments).await.unwrap();
    assert_eq!((rows(&mut bill).len(), bill.summary().unwrap().refunded), (1, None));
    let mut text = Vec::new();
    client.download_trade_bill(&payments).await.unwrap().write_text(&mut text).unwrap();
    assert!(String::from_utf8(text).unwrap().starts_with("交易时间,"));
    let none = GetTradeBill::builder().bill_date("2020-01-01").build();
    assert_eq!(client.download_trade_bill(&none).await.unwrap_err().code(), Some("PARAM_ERROR"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_not_promised_is_no_bill() {
    let merchant = Merchant::of("default").await;
    let date = day(&merchant).await;
    let faulty = Faulty::start(merchant.server.base_url());
    let config = config(&merchant.server, "default").with_base_url(faulty.url()).unwrap();
    let (client, blocking) = (Client::new(config.clone()).unwrap(), blocking::Client::new(config));
    let trade = GetTradeBill::builder().bill_date(&date).build();
    let packed = GetTradeBill::builder().bill_date(&date).tar_type("GZIP").build();
    let builder = GetMerchantBill::builder().bill_date(&date).encryption_algorithm("AEAD_AES_256_GCM");
    let service = builder.service_id(merchant.service("serviceorder", true)).build();
    let refused = |error: Error| match error {
        Error::Bill(error) => *error,
        other => panic!("{other:?}"),
    };
    let tampered = [Fault::Pass, Fault::AlteredEnd];
    faulty.then(&tampered);
    assert!(matches!(refused(client.download_trade_bill(&trade).await.unwrap_err()), BillError::Hash { .. }));
    faulty.then(&tampered);
    let error = block_in_place(|| blocking.download_trade_bill(&trade)).unwrap_err();
    assert!(matches!(refused(error), BillError::Hash { .. }));
    faulty.then(&tampered);
    assert!(matches!(refused(client.download_trade_bill(&packed).await.unwrap_err()), BillError::Io(_)));
    faulty.then(&tampered);
    assert!(matches!(refused(client.download_merchant_bill(&service).await.unwrap_err()), BillError::Sealed(_)));

    faulty.take_seen();
    faulty.then(&[Fault::OtherHost]);
    let error = refused(client.download_trade_bill(&trade).await.unwrap_err());
    assert!(matches!(&error, BillError::ForeignHost { server } if server == "http://pay.example"), "{error}");
    assert_eq!(faulty.take_seen().len(), 1, "and no signature was sent there");
    // A connection that breaks is no reason to give up, and half a file is no file.
    for fault in [Fault::ResetBefore, Fault::ResetAfter, Fault::HalfAnswer, Fault::BadGateway] {
        faulty.then(&[Fault::Pass, fault]);
        check_trade(client.download_trade_bill(&trade).await.unwrap(), &merchant);
        faulty.then(&[Fault::Pass, fault]);
        check_trade(block_in_place(|| blocking.download_trade_bill(&trade)).unwrap(), &merchant);
    }
}

#[tokio::test]
async fn an_address_that_is_too_old_is_refused_in_words() {
    let merchant = Merchant::of("default").await;
    let date = day(&merchant).await;
    let trade = GetTradeBill::builder().bill_date(&date).build();
    let bill = merchant.client.send(&trade).await.unwrap().value;
    merchant.server.advance(301).await;
    let refused = merchant.client.fetch_bill::<TradeRow>(bill).await.unwrap_err();
    assert_eq!((refused.code(), refused.api().unwrap().unsigned), (Some("INVALID_REQUEST"), false));
}
