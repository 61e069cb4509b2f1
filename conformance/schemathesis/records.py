"""What is there beside orders, made on demand: plans and what users signed of them, authorizations, applications,
deductions, refunds, and a day that has a bill."""

from world import URL, body_schema, call, chance, complete, fresh, known, order, provider, sample
from world import services, session, who

DAY = 86_400
# Two services, the second no dearer than the first.
DETAILS = [{"plan_detail_name": "x", "original_price": 900, "actual_price": 700} for _ in range(2)]
# What may become of a sign plan, of an authorization, of an application, of a refund.
SIGNED = [[], ["sign"], ["sign", "use"], ["sign", "use", "complete"], ["sign", "cancel"], ["sign", "close-service"]]
OPENED = [[], ["open"], ["open"], ["open", "close"]]
DECIDED = [[], ["approve"], ["reject"]]
SETTLED = [None, "SUCCESS", "CLOSED", "ABNORMAL"]


def part(path):
    """Of a path, where a provider calls it."""
    return "partner/" if who(path) is provider else ""


def number():
    """One that was never used."""
    return f"fuzz_{next(fresh)}"


def create(base, **fields):
    """The smallest that `base` takes, with those of these fields that it knows. Its answer."""
    schema = body_schema(base, "post")
    given = {name: value for name, value in fields.items() if name in schema["properties"]}
    body = sample(schema, known(base) | {name: [value] for name, value in given.items()}) | given
    return call("POST", base, json=body, auth=who(base)) or {}


def act(path, what, body=None):
    """The other side's act, through the control API."""
    session.post(f"{URL}/_payscore/{path}/{what}", json=body, timeout=10)


def user(path, behaviour="pays_at_once"):
    return next(user["openid"] for user in who(path).file["users"] if user["behaviour"] == behaviour)


def plan(path):
    totals = {"total_original_price": 1_800, "total_actual_price": 1_400, "deduction_quantity": len(DETAILS)}
    fields = {"merchant_plan_no": number(), "plan_duration": 30, "plan_detail_list": DETAILS, **totals}
    return create(f"/v3/payscore/plan/{part(path)}payscore-plans", **fields)


def numbers_of_services(sign_plan_no):
    """The numbers of the orders that the services of a sign plan will be used with."""
    return [{"plan_detail_no": no, "merchant_plan_detail_no": f"{sign_plan_no}_{no}"} for no in (1, 2)]


def sign_plan(path, acts):
    """Its fields, and those of its first service's order."""
    made, no = plan(path), number()
    own = {"plan_id": made.get("plan_id"), "openid": user(path), "service_id": services(path)[0]}
    details = numbers_of_services(no)
    answer = create(
        f"/v3/payscore/sign-plan/{part(path)}user-sign-plans", **own, merchant_sign_plan_no=no, sign_plan_detail=details
    )
    out_trade_no = details[0]["merchant_plan_detail_no"]
    using = own | {"sign_plan_id": answer.get("sign_plan", {}).get("sign_plan_id"), "out_trade_no": out_trade_no}
    for what in acts:
        if what == "use":
            create(f"/v3/payscore/sign-plan/{part(path)}serviceorder", plan_detail_no=1, **using)
        elif what == "complete":
            names = {"appid": who(path).file["appid"], "service_id": own["service_id"]}
            names |= {"sub_mchid": who(path).file["sub_mchid"]} if part(path) else {}
            complete(f"/v3/payscore/{part(path)}serviceorder", out_trade_no, names, who(path))
        else:
            act(f"sign-plans/{who(path).file['mchid']}/{no}", what)
    return using | {"merchant_sign_plan_no": no, "plan_detail_no": 1}


def authorization(path, acts):
    """Of the user who has authorized nothing yet, and has no orders: nothing stands in the way of its end."""
    base = path.partition("permissions")[0] + "permissions"
    names = {"authorization_code": number(), "service_id": known(base)["service_id"][0]}
    create(base, **names)
    for what in acts:
        openid = {"openid": user(path, "not_authorized")}
        act(f"permissions/{who(path).file['mchid']}/{names['authorization_code']}", what, openid)
    return names


def authorize(path, service_id):
    """That user's own accord."""
    openid = user(path, "not_authorized")
    act(f"users/{who(path).file['mchid']}/{openid}", "authorize", {"service_id": service_id})
    return openid


def application(path, acts):
    no = number()
    told_at = known(path)["notify_url"][0]
    create("/v3/payscore/partner/service-account-applications", out_apply_no=no, result_notify_url=told_at)
    for what in acts:
        act(f"service-account-applications/{who(path).file['mchid']}/{no}", what)
    return no


def deduction(base, seed):
    """The number of an owing order for which a deduction is registered, and fields that name it."""
    no, names = order(base, seed, "owing")
    body = {name: value for name, value in names.items() if name != "currency"} | {"out_trade_no": number()}
    call("POST", f"{base}/{no}/registerdeductinfo", json=body, auth=who(base))
    return no, names


def payment(path, seed):
    """The number of a new payment of 700 fen to whoever calls `path`."""
    return order(f"/v3/payscore/{part(path)}serviceorder", seed, "paid")[1].get("transaction_id")


def refund(path, seed):
    """The number of a new refund."""
    no = number()
    amount = {"refund": 1, "total": 700, "currency": "CNY"}
    body = {"transaction_id": payment(path, seed), "out_refund_no": no, "amount": amount}
    call("POST", "/v3/refund/domestic/refunds", json=body, auth=who(path))
    if status := SETTLED[chance((seed, "settled"), len(SETTLED))]:
        act(f"refunds/{who(path).file['mchid']}/{no}", "settle", {"status": status})
    return no


def a_day_with_a_bill():
    """Something is paid and asked back, and its bill can be had: it is half past ten of the next day at the server."""
    for seed in range(4):
        refund("/v3/payscore/serviceorder", seed)
        payment("/v3/payscore/partner/serviceorder", seed)
    now = session.get(f"{URL}/_payscore/clock", timeout=10).json()["unix"]
    since_midnight = (now + 8 * 3600) % DAY
    session.post(f"{URL}/_payscore/clock/advance", json={"seconds": DAY - since_midnight + 37_800}, timeout=60)
