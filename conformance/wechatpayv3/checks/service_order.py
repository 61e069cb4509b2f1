"""Service orders by the SDK's typed methods."""

from harness import as_user, check, equal, eventually, now, order_number, present, refused, success


def states(order):
    return order["state"], order.get("state_description")


def run(world):
    wxpay, merchant, receiver = world.wxpay, world.merchant, world.receiver
    service_id = merchant.service("serviceorder", True)

    def create(number, **more):
        terms = {
            "service_id": service_id,
            "service_introduction": "某某充电宝",
            "post_payments": [{"name": "租借费用", "amount": 200, "description": "每小时2元", "count": 1}],
            "time_range": {"start_time": "OnAccept"},
            "location": {"start_location": "嗨客时尚主题展餐厅"},
            "risk_fund": {"name": "DEPOSIT", "amount": 10000, "description": "丢失或损坏"},
            "attach": "bank-42",
            "notify_url": receiver.url("/notify"),
            **more,
        }
        return success(wxpay.payscore_create(out_order_no=number, **terms))

    def complete(number, total_amount=3900):
        return wxpay.payscore_complete(
            out_order_no=number,
            service_id=service_id,
            post_payments=[{"name": "租借费用", "amount": 4000, "description": "20小时", "count": 1}],
            post_discounts=[{"name": "满20减1元", "amount": 100, "description": "不与其他优惠叠加", "count": 1}],
            total_amount=total_amount,
            time_range={"end_time": now()},
            location={"end_location": "嗨客时尚主题展餐厅"},
        )

    def query(number, service=service_id):
        return success(wxpay.payscore_query(service_id=service, out_order_no=number))

    number = order_number("service")
    with check("orders", "service order: create"):
        created = create(number)
        equal(created["state"], "CREATED")
        present(created["package"], "package")
    with check("orders", "service order: the user confirms, query: DOING/USER_CONFIRM"):
        as_user("confirm", merchant.mchid, number)
        equal(states(query(number)), ("DOING", "USER_CONFIRM"))
    with check("notifications", "service order: PAYSCORE.USER_CONFIRM is verified and decrypted"):
        resource = receiver.resource("PAYSCORE.USER_CONFIRM", number)
        equal(states(resource), ("DOING", "USER_CONFIRM"))
        equal(resource["attach"], "bank-42")
    with check("errors", "service order: complete, a fen too much: 400 PARAM_ERROR"):
        refused(complete(number, 3901), 400, "PARAM_ERROR")
    with check("orders", "service order: complete: DOING/MCH_COMPLETE"):
        completed = success(complete(number))
        equal(states(completed), ("DOING", "MCH_COMPLETE"))
        equal(completed["need_collection"], True)
    with check("orders", "service order: query: DONE, USER_PAID by WeChat Pay"):
        done = eventually(lambda: query(number), lambda found: found["state"] == "DONE")
        collection = done["collection"]
        equal((done["state"], collection["state"], collection["paid_amount"]), ("DONE", "USER_PAID", 3900))
        equal(collection["details"][0]["paid_type"], "NEWTON")
        present(collection["details"][0]["transaction_id"], "transaction_id")
    with check("notifications", "service order: PAYSCORE.USER_PAID is verified and decrypted"):
        resource = receiver.resource("PAYSCORE.USER_PAID", number)
        equal((resource["state"], resource["collection"]["state"]), ("DONE", "USER_PAID"))

    unpaid = order_number("sync")
    with check("orders", "service order: who never has balance owes: USER_PAYING"):
        create(unpaid)
        as_user("confirm", merchant.mchid, unpaid, merchant.user("never_has_balance"))
        success(complete(unpaid))
        owing = query(unpaid)
        equal(states(owing), ("DOING", "MCH_COMPLETE"))
        equal((owing["collection"]["state"], owing["collection"]["paying_amount"]), ("USER_PAYING", 3900))
    with check("orders", "service order: sync Order_Paid: DONE, channel MCH"):
        synced = success(
            wxpay.payscore_sync(out_order_no=unpaid, service_id=service_id, detail={"paid_time": now()})
        )
        equal((synced["state"], synced["collection"]["details"][0]["paid_type"]), ("DONE", "MCH"))
        equal(query(unpaid), synced)

    with check("orders", "service order: cancel: REVOKED"):
        unwanted = order_number("cancel")
        create(unwanted)
        cancelled = success(wxpay.payscore_cancel(out_order_no=unwanted, service_id=service_id, reason="用户投诉"))
        equal(cancelled["out_order_no"], unwanted)
        equal(query(unwanted)["state"], "REVOKED")
    with check("orders", "service order: no confirmation needed: starts in DOING/USER_CONFIRM, is cancelled"):
        started = order_number("direct")
        service = merchant.service("serviceorder", False)
        openid = merchant.user("pays_at_once")
        created = create(
            started, service_id=service, need_user_confirm=False, openid=openid, time_range={"start_time": now()}
        )
        equal(states(created), ("DOING", "USER_CONFIRM"))
        success(wxpay.payscore_cancel(out_order_no=started, service_id=service, reason="设备故障"))
        equal(query(started, service)["state"], "REVOKED")
    with check("errors", "service order: an unknown order: 404 ORDER_NOT_EXIST"):
        answer = wxpay.payscore_query(service_id=service_id, out_order_no=order_number("unknown"))
        refused(answer, 404, "ORDER_NOT_EXIST")
