"""A vending cabinet's order, from the door's opening to the money, by raw calls: the SDK has no typed ones."""

from urllib.parse import urlencode

from harness import as_user, check, control, equal, eventually, notifications, now, order_number, present, refused, success
from sdk import get, post

PATH = "/v3/payscore/smartretail-orders"


def run(world):
    wxpay, merchant, receiver = world.wxpay, world.merchant, world.receiver
    order = {"appid": merchant.appid, "service_id": merchant.service("smartretail", True)}
    number = order_number("retail")

    def ask(out_order_no=number):
        return get(wxpay, f"{PATH}?{urlencode({**order, 'out_order_no': out_order_no})}")

    def query():
        return success(ask())

    with check("notifications", "smart retail: the merchant's notify_url is set"):
        url = receiver.url("/notify")
        equal(control("PUT", f"merchants/{merchant.mchid}", {"notify_url": url})["notify_url"], url)

    creation = {
        **order,
        "out_order_no": number,
        "service_start_time": "OnAccept",
        "service_start_location": "嗨客时尚主题展餐厅",
        "service_introduction": "自动售货柜",
        "fees": [{"fee_name": "商品信息", "fee_count": 2, "fee_amount": 600, "fee_desc": "以实际购买为准"}],
        "discounts": [{"discount_name": "满20减1元", "discount_desc": "不与其他优惠叠加"}],
        "risk_amount": 10000,
        "attach": "cabinet-7",
        "need_user_confirm": True,
    }
    with check("orders", "smart retail: create"):
        created = success(post(wxpay, PATH, creation))
        equal(created["miniprogram_businesstype"], "wxpayScoreUse")
        present(created["package"], "package")
    with check("orders", "smart retail: create again, the same"):
        equal(success(post(wxpay, PATH, creation))["out_order_no"], number)
    with check("errors", "smart retail: create again, differently: 400 PARAM_ERROR"):
        error = refused(post(wxpay, PATH, {**creation, "risk_amount": 9999}), 400, "PARAM_ERROR")
        equal(error["message"], "订单重入参数校验失败")
    with check("orders", "smart retail: query: CREATED"):
        found = query()
        equal((found["state"], found.get("finish_ticket")), ("CREATED", None))
    with check("orders", "smart retail: the user confirms: USER_ACCEPTED"):
        equal(as_user("confirm", merchant.mchid, number)["state"], "USER_ACCEPTED")

    ticket = None
    with check("orders", "smart retail: query: USER_ACCEPTED, with finish_ticket"):
        found = query()
        ticket = found.get("finish_ticket")
        equal(found["state"], "USER_ACCEPTED")
        present(ticket, "finish_ticket")
    with check("notifications", "smart retail: PAYSCORE.USER_ACCEPTED is verified and decrypted"):
        resource = receiver.resource("PAYSCORE.USER_ACCEPTED", number)
        equal((resource["state"], resource["finish_ticket"]), ("USER_ACCEPTED", ticket))
        equal(resource["attach"], "cabinet-7")
    with check("notifications", "smart retail: an altered notification is refused"):
        event = receiver.event("PAYSCORE.USER_ACCEPTED", number)
        equal(wxpay.callback(event.headers, event.body.replace(b"USER_ACCEPTED", b"USER_PAID")), None)

    completion = {
        **order,
        "finish_type": 2,
        "fees": [{"fee_name": "商品信息", "fee_count": 2, "fee_amount": 600, "fee_desc": "可乐两罐"}],
        "discounts": [{"discount_name": "满20减1元", "discount_amount": 100, "discount_desc": "不与其他优惠叠加"}],
        "total_amount": 500,
        "profit_sharing": False,
    }

    def complete(finish_ticket):
        body = {**completion, "real_service_end_time": now(), "finish_ticket": finish_ticket}
        return post(wxpay, f"{PATH}/{number}/complete", body)

    with check("errors", "smart retail: complete with a wrong finish_ticket: 400 PARAM_ERROR"):
        error = refused(complete(f"{ticket}x"), 400, "PARAM_ERROR")
        present("校验完结凭证错误" in error["message"], "校验完结凭证错误")
        present("finish_ticket" in str(error["detail"]), "finish_ticket in the detail")
        equal(query()["state"], "USER_ACCEPTED")
    with check("orders", "smart retail: complete"):
        equal(success(complete(ticket))["out_order_no"], number)
    with check("orders", "smart retail: query: USER_PAID"):
        paid = eventually(query, lambda found: found["state"] == "USER_PAID")
        equal((paid["state"], paid["total_amount"]), ("USER_PAID", 500))
        present(paid["finish_transaction_id"], "finish_transaction_id")
    with check("notifications", "smart retail: PAYSCORE.USER_PAID is verified and decrypted"):
        resource = receiver.resource("PAYSCORE.USER_PAID", number)
        equal(resource["state"], "USER_PAID")
        equal(resource["finish_transaction_id"], query()["finish_transaction_id"])
    with check("notifications", "smart retail: the server counts both notifications as delivered"):

        def statuses():
            return [notification["status"] for notification in notifications(number)]

        equal(eventually(statuses, lambda found: set(found) == {"delivered"}), ["delivered", "delivered"])
    with check("errors", "smart retail: an unknown order: 404 ORDER_NOT_EXIST"):
        refused(ask(order_number("unknown")), 404, "ORDER_NOT_EXIST")
    world.paid_order = number
