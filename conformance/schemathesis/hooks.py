"""What Schemathesis is told about PayScore: who signs, which values mean something here, what else must hold."""

import atexit
import collections
import json
import pathlib
import re
import sys
import urllib.parse

import schemathesis
from schemathesis.generation import GenerationMode

from records import DECIDED, DETAILS, OPENED, SIGNED
from records import application, authorization, authorize, deduction, number, numbers_of_services, payment, plan, refund
from records import sign_plan
from world import AUTHORIZED, body_schema, chance, creation_of, known, merchant, order, provider, services, who

# Nobody listens there.
NOWHERE = "127.0.0.1:1"
NUMBER = re.compile(r"^[0-9a-zA-Z_\-|*]{1,32}$")
# What an order has to be for a verb to succeed.
WANTED = {
    "cancel": "fresh",
    **{verb: "in use" for verb in ("complete", "send-prepaidmessage", "send-pendingmessage")},
    **{verb: "owing" for verb in ("modify", "sync", "registerdeductinfo")},
    "pay": "almost paid",
}
# What names a user, an authorization.
NAMES = ("openid", "sub_openid", "authorization_code")
# Parts of the paths that speak of neither orders nor refunds alone.
RECORDS = ("permissions", "plan/", "applications", "deduction", "user-service-state")
PRICES = ("original_price", "actual_price")
AMOUNTS = ("amount", "risk_amount", "total_amount", "fee_amount", "discount_amount")

schemathesis.auth.set_from_requests(provider).apply_to(lambda context: who(context.operation.path) is provider)
schemathesis.auth.set_from_requests(merchant).apply_to(lambda context: who(context.operation.path) is merchant)


def refine(value, values):
    """`value` with most of its fields made meaningful; what is there to break a limit is left alone."""
    if isinstance(value, list):
        return [refine(item, values) for item in value]
    if not isinstance(value, dict):
        return value
    refined = {}
    for name, field in value.items():
        choices = values.get(name)
        if choices and type(field) is type(choices[0]) and 0 < len(str(field)) <= 32 and chance(field, 12):
            field = choices[chance((field, name), len(choices))]
        elif name in AMOUNTS and type(field) is int and field > 0 and chance(field, 8):
            field %= 2_000
        refined[name] = refine(field, values)
    return refined


def agree(body, path):
    """Fields that only make sense together: mostly, they do."""
    orders = not any(part in path for part in (*AUTHORIZED, "plan/"))
    if orders and "service_id" in body and chance(body, 8):
        confirmed = body["service_id"] in services(path, (True,))
        if "need_user_confirm" in body or not confirmed:
            body["need_user_confirm"] = confirmed
        if not confirmed:
            body["openid"] = body.get("openid") or known(path)["openid"][0]
    name_once(body)
    if type(body.get("total_amount")) is int and chance(body, 8):
        body["total_amount"] = total(body, ("post_payments", "fees")) - total(body, ("post_discounts", "discounts"))
    return body


def name_once(fields):
    """One name is enough, and more are often too many."""
    names = [name for name in NAMES if name in fields]
    if len(names) > 1 and chance(fields, 8):
        kept = names[chance((fields, "named"), len(names))]
        for name in {*names} - {kept}:
            fields.pop(name)


def total(body, lists):
    items = [item for name in lists for item in body.get(name) or [] if isinstance(item, dict)]
    amounts = [item.get(name) for item in items for name in ("amount", "fee_amount", "discount_amount")]
    return sum(amount for amount in amounts if type(amount) is int)


def names_an_order(fields):
    number = fields.get("out_order_no") if isinstance(fields, dict) else None
    return isinstance(number, str) and NUMBER.match(number)


def speak_of_an_order(case, base):
    """A new order in the place of the one that the case made up, in its path or its query."""
    seed = (case.path_parameters, case.query, case.body)
    if names_an_order(case.path_parameters):
        verb = case.operation.path.rpartition("/")[2]
        no, names = order(base, seed, WANTED.get(verb) if chance(seed, 4) else None)
        case.path_parameters["out_order_no"] = no
        if isinstance(case.body, dict):
            wanted = {*case.body, "finish_ticket"} if verb == "complete" else case.body
            case.body |= {name: value for name, value in names.items() if name in wanted and chance(seed, 8)}
            if "finish_ticket" in case.body:
                case.body.setdefault("finish_type", 2)
            if verb == "registerdeductinfo":
                case.body.setdefault("out_trade_no", number())
    elif case.method == "GET" and names_an_order(case.query):
        no, names = order(base, seed)
        case.query |= {"out_order_no": no} | {name: names[name] for name in names if name in case.query}
        if chance(seed, 8):
            case.query.pop("query_id", None)


def lead_nowhere(body):
    """Notifications must not leave this machine."""
    address = body.get("notify_url")
    if isinstance(address, str) and address.startswith(("http://", "https://")):
        try:
            parts = urllib.parse.urlsplit(address)
        except ValueError:
            parts = urllib.parse.urlsplit("http://x/")
        if parts.netloc:
            body["notify_url"] = parts._replace(scheme="http", netloc=NOWHERE).geturl()


def encrypt(case, path):
    """What is to be encrypted mostly is, for a key that the header names."""
    for name, schema in body_schema(path, "post").get("properties", {}).items():
        value = case.body.get(name)
        if "x-encrypted" in schema and isinstance(value, str) and value and value.isprintable() and chance(value, 4):
            serial, case.body[name] = who(path).encrypt(value[:50])
            case.headers = {**(case.headers or {}), "Wechatpay-Serial": serial}


def speak_of_a_payment(case, path):
    """Refunds: of a new payment, within it, and of a new number."""
    seed = (case.path_parameters, case.body)
    if isinstance(case.body, dict) and isinstance(case.body.get("amount"), dict) and chance(seed, 8):
        amount = case.body["amount"]
        amount.pop("from", None)
        amount |= {"total": 700, "refund": 1 + chance(seed, 700)}
        case.body |= {"transaction_id": payment(path, seed), "out_refund_no": number()}
        case.body.pop("out_trade_no", None)
    elif "out_refund_no" in (case.path_parameters or {}) and chance(seed, 4):
        case.path_parameters["out_refund_no"] = refund(path, seed)


def speak_of_a_record(case, path):
    """A new plan, sign plan, authorization, application or deduction in the place of the one that the case made up."""
    seed = (case.path_parameters, case.query, case.body)
    if not chance(seed, 6):
        return
    verb, inside = path.rpartition("/")[2], case.path_parameters or {}
    body = case.body if isinstance(case.body, dict) else {}
    fields = body or case.query or {}
    if "merchant_plan_no" in inside:
        inside["merchant_plan_no"] = plan(path).get("merchant_plan_no")
    elif "merchant_sign_plan_no" in inside:
        acts = SIGNED[1:3] if verb == "stop" else SIGNED
        made = sign_plan(path, acts[chance((seed, "acts"), len(acts))])
        inside["merchant_sign_plan_no"] = made["merchant_sign_plan_no"]
    elif "authorization_code" in inside:
        acts = OPENED[1:3] if verb == "terminate" else OPENED
        names = authorization(path, acts[chance((seed, "acts"), len(acts))])
        inside["authorization_code"], fields["service_id"] = names.values()
    elif "out_apply_no" in inside:
        inside["out_apply_no"] = application(path, DECIDED[chance((seed, "acts"), len(DECIDED))])
    elif verb == "deduction":
        no, names = deduction(path.rpartition("/")[0], seed)
        case.query |= {"out_order_no": no} | {name: names[name] for name in names if name in case.query}
    elif verb == "payscore-plans":
        agree_on_prices(body)
    elif verb == "user-sign-plans":
        no = number()
        signed = {"plan_id": plan(path).get("plan_id"), "sign_plan_detail": numbers_of_services(no)}
        body |= {"merchant_sign_plan_no": no, "openid": known(path)["openid"][0]} | signed
        body.pop("sub_openid", None)
    elif verb == "serviceorder":
        fit = sign_plan(path, ["sign"])
        body |= {name: value for name, value in fit.items() if name in body or name == "openid"}
        body["time_range"] = {"start_time": "OnAccept"}
        body.pop("sub_openid", None)
    elif fields.get("service_id") in known(path)["service_id"] or "service_id" in inside:
        speak_of_who_authorized(fields, inside, path, seed)


def agree_on_prices(body):
    """A plan's, with its sums."""
    details = [detail for detail in body.get("plan_detail_list") or DETAILS if isinstance(detail, dict)]
    body["plan_detail_list"] = [{**detail, **{name: DETAILS[0][name] for name in PRICES}} for detail in details]
    body["deduction_quantity"] = len(details)
    body |= {f"total_{name}": len(details) * DETAILS[0][name] for name in PRICES}
    body["merchant_plan_no"] = number()


def speak_of_who_authorized(fields, inside, path, seed):
    """By openid: one who has, of their own accord or because they were asked."""
    if "service_id" in inside:
        inside["service_id"] = known(path)["service_id"][0]
    service_id = inside.get("service_id") or fields["service_id"]
    openid = authorize(path, service_id)
    if "openid" in inside:
        inside["openid"] = openid
    elif "authorization_code" in fields and path.endswith("level"):
        fields |= authorization(path, ["open"])
    elif "authorization_code" in fields:
        fields["authorization_code"] = number()
    else:
        fields["sub_openid" if "sub_openid" in fields else "openid"] = openid
        if "sub_openid" in fields:
            fields["sub_appid"] = known(path)["sub_appid"][0]


@schemathesis.hook
def before_call(context, case, kwargs):
    """What was drawn is brought closer to what there is on the server."""
    path, values = case.operation.path, known(case.operation.path)
    case.path_parameters = refine(case.path_parameters, values)
    if case.query:
        case.query = refine(dict(case.query), values)
        name_once(case.query)
    if isinstance(case.body, dict):
        case.body = agree(refine(case.body, values), path)
        lead_nowhere(case.body)
        encrypt(case, path)
    base = creation_of(path)
    # A request that is bad by itself never comes as far as an order.
    if case.meta and case.meta.generation.mode is GenerationMode.NEGATIVE:
        return
    if "/refunds" in path:
        speak_of_a_payment(case, path)
    elif any(part in path for part in RECORDS):
        speak_of_a_record(case, path)
    elif base and (base != path or case.method == "GET"):
        speak_of_an_order(case, base)
    elif names_an_order(case.body) and chance(case.body, 4):
        case.body["out_order_no"] = number()


@schemathesis.check
def is_authentic(ctx, response, case):
    """A request that was signed rightly is recognised, and its answer is signed, unless no operation took it."""
    headers = {name.title(): values[0] for name, values in response.headers.items()}
    assert response.status_code != 401, "a signed request was not recognised"
    if response.status_code == 404 and "Wechatpay-Signature" not in headers:
        assert json.loads(response.content)["code"] == "NOT_FOUND", "an unsigned answer of an operation"
        return
    assert who(case.operation.path).verify(headers, response.content), "the answer's signature does not verify"


statuses = collections.defaultdict(collections.Counter)


@schemathesis.hook
def after_call(context, case, response):
    statuses[case.operation.label][response.status_code] += 1


@atexit.register
def tell():
    """How deep it went: an operation that never succeeds was only scratched. `main.py` reads which."""
    scratched = [operation for operation in statuses if not any(status < 300 for status in statuses[operation])]
    pathlib.Path("scratched.json").write_text(json.dumps(scratched))
    for operation, counted in sorted(statuses.items()):
        print(f"{operation}: {dict(sorted(counted.items()))}", file=sys.stderr)
