"""Bugs that wechatpayv3 2.0.4 was published with. A server that takes the protocol at its word shows them."""

import hashlib
import hmac

from harness import equal, now, order_number, present, refused, reproduce
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
        fields = {"mch_id": merchant.mchid, "service_id": "500001", "out_order_no": "1234323JKHDFE1243252"}
        text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))

        def signed_with(key):
            return hmac.new(key.encode(), f"{text}&key={key}".encode(), hashlib.sha256).hexdigest().upper()

        signature = wxpay.sign(fields, SignType.HMAC_SHA256)
        equal((signature == signed_with(merchant.apiv3_key), signature == signed_with(merchant.apiv2_key)), (True, False))


def pipe(world):
    """The synchronous client's alone."""
    with reproduce("pipe-signed-unescaped"):
        service_id = world.merchant.service("serviceorder", True)
        answer = world.wxpay.payscore_query(service_id=service_id, out_order_no="a|b")
        error = refused(answer, 401, "SIGN_ERROR")
        present("a%7Cb" in error["detail"]["sign_information"]["url"], "a%7Cb in the url that was to be signed")
