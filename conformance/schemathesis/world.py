"""What there is on the server: values that mean something, and orders made on demand, in every state."""

import collections
import itertools
import json
import os
import re
import time
import urllib.parse
import zlib

import requests

from signing import Merchant, is_providers

URL = os.environ["PAYSCORE_URL"]
DATA = os.environ["PAYSCORE_DATA"]

session = requests.Session()
session.trust_env = False
document = session.get(f"{URL}/_payscore/openapi.json", timeout=30).json()
merchant, provider = Merchant(DATA, "default"), Merchant(DATA, "partner")
# How far the server's clock is ahead.
AHEAD = session.get(f"{URL}/_payscore/clock", timeout=30).json()["offset_seconds"]
# None that was used before the clock was moved.
fresh = itertools.count(AHEAD + 1)

# Part of a path → the kind of its services; the first that fits.
KINDS = {
    "plan/": "plan",
    **{kind: kind for kind in ("acquiringbank", "oversea", "smartretail", "payafter", "serviceorder")},
    **dict.fromkeys(("servicepayondeliveryorder", "permissions", "user-service-state", "merchant-bill"), "serviceorder"),
}
# What users authorize has no confirmation.
AUTHORIZED = ("permissions", "user-service-state")


# Users who owe for a while.
LATE = ["pays_on_third_attempt", "never_has_balance"]
# openid → orders in progress: all that one needs to end them.
held = collections.defaultdict(collections.deque)


def body_schema(path, method):
    body = document["paths"][path].get(method, {}).get("requestBody", {})
    return body.get("content", {}).get("application/json", {}).get("schema", {})


def who(path):
    """Who calls what has this path."""
    names = [
        parameter.get("name")
        for operation in document["paths"][path].values()
        for parameter in operation["parameters"]
    ]
    return provider if is_providers(path, [*names, *body_schema(path, "post").get("properties", {})]) else merchant


def services(path, needs_user_confirm=(True, False)):
    every = who(path).file["services"]
    wanted = [kind for part, kind in KINDS.items() if part in path][:1]
    return [
        service["service_id"]
        for service in every
        if (not wanted or service["kind"] in wanted) and service["needs_user_confirm"] in needs_user_confirm
    ]


def chance(value, of):
    """A number below `of` that depends on the drawn value alone, so that a seed says all."""
    return zlib.crc32(repr(value).encode("utf-8", "surrogatepass")) % of


def clock(ago=0, form="%Y%m%d%H%M%S"):
    """The server's time, in Beijing."""
    return time.strftime(form, time.gmtime(time.time() + AHEAD + 8 * 3600 - ago))


def known(path):
    """Field → values that the server knows."""
    file = who(path).file
    authorized = any(part in path for part in AUTHORIZED)
    # Those who pay late are kept for the orders made here: three in progress, and they may have no more. Who has
    # authorized nothing is kept for authorizations.
    kept = [*LATE, "not_authorized"]
    openids = [user["openid"] for user in file["users"] if authorized or user["behaviour"] not in kept]
    openids += [openids[-1 if authorized else 0]] * 10
    if path.endswith("/terminate"):
        openids = openids[-1:]
    return {
        "appid": [file["appid"]],
        "sub_appid": [file.get("sub_appid", file["appid"])],
        "sub_mchid": [file.get("sub_mchid", file["mchid"])],
        "channel_id": [file.get("channel_id", file["mchid"])],
        "currency": [file.get("sub_currency", "CNY")] if "oversea" in path else ["CNY"],
        "service_id": services(path, (False,) if authorized else (True, False)),
        "openid": openids,
        "sub_openid": openids,
        "start_time": ["OnAccept", clock(3600), clock(60)],
        "end_time": [clock(60), clock()],
        "real_service_end_time": [clock()],
        "paid_time": [clock()],
        "prepaid_time": [clock(-8 * 86_400)[:8]],
        "bill_date": [clock(86_400, "%Y-%m-%d")],
        "risk_level_version": [1],
        "finish_type": [2],
        "notify_url": ["http://127.0.0.1:1/notify"],
    }


def sample(schema, values, name=None):
    """Something small that the schema allows, out of known values where there are any."""
    if name in values:
        return values[name][0]
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"]:
        case "object":
            properties = schema.get("properties", {})
            return {name: sample(properties[name], values, name) for name in schema.get("required", [])}
        case "array":
            return []
        case "integer":
            return max(schema.get("minimum", 1), 1)
        case "boolean":
            return False
    return clock() if "(0[1-9]" in schema.get("pattern", "") else "x"


def call(method, path, **arguments):
    answer = session.request(method, URL + path, auth=arguments.pop("auth"), timeout=10, **arguments)
    return answer.json() if answer.ok and answer.content else None


def play(act, mchid, number, openid=None):
    """The user's side."""
    session.post(f"{URL}/_payscore/orders/{mchid}/{number}/{act}", json=openid and {"openid": openid}, timeout=10)


def post(path, number, names, auth):
    """The smallest call to `path`, where there is one, about this order."""
    if path in document["paths"]:
        body = sample(body_schema(path, "post"), {name: [value] for name, value in names.items()})
        call("POST", path.replace("{out_order_no}", number), json=body, auth=auth)


def end(base, number, names, auth):
    """In whatever state it is."""
    post(f"{base}/{{out_order_no}}/cancel", number, names, auth)
    complete(base, number, names, auth)
    play("pay", auth.file["mchid"], number)


def payer(auth, seed, wanted):
    """Mostly the one who pays at once; a late one is first freed of what is in progress."""
    users = {user["behaviour"]: user["openid"] for user in auth.file["users"]}
    late = {"owing": chance((seed, "user"), 2), "almost paid": 0, "paid": 9}.get(wanted, chance((seed, "user"), 6))
    if late >= len(LATE):
        return users["pays_at_once"]
    openid = users[LATE[late]]
    while len(held[openid]) > 1:
        end(*held[openid].popleft())
    return openid


def order(base, seed, wanted=None):
    """A new order, created at `base`; `wanted`, else `seed` decides how far it has come. Its number, and fields that name it."""
    auth, number = who(base), f"fuzz_{next(fresh)}"
    confirmed = chance((seed, "confirmed"), 2) == 0
    openid = payer(auth, seed, wanted)
    ids = services(base, (confirmed,)) or services(base)
    needs_confirm = ids[0] not in services(base, (False,))
    values = {**known(base), "service_id": ids, "out_order_no": [number], "openid": [openid], "sub_openid": [openid]}
    values |= {"amount": [2_000], "total_amount": [700], "start_time": ["OnAccept" if needs_confirm else clock(60)]}
    schema = body_schema(base, "post")
    body = {**sample(schema, values), "need_user_confirm": needs_confirm}
    for optional in ("risk_fund", "openid", "sub_appid", "notify_url", "currency"):
        if optional in schema["properties"] and not (optional == "openid" and needs_confirm):
            body[optional] = sample(schema["properties"][optional], values, optional)
    call("POST", base, json=body, auth=auth)
    steps = {"fresh": 0, "in use": 1, "owing": 2, "almost paid": 2, "paid": 2}.get(wanted, chance((seed, "steps"), 4))
    if steps > 0 and needs_confirm:
        play("confirm", auth.file["mchid"], number, openid)
    names = {name: body[name] for name in ("appid", "sub_appid", "sub_mchid", "channel_id", "service_id", "currency") if name in body}
    names |= ticket_of(base, number, names, auth)
    if steps > 1:
        complete(base, number, names, auth)
        names |= ticket_of(base, number, names, auth)
    if steps > 2:
        play("pay", auth.file["mchid"], number)
    if wanted == "almost paid":
        post(f"{base}/{{out_order_no}}/pay", number, names, auth)
    held[openid].append((base, number, names, auth))
    return number, names


def ticket_of(base, number, names, auth):
    """Smart retail and its like want it back at completion."""
    declared = document["paths"][base].get("get")
    if not declared:
        return {}
    wanted = {parameter.get("name") for parameter in declared["parameters"]} & set(names)
    query = {"out_order_no": number, **{name: names[name] for name in wanted}}
    found = call("GET", f"{base}?{urllib.parse.urlencode(query)}", auth=auth) or {}
    return {name: found[name] for name in ("finish_ticket", "query_id") if name in found} | paid_by(found)


def paid_by(found):
    """The payment's number, where it is paid."""
    details = (found.get("collection") or {}).get("details") or [found]
    number = details[0].get("transaction_id") or details[0].get("finish_transaction_id")
    return {"transaction_id": number} if number else {}


def complete(base, number, names, auth):
    path = f"{base}/{{out_order_no}}/complete"
    if path not in document["paths"]:
        return
    schema = body_schema(path, "post")
    values = {**known(path), **{name: [value] for name, value in names.items()}, "total_amount": [700]}
    values |= {"start_time": [clock(30)], "end_time": [clock()], "real_service_end_time": [clock()]}
    body = sample(schema, values)
    # Optional by their declaration, required by the rules.
    body |= {name: values[name][0] for name in ("finish_type", "finish_ticket", "total_amount") if name in values}
    for times in ("time_range", "real_service_end_time"):
        if times in schema["properties"]:
            body[times] = sample(schema["properties"][times], values)
            if times == "time_range":
                body[times]["end_time"] = clock()
    for payments, amount in (("post_payments", "amount"), ("fees", "fee_amount")):
        if payments in schema["properties"]:
            body[payments] = [sample(schema["properties"][payments]["items"], values) | {amount: 700}]
    call("POST", path.replace("{out_order_no}", number), json=body, auth=auth)


def creation_of(path):
    """The path at which orders that `path` speaks of are created, if any."""
    base = path.split("/{out_order_no}")[0]
    return base if re.search("order", base) and "post" in document["paths"].get(base, {}) else None
