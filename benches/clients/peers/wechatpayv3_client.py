"""wechatpayv3, set up as its README says. Tasks from standard input, CPU time of this process: see src/programs.rs."""

import json
import os
import pathlib
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from wechatpayv3 import WeChatPay, WeChatPayType

DATA = pathlib.Path(os.environ["BENCH_DATA"])
KEY_ID = "PUB_KEY_ID_0119000001092024112900382800000000"
QUERY = {
    "service_id": "500001000000000000000000000001",
    "appid": "wxd678efh567hg6787",
    "out_order_no": "1234323JKHDFE1243252",
}
TARGET = "/v3/payscore/serviceorder?" + urllib.parse.urlencode(QUERY)


def read(name):
    return (DATA / name).read_text()


MERCHANT = json.loads(read("merchant.json"))
CLIENT = WeChatPay(
    wechatpay_type=WeChatPayType.MINIPROG,
    mchid=MERCHANT["mchid"],
    private_key=read("apiclient_key.pem"),
    cert_serial_no=MERCHANT["serial_no"],
    appid=MERCHANT["appid"],
    apiv3_key=MERCHANT["apiv3_key"],
    timeout=(5, 30),
    public_key=read("wechatpay_public_key.pem"),
    public_key_id=KEY_ID,
)
# Its host is fixed: this is the one thing changed.
CLIENT._core._gate_way = os.environ["BENCH_URL"]


def ask(_=None):
    status, text = CLIENT._core.request(TARGET)
    assert status == 200 and json.loads(text)["state"] == "DOING", text


def open_one(notification):
    opened = CLIENT.callback(notification["headers"], notification["body"])
    assert opened and opened["resource"]["state"] == "DOING", opened


def calls(pool, at_a_time, count):
    if at_a_time == 1:
        for _ in range(count):
            ask()
    else:
        list(pool.map(ask, range(count)))


def main():
    with ThreadPoolExecutor(16) as pool:
        for line in sys.stdin:
            task, *numbers = line.split()
            numbers = [int(number) for number in numbers]
            notification = json.loads(read("notification.json"))
            began, cpu = time.perf_counter(), time.process_time()
            if task == "calls":
                calls(pool, *numbers)
            else:
                for _ in range(*numbers):
                    open_one(notification)
            used = (time.process_time() - cpu, time.perf_counter() - began)
            print(*(int(seconds * 1e6) for seconds in used), flush=True)


main()
