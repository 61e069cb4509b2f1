"""wechatpayv3, set up as its README says."""

from urllib.parse import urlsplit

import requests
from wechatpayv3 import SignType, WeChatPay, WeChatPayType
from wechatpayv3.type import RequestType

TIMEOUT = (5, 30)


def client(merchant, **settings):
    """A client that downloads the platform's certificates at once, unless `settings` give it a public key."""
    return WeChatPay(
        wechatpay_type=WeChatPayType.MINIPROG,
        mchid=merchant.mchid,
        private_key=merchant.private_key,
        cert_serial_no=merchant.serial_no,
        appid=merchant.appid,
        apiv3_key=merchant.apiv3_key,
        timeout=TIMEOUT,
        **settings,
    )


def public_key_client(merchant):
    """A client in public-key mode."""
    return client(
        merchant, public_key=merchant.wechatpay_public_key, public_key_id=merchant.wechatpay_public_key_id
    )


def get(wxpay, path):
    """The SDK's raw call: what has no typed method goes this way."""
    return wxpay._core.request(path)


def post(wxpay, path, body):
    return wxpay._core.request(path, method=RequestType.POST, data=body)


def unreachable_host(call):
    """The host that a call was for which came to nobody."""
    try:
        answer = call()
    except requests.exceptions.ConnectionError as error:
        return urlsplit(error.request.url).hostname
    raise AssertionError(f"it was answered: {answer}")


def uploaded(answer):
    """What an upload came to."""
    return answer
