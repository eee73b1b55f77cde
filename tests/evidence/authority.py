"""A time-stamping authority for the tests: a web server before `openssl ts -reply`, with a certificate of its own."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

_CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[extensions]
extendedKeyUsage = critical, timeStamping
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*arguments: object) -> str:
    """What openssl says; CalledProcessError when it fails."""
    done = subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


class Authority:
    """`url` answers time-stamp queries; `certificate` is whom to believe. `answer` may be exchanged by a test."""

    def __init__(self, folder: Path):
        self.folder, self.certificate, self.url = folder, folder / "ca.pem", ""
        configuration = folder / "tsa.cnf"
        configuration.write_text(_CONFIGURATION.format(folder=folder))
        (folder / "serial").write_text("01\n")
        ca, key, request = (folder / name for name in ("ca.key", "tsa.key", "tsa.csr"))
        openssl("req", "-x509", *_KEY, "-keyout", ca, "-out", self.certificate, "-subj", "/CN=Test CA", "-days", 2)
        openssl("req", *_KEY, "-keyout", key, "-out", request, "-subj", "/CN=Test TSA")
        signing = ("-CA", self.certificate, "-CAkey", ca, "-CAcreateserial", "-days", 2)
        extensions = ("-extfile", configuration, "-extensions", "extensions")
        openssl("x509", "-req", "-in", request, *signing, *extensions, "-out", folder / "tsa.pem")

    def answer(self, query: bytes) -> bytes:
        asked, replied = self.folder / "query.tsq", self.folder / "reply.tsr"
        asked.write_bytes(query)
        openssl("ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", asked, "-out", replied)
        return replied.read_bytes()


@contextmanager
def running(folder: Path) -> Iterator[Authority]:
    """An authority that listens while the block runs."""
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            is_query = self.headers["Content-Type"] == "application/timestamp-query"
            self.send_response(200 if is_query else 415)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/tsr"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
