"""A witness as C2SP tlog-witness has it, for tests: witness.py NAME LOG_KEY; it says its key and URL.

Written from the text of the protocol; notes and consistency proofs are those of the second verifier.
"""

import base64
import http.server
import sys
import time

from birthmark_verifier import logtree, note
from birthmark_verifier.refusal import Refused
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAME, LOG = sys.argv[1], note.decode_key(sys.argv[2])
SECRET = Ed25519PrivateKey.generate()
OWN = note.Key(NAME, 4, SECRET.public_key().public_bytes_raw())
latest = {"size": 0, "root": b""}


def added(body: bytes) -> tuple[int, bytes]:
    """The status and body that answer a request to add a checkpoint."""
    head, _, signed = body.partition(b"\n\n")
    old, *path = head.decode("ascii").split("\n")
    try:
        told = note.decode(signed)
        checkpoint = note.checkpoint(told.text)
    except note.NoteError as error:
        return 400, str(error).encode()
    if checkpoint.origin != LOG.name:
        return 404, b"another log"
    if not any(LOG.names(line) and LOG.verifies(told.text, line) for line in told.signatures):
        return 403, b"not signed by the log"
    size = int(old.removeprefix("old "))
    if size > checkpoint.size:
        return 400, b"older than it is"
    if size != latest["size"]:
        return 409, f"{latest['size']}\n".encode()
    if size == checkpoint.size and latest["root"] != checkpoint.root:
        return 409, f"{latest['size']}\n".encode()
    try:
        if 0 < size < checkpoint.size:
            hashes = [base64.b64decode(line, validate=True) for line in path]
            logtree.check_consistency(
                size, checkpoint.size, latest["root"], checkpoint.root, hashes
            )
        elif path:
            return 422, b"a proof of nothing"
    except Refused as refused:
        return 422, refused.sentence.encode()
    latest.update(size=checkpoint.size, root=checkpoint.root)
    seconds = int(time.time())
    signature = SECRET.sign(f"cosignature/v1\ntime {seconds}\n{told.text}".encode())
    octets = OWN.key_hash + seconds.to_bytes(8) + signature
    return 200, f"\u2014 {NAME} {base64.b64encode(octets).decode()}\n".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    """The one route."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = added(body) if self.path == "/add-checkpoint" else (404, b"")
        self.send_response(status)
        self.send_header("Content-Type", "text/x.tlog.size" if status == 409 else "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
line = base64.b64encode(b"\x04" + OWN.point).decode()
print(f"{NAME}+{OWN.key_hash.hex()}+{line} http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
