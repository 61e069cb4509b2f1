"""A service provider charges for its sub-merchant, in one call: a raw one, the SDK has no typed method for it."""

from urllib.parse import urlencode

from harness import check, equal, eventually, now, order_number, refused, success
from sdk import get, post

PATH = "/v3/payscore/partner/serviceorder"


def run(world):
    wxpay, provider, receiver = world.partner_wxpay, world.provider, world.receiver
    service_id = provider.service("serviceorder", False)
    number = order_number("partner")

    with check("orders", "partner: direct-complete: 204, verified over an empty body"):
        body = {
            "service_id": service_id,
            "appid": provider.appid,
            "sub_appid": provider.sub_appid,
            "sub_mchid": provider.sub_mchid,
            "out_order_no": number,
            "service_introduction": "XX充电宝",
            "post_payments": [{"name": "租借费用", "description": "每小时2元", "amount": 4000, "count": 4}],
            "post_discounts": [{"name": "满20减1元", "description": "不与其他优惠叠加", "amount": 100, "count": 1}],
            "total_amount": 3900,
            "time_range": {"start_time": now(-7200), "end_time": now(-60)},
            "location": {"start_location": "嗨客时尚主题展餐厅", "end_location": "嗨客时尚主题展餐厅"},
            "attach": "partner-attach",
            "notify_url": receiver.url("/partner-notify"),
            "openid": provider.user("pays_at_once"),
        }
        # The SDK raises where the signature does not match.
        equal(post(wxpay, f"{PATH}/direct-complete", body), (204, b""))

    query = f"{PATH}?{urlencode({'service_id': service_id, 'sub_mchid': provider.sub_mchid, 'out_order_no': number})}"
    with check("orders", "partner: query: DONE, USER_PAID"):
        done = eventually(lambda: success(get(wxpay, query)), lambda found: found["state"] == "DONE")
        equal((done["state"], done["collection"]["state"]), ("DONE", "USER_PAID"))
        equal((done["mchid"], done["sub_mchid"]), (provider.mchid, provider.sub_mchid))
    with check("notifications", "partner: PAYSCORE.USER_PAID is verified and decrypted with the provider's key"):
        resource = receiver.resource("PAYSCORE.USER_PAID", number)
        equal((resource["sub_mchid"], resource["attach"]), (provider.sub_mchid, "partner-attach"))
    with check("errors", "partner: another merchant does not see the order"):
        refused(get(world.wxpay, query), 403, "NO_AUTH")
