"""`make demo`: the demo company on http://localhost:8069, made at the first call, ready in seconds later."""

from __future__ import annotations

from . import browser, demo, mail_sink
from .words import Parser
from .workspace import set_up


def main(words: list[str]) -> int:
    """Prepare it, serve it, say where it is."""
    parser = Parser("demo")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--port", type=int, default=8069)
    parser.add_argument("--host", default="127.0.0.1")
    chosen = parser.parse_args(words)
    demo.check_port(chosen.host, chosen.port)
    workspace = set_up()
    browser.ensure_pdf()
    demo.ensure(workspace, chosen.fresh)
    mails = demo.forget_mails(workspace)
    with mail_sink.running(mails) as smtp_port:
        options = {"smtp_server": "127.0.0.1", "smtp_port": str(smtp_port), "max_cron_threads": "1"}
        with demo.serving(workspace, chosen.host, chosen.port, **options) as process:
            print(f"Mails are not sent but kept in {mails}; the log is odoo.log beside it.")
            print(
                f"The demo company: http://localhost:{chosen.port} (admin / admin), Ctrl-C ends it.",
                flush=True,
            )
            try:
                return process.wait()
            except KeyboardInterrupt:
                print()
    print("The demo company is closed, its data stays.")
    return 0
