"""The platform's other identity: the WeChat Pay public key."""

from harness import check, control, equal, notifications, refused, success
from sdk import get


def run(world):
    wxpay, merchant, receiver = world.by_public_key, world.merchant, world.receiver
    retail = merchant.service("smartretail", True)
    path = f"/v3/payscore/smartretail-orders?service_id={retail}&appid={merchant.appid}&out_order_no={world.paid_order}"

    with check("keys", "public key: an answer asked for by Wechatpay-Serial is verified with it"):
        equal(success(get(wxpay, path))["state"], "USER_PAID")
        # It would have downloaded the certificates, had the answer been signed by one of them.
        equal(wxpay._core._certificates, [])

    settings = f"merchants/{merchant.mchid}"
    control("PUT", settings, {"platform_identity": "public_key"})
    with check("keys", "public key: a merchant of this mode has no certificates: 404 RESOURCE_NOT_EXISTS"):
        refused(get(wxpay, "/v3/certificates"), 404, "RESOURCE_NOT_EXISTS")
    with check("notifications", "public key: a notification signed with it is verified and decrypted"):
        sent = next(n for n in notifications(world.paid_order) if n["event_type"] == "PAYSCORE.USER_PAID")
        receiver.clients["/notify"] = wxpay
        control("POST", f"notifications/{sent['id']}/resend")
        resource = receiver.resource("PAYSCORE.USER_PAID", world.paid_order, merchant.wechatpay_public_key_id)
        equal(resource["state"], "USER_PAID")
    control("PUT", settings, {"platform_identity": "certificate"})
