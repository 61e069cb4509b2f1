"""APIv3 signatures: of requests, as a `requests` auth; of answers, verified.

As a program: signs anew a curl command that Schemathesis printed, for the server whose data folder is given (the address in it is yours to change).

    python signing.py ./payscore-data 'curl -X POST …' | sh
"""

import base64
import json
import os
import pathlib
import shlex
import sys
import time
import urllib.parse

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import load_pem_x509_certificate

SCHEME = "WECHATPAY2-SHA256-RSA2048"


class Merchant(requests.auth.AuthBase):
    """A provisioned merchant, `default` or `partner`: signs what is about to be sent, byte for byte."""

    def __init__(self, data, name):
        folder = pathlib.Path(data) / "merchants" / name
        self.file = json.loads((folder / "merchant.json").read_text())
        self.key = serialization.load_pem_private_key((folder / "apiclient_key.pem").read_bytes(), None)
        certificate = load_pem_x509_certificate((folder / "platform_cert.pem").read_bytes())
        public_key = serialization.load_pem_public_key((folder / "wechatpay_public_key.pem").read_bytes())
        self.platform = {
            self.file["platform_serial_no"]: certificate.public_key(),
            self.file["wechatpay_public_key_id"]: public_key,
        }

    def authorization(self, method, target, body):
        timestamp, nonce = str(int(time.time())), os.urandom(16).hex()
        message = "\n".join([method, target, timestamp, nonce, ""]).encode() + body + b"\n"
        signature = base64.b64encode(self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()
        fields = {
            "mchid": self.file["mchid"],
            "nonce_str": nonce,
            "signature": signature,
            "timestamp": timestamp,
            "serial_no": self.file["serial_no"],
        }
        return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in fields.items())

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        request.headers["Authorization"] = self.authorization(request.method, request.path_url, body)
        return request

    def encrypt(self, text):
        """The serial number of a platform key, and the text encrypted for it."""
        serial, key = next(iter(self.platform.items()))
        oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
        return serial, base64.b64encode(key.encrypt(text.encode(), oaep)).decode()

    def verify(self, headers, body):
        """Whether WeChat Pay signed this answer."""
        message = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n".encode() + body + b"\n"
        signature = base64.b64decode(headers["Wechatpay-Signature"])
        try:
            self.platform[headers["Wechatpay-Serial"]].verify(
                signature, message, padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return False
        return True


def is_providers(path, fields):
    """Whether a service provider calls this: it names a sub-merchant, or says so in its path."""
    return "sub_mchid" in fields or "/partner/" in path


def main(data, command):
    words, arguments, kept = iter(shlex.split(command)), {"-X": "GET", "-d": ""}, []
    for word in words:
        if word in ("-X", "-d", "-H"):
            value = next(words)
            arguments[word] = value
            if value.startswith("Authorization:"):
                continue
            kept.append(word)
            word = value
        elif word.startswith(("http://", "https://")):
            url = urllib.parse.urlsplit(word)
        kept.append(word)
    target = url.path + (f"?{url.query}" if url.query else "")
    name = "partner" if is_providers(url.path, url.query + arguments["-d"]) else "default"
    header = Merchant(data, name).authorization(arguments["-X"], target, arguments["-d"].encode())
    print(shlex.join([*kept, "-H", f"Authorization: {header}"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
