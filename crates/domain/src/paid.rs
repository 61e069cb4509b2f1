//! A payment through WeChat Pay: what can be refunded, and what bills list.

use crate::collection::{Channel, Collection, Receipt};
use crate::fen::Fen;
use crate::ids::{Appid, Mchid, OpenId, OrderId, OrderKey, ServiceId, TransactionId};
use crate::moment::Moment;
use crate::order::Order;
use serde::{Deserialize, Serialize};

/// A payment through WeChat Pay, with what is said of its order wherever the payment is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// The order's name on the merchant's side.
    pub key: OrderKey,
    /// WeChat Pay's number of the order.
    pub order_id: OrderId,
    /// WeChat Pay's number of the payment.
    pub transaction_id: TransactionId,
    /// The merchant's side of that number; not the merchant's number for the order.
    pub out_trade_no: String,
    /// The application.
    pub appid: Appid,
    /// The service.
    pub service_id: ServiceId,
    /// Who paid.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub openid: Option<OpenId>,
    /// Whose the money is, where a provider made the call.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sub_mchid: Option<Mchid>,
    /// What the service is, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub introduction: Option<String>,
    /// The merchant's own text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attach: Option<String>,
    /// How much.
    pub total: Fen,
    /// When.
    pub paid_at: Moment,
}

impl Paid {
    /// The payment of an order; none while it is owed, and none where the money came from outside WeChat Pay.
    pub fn of(order: &Order) -> Option<Self> {
        let collection = order.collection()?;
        let Some(Receipt { paid_time, channel: Channel::Wechat { transaction_id } }) = Collection::receipt(collection)
        else {
            return None;
        };
        Some(Self {
            key: order.key().clone(),
            order_id: order.order_id().clone(),
            transaction_id: transaction_id.clone(),
            out_trade_no: order.out_trade_no().to_owned(),
            appid: order.appid().clone(),
            service_id: order.service_id().clone(),
            openid: order.openid().cloned(),
            sub_mchid: order.sub_mchid().cloned(),
            introduction: order.introduction().map(str::to_owned),
            attach: order.attach().map(str::to_owned),
            total: collection.total,
            paid_at: *paid_time,
        })
    }
}
