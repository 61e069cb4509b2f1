"""TO BE REPLACED by the server's own TLS and forward proxy, which a later issue builds.

wechatpayv3 knows one address only, https://api.mch.weixin.qq.com. With HTTPS_PROXY and REQUESTS_CA_BUNDLE it comes
here instead: CONNECT to one of WeChat Pay's hosts is answered, TLS ends here, and the bytes go on to the server as they
are. Every other host is refused.
"""

import argparse
import asyncio
import contextlib
import pathlib
import ssl
import subprocess
import urllib.parse

HOSTS = ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com", "apihk.mch.weixin.qq.com", "api.wechatpay.cn", "api2.wechatpay.cn"]

OPENSSL = f"""
[req]
distinguished_name = name
prompt = no
[name]
CN = payscore conformance
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {", ".join("DNS:" + host for host in HOSTS)}
"""


def make_certificates(folder):
    """A CA and a server certificate, for this run only."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openssl.cnf").write_text(OPENSSL)
    request = "req -config openssl.cnf -newkey rsa:2048 -nodes"
    for command in [
        f"{request} -x509 -days 2 -extensions ca -keyout ca.key -out ca.pem",
        f"{request} -keyout leaf.key -out leaf.csr",
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 2 "
        "-extfile openssl.cnf -extensions leaf -out leaf.pem",
    ]:
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)


async def pump(reader, writer):
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def join(reader, writer, host, port):
    """Both directions, until either side has had enough."""
    onward_reader, onward_writer = await asyncio.open_connection(host, port)
    await asyncio.gather(pump(reader, onward_writer), pump(onward_reader, writer))


async def main(upstream, folder):
    make_certificates(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
    tls.set_alpn_protocols(["http/1.1"])
    inner = await asyncio.start_server(lambda r, w: join(r, w, upstream.hostname, upstream.port), "127.0.0.1", 0, ssl=tls)
    inner_port = inner.sockets[0].getsockname()[1]

    async def proxy(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, authority, _ = head.split("\r\n", 1)[0].split(" ", 2)
        if method != "CONNECT" or authority.rpartition(":")[0] not in HOSTS:
            writer.write(b"HTTP/1.1 403 Not a host of WeChat Pay\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return writer.close()
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await join(reader, writer, "127.0.0.1", inner_port)

    outer = await asyncio.start_server(proxy, "127.0.0.1", 0)
    print(f"listening on http://127.0.0.1:{outer.sockets[0].getsockname()[1]}", flush=True)
    await outer.serve_forever()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--upstream", type=urllib.parse.urlsplit, required=True)
    arguments.add_argument("--folder", type=pathlib.Path, required=True)
    asyncio.run(main(**vars(arguments.parse_args())))
