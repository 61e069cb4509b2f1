"""What wechatpayv3 is to do, asynchronous or not: `sdk` is the one or the other."""

import types

from checks import bugs, identities, partner, public_key, service_order, smart_retail, uploads
from harness import Merchant, Receiver
from sdk import public_key_client


def run_all(*more):
    """The checks that both do, then `more` of one's own."""
    world = types.SimpleNamespace(merchant=Merchant("default"), provider=Merchant("partner"))
    identities.run(world)
    world.by_public_key = public_key_client(world.merchant)
    world.receiver = Receiver({"/notify": world.wxpay, "/partner-notify": world.partner_wxpay})
    for part in (smart_retail, service_order, partner, public_key, uploads, bugs):
        part.run(world)
    for part in more:
        part(world)
