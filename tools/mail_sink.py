"""A mail server for the demo company: takes every mail, keeps it as a file, and sends none."""

from __future__ import annotations

import socketserver
import threading
import time
from contextlib import contextmanager
from pathlib import Path


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as Odoo speaks."""

    def handle(self) -> None:
        """Say yes to everything."""
        self._say("220 demo")
        for raw in self.rfile:
            verb = raw.split(None, 1)[0].upper() if raw.strip() else b""
            if verb == b"DATA":
                self._say("354 go on")
                self._keep()
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _keep(self) -> None:
        """Read a mail up to the lone dot and write it to a file."""
        lines = []
        for raw in self.rfile:
            if raw.rstrip(b"\r\n") == b".":
                break
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        (self.server.folder / f"{time.time_ns()}.eml").write_bytes(b"".join(lines))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, folder: Path):
        self.folder = folder
        super().__init__(("127.0.0.1", 0), _Conversation)


@contextmanager
def running(folder: Path):
    """Run it; answers its port. The mails are files in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _Server(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
