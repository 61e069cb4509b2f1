"""wechatpayv3's asynchronous client, set up as its README says, on an event loop in a thread of its own, so that the checks
may call it as they call the other one."""

import asyncio
import inspect
import threading

import httpx
from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType
from wechatpayv3.async_.type import RequestType, SignType

TIMEOUT = (5, 30)

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()


def wait(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result()


class Blocking:
    """Whatever the client promises is waited for."""

    def __init__(self, wxpay):
        self.wxpay = wxpay
        self._core = wxpay._core

    def __getattr__(self, name):
        attribute = getattr(self.wxpay, name)

        def call(*arguments, **named):
            result = attribute(*arguments, **named)
            return wait(result) if inspect.isawaitable(result) else result

        return call


def client(merchant, **settings):
    """A client that downloads the platform's certificates at once, unless `settings` give it a public key."""
    wxpay = AsyncWeChatPay(
        wechatpay_type=WeChatPayType.MINIPROG,
        mchid=merchant.mchid,
        private_key=merchant.private_key,
        cert_serial_no=merchant.serial_no,
        appid=merchant.appid,
        apiv3_key=merchant.apiv3_key,
        timeout=TIMEOUT,
        **settings,
    )
    return Blocking(wait(wxpay.__aenter__()))


def public_key_client(merchant):
    """A client in public-key mode."""
    return client(
        merchant, public_key=merchant.wechatpay_public_key, public_key_id=merchant.wechatpay_public_key_id
    )


def get(wxpay, path):
    """The SDK's raw call: what has no typed method goes this way."""
    return wait(wxpay._core.request(path))


def post(wxpay, path, body):
    return wait(wxpay._core.request(path, method=RequestType.POST, data=body))


def unreachable_host(call):
    """The host that a call was for which came to nobody."""
    try:
        answer = call()
    except httpx.TransportError as error:
        return error.request.url.host
    raise AssertionError(f"it was answered: {answer}")


def uploaded(answer):
    """What an upload came to: this has to be awaited a second time."""
    return wait(answer)
