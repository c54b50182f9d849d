import base64

from werkzeug.http import parse_options_header

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..bank.statement.statement_common import StatementCommon

#: names that files may come with
NAMES = (
    "../../../../etc/passwd",
    "..\\..\\C:\\windows\\x.csv",
    "C:\\x.csv",
    "a\nb\r\nX-Injected: 1\r\n\r\n.csv",
    "\u202evsc.exe",
    "x" * 5000 + ".csv",
    "<img src=x onerror=alert(1)>.csv",
    "a\"; filename=b.exe; x='.csv",
    "%2e%2e%2f%00?#.csv",
    "{{ 7*1911111 }}.csv",
)
PAGE = b"<html><script>alert(1)</script></html>"
PICTURE = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@tagged("post_install", "-at_install")
class TestFileNames(StatementCommon, HttpCase):
    """What a file is called is told and kept, and leads nowhere; what a salesperson attaches is no page of ours."""

    def _fetch(self, user, attachment):
        user.sudo().password = f"{user.login}-{user.login}"
        self.authenticate(user.login, f"{user.login}-{user.login}")
        return self.url_open(f"/web/content/{attachment.id}", timeout=60)

    def test_a_bank_file_of_any_name_is_imported_and_downloaded(self):
        for number, name in enumerate(NAMES, start=1):
            wizard = self._wizard(f"Date,Text,Amount\n2026-01-31,a,{number}.00\n", name)
            [line] = self._imported(wizard)
            file = line.statement_id.attachment_ids
            answer = self._fetch(self.fay, file)
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("X-Injected", answer.headers)
            self.assertNotIn("html", answer.headers["Content-Type"])
            said = answer.headers.get("Content-Disposition", "")
            self.assertNotRegex(parse_options_header(said)[1].get("filename", ""), r"^b.exe|[/\n]")
            self.assertLess(len(file.name), 256)
            self.assertNotRegex(file.name + line.statement_id.reference, r"[/\\\n\r\u202e]")

    def test_what_is_no_base64_is_told(self):
        targets = self.env["collection.target.import"].with_user(self.lea).with_company(self.company)
        for content in ("x", "*", "=", base64.b64encode(b"\0" * 10).decode()[:-1]):
            with self.assertRaises(UserError):
                targets.create({"file": content}).action_import()

    def test_a_proof_is_shown_as_a_text_whatever_it_is(self):
        for name, content in (("proof.html", PAGE), ("proof.xhtml", PAGE), ("a.png", PAGE)):
            for said in (None, "text/html", "image/svg+xml", "application/xhtml+xml"):
                values = {"name": name, "raw": content, **({"mimetype": said} if said else {})}
                proof = self.env["ir.attachment"].with_user(self.amy).create(values)
                receipt = self._receipt(100, attachment_ids=[Command.link(proof.id)])
                answer = self._fetch(self.fay, receipt.attachment_ids)
                self.assertEqual(answer.status_code, 200)
                shown = answer.headers["Content-Type"]
                self.assertFalse("html" in shown or "svg" in shown or "xml" in shown, (name, said, shown))
                self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        with self.assertRaisesRegex(UserError, "SVG"):
            self.env["ir.attachment"].with_user(self.amy).create({"name": "proof.svg", "raw": PICTURE})
