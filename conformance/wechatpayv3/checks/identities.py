"""The platform certificate is downloaded, decrypted and verified, and from then on trusted."""

import pathlib
import tempfile

from harness import check, equal, success
from sdk import client, get


def run(world):
    merchant = world.merchant
    with tempfile.TemporaryDirectory() as folder:
        # The constructor fails where it gets no certificate that it can decrypt.
        world.wxpay = client(merchant, cert_dir=folder)
        with check("keys", "certificates: downloaded and decrypted"):
            saved = {file.name: file.read_text() for file in pathlib.Path(folder).iterdir()}
            equal(saved, {f"{merchant.platform_serial_no}.pem": merchant.platform_certificate})
    world.partner_wxpay = client(world.provider)

    with check("keys", "certificates: listed again, now verified by what the first list held"):
        listed = success(get(world.wxpay, "/v3/certificates?algorithm_type=RSA"))["data"]
        equal([certificate["serial_no"] for certificate in listed], [merchant.platform_serial_no])
