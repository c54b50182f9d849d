import socketserver
from threading import Thread


class _Session(socketserver.StreamRequestHandler):
    """One conversation of a mail program with the sink: as much of SMTP as is needed to take a message."""

    def handle(self):
        self._say("220 sink")
        recipients = []
        while line := self.rfile.readline():
            verb = line.decode(errors="replace").strip()
            word = verb.upper()
            if word.startswith("RCPT TO:"):
                recipients.append(verb.split("<", 1)[1].split(">", 1)[0])
                self._say("250 OK")
            elif word == "DATA":
                self.server.sink.tell("begun")
                self._say("354 go on")
                while (line := self.rfile.readline()) and line != b".\r\n":
                    pass
                if not line:
                    return
                self.server.sink.received += recipients
                self.server.sink.tell("taken")
                self._say("250 OK")
                self.server.sink.tell("answered")
                recipients = []
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that was killed in the middle of a sentence is what this server is for."""


class SmtpSink:
    """A mail server on this machine that takes every message, notes the recipients and keeps nothing.

    ``watch(moment, count)`` is called when a message has ``begun`` to arrive, was ``taken``, and when its sender was
    ``answered``, with the number of messages taken so far.
    """

    def __init__(self):
        self.received, self.watch = [], None
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.sink = self
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, daemon=True).start()

    def tell(self, moment):
        if self.watch:
            self.watch(moment, len(self.received))

    def close(self):
        self._server.shutdown()
        self._server.server_close()
