//! A merchant of the running server with one of the two clients, and what holds for each of its calls.

use payscore::api::spec::Shape;
use payscore::{ApiError, Client, Config, Error, Operation, Response, blocking};
use payscore_testkit::{ControlAnswer, TestServer};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::task::block_in_place;

/// 2026-11-21 12:00:00 in Beijing: there the clock stands.
pub(crate) const NOON: i64 = 1_795_233_600;
pub(crate) const NOW: &str = "20261121120000";
pub(crate) const A_MINUTE_AGO: &str = "20261121115900";
/// Nobody listens there.
pub(crate) const NOTIFY_URL: &str = "http://127.0.0.1:9/notify";

/// Either client.
pub(crate) enum Sender {
    Async(Client),
    Blocking(blocking::Client),
}

pub(crate) struct Shop<'a> {
    server: &'a TestServer,
    sender: Sender,
    /// `merchant.json`
    file: Value,
}

impl<'a> Shop<'a> {
    /// `default` or `partner`.
    pub(crate) fn open(server: &'a TestServer, name: &str, sender: fn(Config) -> Sender) -> Self {
        let folder = server.merchant_dir(name);
        let file = std::fs::read(folder.join("merchant.json")).unwrap();
        let config = Config::from_merchant_dir(folder).unwrap().with_base_url(server.base_url()).unwrap();
        let sender = sender(config.with_clock(|| NOON));
        Self { server, sender, file: serde_json::from_slice(&file).unwrap() }
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.file[field].as_str().unwrap()
    }

    pub(crate) fn mchid(&self) -> &str {
        self.text("mchid")
    }

    pub(crate) fn appid(&self) -> &str {
        self.text("appid")
    }

    pub(crate) fn sub_mchid(&self) -> &str {
        self.text("sub_mchid")
    }

    pub(crate) fn sub_appid(&self) -> &str {
        self.text("sub_appid")
    }

    /// A service of this kind: one whose users confirm each order, or one where they need not.
    pub(crate) fn service(&self, kind: &str, needs_user_confirm: bool) -> &str {
        let fits = |service: &&Value| service["kind"] == kind && service["needs_user_confirm"] == needs_user_confirm;
        self.file["services"].as_array().unwrap().iter().find(fits).unwrap()["service_id"].as_str().unwrap()
    }

    pub(crate) fn user(&self, behaviour: &str) -> &str {
        let mut users = self.file["users"].as_array().unwrap().iter();
        users.find(|user| user["behaviour"] == behaviour).unwrap()["openid"].as_str().unwrap()
    }

    /// Sends it, and holds it against what arrived: every field, wherever it stands. The answer has the status that is
    /// declared, is read without anything lost or made up, and repeats what of the request it speaks of.
    pub(crate) async fn send<O: Operation>(&self, request: &O) -> O::Response {
        let name = O::SPEC.name;
        let response = self.try_send(request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        self.assert_arrived(request, response.request_id.as_deref().unwrap()).await;
        assert_eq!(response.status.as_u16(), O::SPEC.success, "{name}");
        let read = serde_json::to_value(&response.value).unwrap();
        let answered = response.json::<Value>().unwrap();
        assert_eq!(without_empty(read.clone()), without_empty(answered), "{name} is read as it was answered");
        assert!(response.undeclared().is_empty(), "{name}: {:?}", response.undeclared());
        assert_eq!(changes(request, &read), [""; 0], "{name} repeats the request: {read:#}");
        response.value
    }

    /// Sends it, and is refused, with a signature.
    pub(crate) async fn refused<O: Operation>(&self, request: &O) -> ApiError {
        let error = self.try_send(request).await.map(|_| ()).unwrap_err();
        let Error::Api(error) = error else { panic!("{}: {error:?}", O::SPEC.name) };
        assert!(!error.unsigned, "{error:?}");
        *error
    }

    async fn try_send<O: Operation>(&self, request: &O) -> Result<Response<O::Response>, Error> {
        match &self.sender {
            Sender::Async(client) => client.send(request).await,
            Sender::Blocking(client) => block_in_place(|| client.send(request)),
        }
    }

    /// By the server's journal: what it received, read by the declaration, is what was given.
    async fn assert_arrived<O: Operation>(&self, request: &O, request_id: &str) {
        let seen = self.server.get(&format!("requests/{request_id}")).await.body;
        assert_eq!((&seen["operation"], &seen["status"]), (&O::SPEC.name.into(), &O::SPEC.success.into()), "{seen}");
        assert_eq!(seen["request_body_cut"], false);
        let target = seen["target"].as_str().unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let body = seen["request_body"].as_str().unwrap();
        let arrived = O::read(path_values(O::SPEC.path, path), query, body.as_bytes()).unwrap();
        let (mut arrived, mut given) = (shown(&arrived), shown(request));
        for field in O::SPEC.body_fields.iter().filter(|field| matches!(field.shape, Shape::Encrypted { .. })) {
            let (sealed, clear) = (arrived["fields"][field.name].take(), given["fields"][field.name].take());
            assert!(sealed.is_null() == clear.is_null() && (sealed.is_null() || sealed != clear), "{}", field.name);
        }
        assert_eq!(arrived, given, "{} arrives as it was given", O::SPEC.name);
    }

    pub(crate) async fn confirm(&self, out_order_no: &str, behaviour: &str) {
        done(self.server.confirm_as(self.mchid(), out_order_no, self.user(behaviour)).await);
    }

    pub(crate) async fn sign(&self, merchant_sign_plan_no: &str) {
        done(self.server.sign(self.mchid(), merchant_sign_plan_no).await);
    }

    /// The user who had authorized nothing yet authorizes this.
    pub(crate) async fn open_permission(&self, authorization_code: &str) {
        let user = self.user("not_authorized");
        done(self.server.open_permission(self.mchid(), authorization_code, user).await);
    }

    pub(crate) async fn approve_application(&self, out_apply_no: &str) {
        done(self.server.approve_application(self.mchid(), out_apply_no).await);
    }

    /// To ten in the morning of the next day, when there are bills of this one.
    pub(crate) async fn until_bills_are_there(&self) {
        self.server.advance(22 * 3600).await;
    }
}

fn done(answer: ControlAnswer) {
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// All that a request says: in the path, after the question mark, in the body.
fn shown<O: Operation>(request: &O) -> Value {
    serde_json::json!({ "path": request.path_values(), "beside": request.beside_values(), "fields": request })
}

/// Without texts that are empty: WeChat Pay writes them for what there is not, and none is read.
fn without_empty(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|_, field| field != "");
            fields.values_mut().for_each(|field| *field = without_empty(field.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_empty(item.take())),
        _ => {}
    }
    value
}

/// The values of a path's variables.
fn path_values(template: &str, path: &str) -> Vec<(String, String)> {
    let segments = template.split('/').zip(path.split('/'));
    let variables = segments.filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?, value)));
    variables.map(|(name, value)| (name.to_owned(), percent_decode_str(value).decode_utf8().unwrap().into())).collect()
}

/// Where an answer says something else than the request under the same name, as pointers.
pub(crate) fn changes<O: Operation>(request: &O, answer: &impl Serialize) -> Vec<String> {
    let mut given = serde_json::to_value(request).unwrap();
    let beside = request.path_values().into_iter().chain(request.beside_values());
    let fields: &mut Map<String, Value> = given.as_object_mut().unwrap();
    fields.extend(beside.map(|(name, value)| (name.to_owned(), value.into())));
    let answer = serde_json::to_value(answer).unwrap();
    fields.retain(|name, _| answer.get(name).is_some());
    let mut found = Vec::new();
    compare(&given, &answer, "", &mut found);
    found
}

fn compare(given: &Value, answered: &Value, pointer: &str, found: &mut Vec<String>) {
    match (given, answered) {
        (Value::Object(given), Value::Object(answered)) => {
            for (name, value) in given {
                compare(value, answered.get(name).unwrap_or(&Value::Null), &format!("{pointer}/{name}"), found);
            }
        }
        (Value::Array(given), Value::Array(answered)) if given.len() == answered.len() => {
            for (index, (given, answered)) in given.iter().zip(answered).enumerate() {
                compare(given, answered, &format!("{pointer}/{index}"), found);
            }
        }
        _ if given == answered => {}
        _ => found.push(pointer.to_owned()),
    }
}
