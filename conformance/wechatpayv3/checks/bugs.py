"""Bugs that wechatpayv3 2.0.4 was published with. A server that takes the protocol at its word shows them."""

import time

from harness import control, equal, now, order_number, present, refused, reproduce, success
from sdk import SignType, unreachable_host


def run(world):
    wxpay, merchant = world.wxpay, world.merchant

    with reproduce("terminate-host"):
        service_id = merchant.service("serviceorder", False)
        host = unreachable_host(
            lambda: wxpay.payscore_permission_terminate(
                service_id=service_id, reason="撤销原因", authorization_code="1234323JKHDFE"
            )
        )
        equal(host, "api.mch.weixin.qq.comv3")

    with reproduce("direct-complete-path"):
        answer = wxpay.payscore_direct_complete(
            out_order_no=order_number("bug"),
            openid=merchant.user("pays_at_once"),
            service_id=merchant.service("serviceorder", False),
            service_introduction="某某充电宝",
            post_payments=[{"name": "租借费用", "amount": 4000}],
            time_range={"start_time": now(-7200), "end_time": now(-60)},
            total_amount=4000,
            notify_url=world.receiver.url("/notify"),
        )
        error = refused(answer, 404, "NOT_FOUND")
        present("POST /payscore/serviceorder/direct-complete" in error["message"], "that path in the message")

    with reproduce("launch-key"):
        created = success(
            wxpay.payscore_create(
                out_order_no=order_number("launch"),
                service_id=merchant.service("serviceorder", True),
                service_introduction="某某充电宝",
                time_range={"start_time": "OnAccept"},
                risk_fund={"name": "DEPOSIT", "amount": 10000},
                notify_url=world.receiver.url("/notify"),
            )
        )
        parameters = {
            "mch_id": merchant.mchid,
            "package": created["package"],
            "timestamp": str(int(time.time())),
            "nonce_str": "5K8264ILTKCH16CQ2502S",
            "sign_type": "HMAC-SHA256",
        }
        parameters["sign"] = wxpay.sign(parameters, SignType.HMAC_SHA256)
        opened = control("POST", "launch", {"businessType": "wxpayScoreUse", "extraData": parameters})
        [mistake] = opened["mistakes"]
        equal((opened["ok"], mistake["mistake"]), (False, "sign"))
        present("it is signed with the APIv3 key" in mistake["issue"], f"that in {mistake['issue']}")


def pipe(world):
    """The synchronous client's alone."""
    with reproduce("pipe-signed-unescaped"):
        service_id = world.merchant.service("serviceorder", True)
        answer = world.wxpay.payscore_query(service_id=service_id, out_order_no="a|b")
        error = refused(answer, 401, "SIGN_ERROR")
        present("a%7Cb" in error["detail"]["sign_information"]["url"], "a%7Cb in the url that was to be signed")
