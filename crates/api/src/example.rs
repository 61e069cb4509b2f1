//! An example of each operation's request: made from its declaration, so that it is within the limits, and with values
//! that belong together, so that a server does something with it.

use crate::spec::{Field, OperationSpec, Shape};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// What only the caller knows.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "literals"), non_exhaustive)]
pub struct Given {
    /// The application.
    pub appid: String,
    /// A service that the operation is for.
    pub service_id: String,
    /// A provider's sub-merchant.
    pub sub_mchid: String,
    /// Its application.
    pub sub_appid: String,
    /// An acquiring institution's channel.
    pub channel_id: String,
    /// The currency of orders abroad.
    pub currency: String,
    /// A user.
    pub openid: String,
    /// Where notifications go.
    pub notify_url: String,
    /// A number that was not used before.
    pub number: String,
    /// `yyyyMMddHHmmss`: now.
    pub now: String,
    /// The same, an hour ago.
    pub earlier: String,
    /// `yyyyMMdd`: the day after tomorrow.
    pub later: String,
    /// `yyyy-MM-dd`: yesterday.
    pub yesterday: String,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sample {
    /// A text.
    Text(String),
    /// A whole number, or an amount in fen.
    Number(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// An object, its members in the order of their declaration.
    Object(Vec<(&'static str, Sample)>),
    /// A list.
    List(Vec<Sample>),
}

impl Serialize for Sample {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
        }
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// What stands in the path.
    pub path: Vec<(&'static str, String)>,
    /// What stands after the question mark.
    pub query: Vec<(&'static str, String)>,
    /// The body; `None` of a GET.
    pub body: Option<Sample>,
}

/// An example of this operation's request. Sensitive fields are in the clear.
#[must_use]
pub fn example(spec: &'static OperationSpec, given: &Given) -> Example {
    let maker = Maker { spec, given };
    let texts = |fields: &'static [Field]| {
        let shown = fields.iter().filter(|field| maker.is_shown(field, None));
        shown.map(|field| (field.name, plain(maker.sample(field, None)))).collect()
    };
    Example {
        path: texts(spec.path_fields),
        query: texts(spec.query_fields),
        body: (spec.method != "GET").then(|| maker.object(spec.body_fields, None)),
    }
}

fn plain(sample: Sample) -> String {
    match sample {
        Sample::Text(text) => text,
        Sample::Number(number) => number.to_string(),
        Sample::Boolean(boolean) => boolean.to_string(),
        Sample::Object(_) | Sample::List(_) => String::new(),
    }
}

/// Optional fields without which most requests would mean little, or be refused.
const SHOWN: [&str; 29] = [
    "appid",
    "service_id",
    "out_order_no",
    "out_trade_no",
    "service_introduction",
    "service_start_time",
    "post_payments",
    "total_amount",
    "fees",
    "risk_amount",
    "finish_type",
    "finish_ticket",
    "real_service_end_time",
    "currency",
    "plan_detail_list",
    "type",
    "detail",
    "shopping_info",
    "transaction_scene_info",
    // Inside of others.
    "paid_time",
    "name",
    "description",
    "fee_name",
    "fee_desc",
    "jump_link",
    "jump_link_type",
    "path",
    "goods",
    "picture",
];
/// The same, where something is settled.
const SHOWN_IN_SETTLEMENTS: [&str; 4] = ["amount", "fee_amount", "count", "time_range"];
/// Operations that have to be told the user, because nobody confirms anything, by parts of their names.
const FOR_A_USER: [&str; 8] = [
    "PayOnDelivery",
    "DirectComplete",
    "Assess",
    "SearchPartnerPermission",
    "TerminatePartnerPermission",
    "CreatePartnerUserSignPlan",
    "CreatePartnerSignPlan",
    "CreateSignPlan",
];

struct Maker<'a> {
    spec: &'static OperationSpec,
    given: &'a Given,
}

impl Maker<'_> {
    fn has(&self, name: &str) -> bool {
        self.spec.body_fields.iter().any(|field| field.name == name)
    }

    /// Whether amounts are final.
    fn settles(&self) -> bool {
        self.has("total_amount")
    }

    fn is_for_a_user(&self) -> bool {
        FOR_A_USER.iter().any(|part| self.spec.name.contains(part)) && !self.spec.name.ends_with("ByCode")
    }

    fn is_shown(&self, field: &Field, parent: Option<&str>) -> bool {
        let name = field.name;
        match (name, parent) {
            _ if field.required => true,
            // Of what happened here, only the end is to be told; of what is to happen, only the beginning.
            ("start_time", Some("time_range")) => !self.settles() || self.is_all_at_once(),
            ("end_time", Some("time_range")) => self.settles(),
            ("openid", None) => self.is_for_a_user(),
            ("amount" | "count", Some("goods")) => true,
            ("notify_url", None) => self.is_all_at_once(),
            _ => SHOWN.contains(&name) || (self.settles() && SHOWN_IN_SETTLEMENTS.contains(&name)),
        }
    }

    /// Created and completed by one call.
    fn is_all_at_once(&self) -> bool {
        self.spec.name.starts_with("DirectComplete")
    }

    fn object(&self, fields: &'static [Field], parent: Option<&str>) -> Sample {
        let shown = fields.iter().filter(|field| self.is_shown(field, parent));
        Sample::Object(shown.map(|field| (field.name, self.sample(field, parent))).collect())
    }

    fn sample(&self, field: &Field, parent: Option<&str>) -> Sample {
        let text = |text: &str| Sample::Text(text.to_owned());
        match field.shape {
            Shape::Object(fields) => self.object(fields, Some(field.name)),
            Shape::List { fields, .. } => Sample::List(vec![self.object(fields, Some(field.name))]),
            Shape::Texts { .. } => Sample::List(vec![text(field.label)]),
            Shape::Boolean => Sample::Boolean(true),
            Shape::Integer { min, max } => Sample::Number(number(field.name, parent).clamp(min, max)),
            Shape::Fen { min } => Sample::Number(number(field.name, parent).max(min)),
            Shape::OneOf(allowed) => text(one_of(field.name, allowed)),
            Shape::Time { on_accept } => text(self.time(field.name, on_accept)),
            Shape::Day => text(&self.given.later),
            Shape::Url { .. } => text(&self.given.notify_url),
            Shape::OutNumber | Shape::OutRefundNumber => text(&self.given.number),
            Shape::Encrypted { max } => Sample::Text(self.text(field, max)),
            Shape::Text { max, .. } => Sample::Text(self.text(field, max)),
        }
    }

    fn time(&self, name: &str, on_accept: bool) -> &str {
        let accepted = on_accept && !self.is_for_a_user();
        match name {
            "start_time" | "service_start_time" if accepted => "OnAccept",
            "start_time" if self.is_all_at_once() => &self.given.earlier,
            "start_time" | "service_start_time" => &self.given.later,
            _ => &self.given.now,
        }
    }

    fn text(&self, field: &Field, max: usize) -> String {
        let Given { appid, service_id, sub_mchid, sub_appid, channel_id, currency, openid, .. } = self.given;
        let known = match field.name {
            "appid" | "real_merchant_appid" => appid,
            "service_id" => service_id,
            "sub_mchid" => sub_mchid,
            "sub_appid" => sub_appid,
            "channel_id" => channel_id,
            "currency" => currency,
            "openid" => openid,
            "out_trade_no" => &self.given.number,
            "paid_time" => &self.given.now,
            "bill_date" if max == 10 => &self.given.yesterday,
            "service_introduction" => "充电宝租借",
            "name" if max == 20 => "租借费",
            "name" if max == 100 => "张三",
            "name" => "头戴式耳机",
            "phone" => "13800138000",
            "userid" => "11010519491231002X",
            "description" | "fee_desc" => "2元/小时",
            "fee_name" => "商品信息",
            "plan_name" => "月卡",
            "picture" => "https://example.com/1.png",
            "path" => "pages/order?id=1",
            "reason" | "stop_reason" => "用户投诉",
            _ => field.label,
        };
        known.chars().take(max).collect()
    }
}

/// Amounts add up: what is to be paid costs 3 yuan, once.
fn number(name: &str, parent: Option<&str>) -> i64 {
    match (name, parent) {
        ("amount", Some("risk_fund")) | ("risk_amount", _) => 10_000,
        ("finish_type", _) => 2,
        ("plan_duration", _) => 30,
        (
            "amount"
            | "total"
            | "fee_amount"
            | "total_amount"
            | "total_original_price"
            | "total_actual_price"
            | "original_price"
            | "actual_price",
            _,
        ) => 300,
        ("refund", _) => 100,
        _ => 1,
    }
}

/// The first, but where another suits better.
fn one_of(name: &str, allowed: &[&'static str]) -> &'static str {
    match name {
        "currency" if allowed.contains(&"CNY") => "CNY",
        _ => allowed.first().copied().unwrap_or_default(),
    }
}
