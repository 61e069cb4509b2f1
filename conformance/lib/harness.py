"""What the SDKs on Python share: reporting, the provisioned merchants, the server's control API, the notify endpoint."""

import base64
import contextlib
import dataclasses
import datetime
import http.server
import itertools
import json
import os
import pathlib
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

PATIENCE_SECONDS = 10
CHINA = datetime.timezone(datetime.timedelta(hours=8))

# One grey pixel, and what begins like a film.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
FILM = b"\0\0\0\x10ftypmp42\0\0\0\0" + PICTURE

SERVER_URL = os.environ["PAYSCORE_URL"]
DATA = pathlib.Path(os.environ["PAYSCORE_DATA"])

# Control calls go straight to the server, whatever HTTPS_PROXY and its like say.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextlib.contextmanager
def check(capability, what):
    """One check of a capability, and its line."""
    try:
        yield
    except Exception as error:  # noqa: BLE001: whatever goes wrong is a line that says so
        text = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"FAIL {capability}: {what}: {text}", flush=True)
    else:
        print(f"ok {capability}: {what}", flush=True)


def reproduce(name):
    """A check that shows a bug of the SDK, by its name in `bugs.tsv`."""
    return check("bugs", name)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def present(value, name):
    if not value:
        raise AssertionError(f"there is no {name}")


def success(answer, status=200):
    """The JSON of an SDK's answer, which is a status and a text; bytes where the server did not say it was JSON."""
    code, text = answer
    if code != status or not isinstance(text, str):
        raise AssertionError(f"expected {status} and JSON, got {code} {text!r}")
    return json.loads(text)


def refused(answer, status, code):
    """The error of an SDK's answer."""
    error = success(answer, status)
    equal(error["code"], code)
    return error


class Merchant:
    """A merchant as the server provisioned it: `default` or `partner`."""

    def __init__(self, name):
        folder = DATA / "merchants" / name
        self.file = json.loads((folder / "merchant.json").read_text())
        self.private_key = (folder / "apiclient_key.pem").read_text()
        self.platform_certificate = (folder / "platform_cert.pem").read_text()
        self.wechatpay_public_key = (folder / "wechatpay_public_key.pem").read_text()

    def __getattr__(self, name):
        return self.file[name]

    def service(self, kind, needs_user_confirm):
        """The id of the service of this kind."""
        return next(
            service["service_id"]
            for service in self.file["services"]
            if (service["kind"], service["needs_user_confirm"]) == (kind, needs_user_confirm)
        )

    def user(self, behaviour):
        """The openid of the user who behaves like this."""
        return next(user["openid"] for user in self.file["users"] if user["behaviour"] == behaviour)


def control(method, path, body=None):
    """`/_payscore/…`"""
    return json.loads(ask_control(method, path, body))


def media(media_id):
    """An uploaded file, as the server has it."""
    return ask_control("GET", f"media/{urllib.parse.quote(media_id, safe='')}")


def ask_control(method, path, body=None):
    request = urllib.request.Request(
        f"{SERVER_URL}/_payscore/{path}",
        method=method,
        headers={"Content-Type": "application/json"},
        data=None if body is None else json.dumps(body).encode(),
    )
    try:
        with direct.open(request, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(f"control API: {method} {path}: {error.code} {error.read().decode()}") from error


def as_user(act, mchid, out_order_no, openid=None):
    """The user's side: `confirm`, `decline` or `pay`."""
    number = urllib.parse.quote(out_order_no, safe="")
    return control("POST", f"orders/{mchid}/{number}/{act}", {"openid": openid} if openid else None)


def notifications(out_order_no):
    """What the server has sent about this order."""
    return control("GET", f"notifications?{urllib.parse.urlencode({'out_order_no': out_order_no})}")["notifications"]


def now(seconds=0):
    """The server's time, `seconds` from now, as PayScore writes times: yyyyMMddHHmmss at +08:00."""
    unix = control("GET", "clock")["unix"] + seconds
    return datetime.datetime.fromtimestamp(unix, CHINA).strftime("%Y%m%d%H%M%S")


_numbers = itertools.count(1)


def order_number(kind):
    """An order number that no other check uses. Without `|`: see checks/bugs.py."""
    return f"Py_{kind}-{next(_numbers)}*{time.time_ns() // 1_000_000}"


def eventually(ask, wanted):
    """Asks again until what comes back is as wanted; deductions and deliveries take a moment."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = ask()
        if wanted(answer) or time.monotonic() > deadline:
            return answer
        time.sleep(0.05)


@dataclasses.dataclass
class Event:
    """A notification as it came, and as the SDK opened it."""

    headers: object
    body: bytes
    opened: dict


class Receiver:
    """A merchant's notify endpoint: each path has an SDK client, whose own handler verifies and decrypts."""

    def __init__(self, clients):
        self.clients = clients
        self.events = []
        self.refused = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    opened = receiver.clients[self.path].callback(headers=self.headers, body=body)
                    problem = None if opened else "the SDK's handler refused it"
                except Exception as error:  # noqa: BLE001: told by whoever waits for the notification
                    problem = f"{type(error).__name__}: {error}"
                if problem:
                    receiver.refused.append(problem)
                    self.send_response(401)
                else:
                    receiver.events.append(Event(self.headers, body, opened))
                    self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def event(self, event_type, out_order_no, signed_by=None):
        """The notification of this type about this order; `signed_by` names the platform's identity."""

        def search():
            for event in list(self.events):
                found = event.opened["event_type"], event.opened["resource"]["out_order_no"]
                if found == (event_type, out_order_no) and signed_by in (None, event.headers["Wechatpay-Serial"]):
                    return event
            return None

        event = eventually(search, bool)
        if event is None:
            raise AssertionError(f"no {event_type} came; refused: {'; '.join(self.refused) or 'none'}")
        return event

    def resource(self, event_type, out_order_no, signed_by=None):
        """What that notification says."""
        return self.event(event_type, out_order_no, signed_by).opened["resource"]
