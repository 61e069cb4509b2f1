"""Requests through the server's proxy, by Python's own urllib: to WeChat Pay's hosts answered, to all others refused."""

import os
import socket
import urllib.error
import urllib.request

from harness import check, equal

# Not WeChat Pay's API, however much like it they look.
OTHERS = [
    "www.example.com",
    "api.mch.weixin.qq.com.example.com",
    "api.mch.weixin.qq.comv3",
    "mch.weixin.qq.com",
    "api.mch.weixin.qq.com:8443",
]

proxy = os.environ["HTTPS_PROXY"]
# Everything goes there, this machine's own addresses as well.
for name in ("NO_PROXY", "no_proxy"):
    os.environ.pop(name, None)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": proxy, "http": proxy}))


def ask(url):
    """Status and text of the answer to an absolute target, or to what goes through CONNECT."""
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def refused_tunnel(url):
    try:
        answer = ask(url)
    except urllib.error.URLError as error:
        equal(str(error.reason), "Tunnel connection failed: 403 Forbidden")
    else:
        raise AssertionError(f"it was answered: {answer}")


def refused_target(url, host):
    status, text = ask(url)
    equal(status, 403)
    equal(text.partition(". Name other hosts")[0].rpartition("connects to nothing else: not to ")[2], host)


def main():
    for scheme in ("https", "http"):
        with check("refusal", f"{scheme}: WeChat Pay's own host is answered"):
            status, text = ask(f"{scheme}://api.mch.weixin.qq.com/v3/certificates")
            equal((status, '"SIGN_ERROR"' in text), (401, True))
    for host in OTHERS:
        with check("refusal", f"https: no tunnel to {host}"):
            refused_tunnel(f"https://{host}/v3/certificates")
        with check("refusal", f"http: nothing passed on to {host}"):
            refused_target(f"http://{host}/v3/certificates", host)

    with socket.create_server(("127.0.0.1", 0)) as listener, check("refusal", "a service on this machine is not reached"):
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        refused_tunnel(f"https://{address}/")
        refused_target(f"http://{address}/", address)
        listener.setblocking(False)
        try:
            listener.accept()
        except BlockingIOError:
            pass
        else:
            raise AssertionError("somebody connected")


main()
