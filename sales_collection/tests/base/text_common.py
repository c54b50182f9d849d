from lxml import html

from odoo.tools import SQL, html_sanitize

#: what a person may enter wherever text is entered; computed, it would read 13377777
NASTY = (
    '<script>alert(1)</script><img src="http://example.com/x.png" onerror="alert(2)"><b class="injected">b</b>'
    '<t t-out="7*1911111"/>{{ 7*1911111 }}{% set a %}${7*1911111}%(name)s{0}&amp;"\'</p></td>\u202e=1+1'
)
MODULE = "sales_collection"
#: what of Odoo's appears in our letters, lists and pages
CORE = (
    "account.account",
    "account.bank.statement",
    "account.bank.statement.line",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.payment",
    "account.payment.term",
    "crm.team",
    "ir.attachment",
    "product.template",
    "res.company",
    "res.partner",
    "res.partner.bank",
    "res.partner.category",
    "sale.order",
    "sale.order.line",
)
#: text that the program writes and reads back: keys, codes, addresses, what is sealed
TECHNICAL = {
    "access_token",
    "checksum",
    "code",
    "code_store",
    "content",
    "currency_name",
    "db_datas",
    "display_type",
    "email",
    "email_normalized",
    "internal_index",
    "lang",
    "matching_number",
    "mimetype",
    "model",
    "parent_path",
    "partner_vat",
    "phone_sanitized",
    "res_field",
    "res_model",
    "seal",
    "sequence_prefix",
    "store_fname",
    "type",
    "tz",
    "url",
    "vat",
    "website",
}


class TextCommon:
    """Fills whatever text there is with what would be run, computed or loaded where it is no text."""

    def _text_fields(self, model):
        """Return the fields of a model that hold text which people write, or which is made of it."""
        return [
            field
            for field in model._fields.values()
            if field.store
            and field.column_type
            and not field.company_dependent
            and field.type in ("char", "text", "html")
            and field.name not in TECHNICAL
            and not field.name.startswith(("inalterable", "collection_import"))
        ]

    def _models(self):
        """Return our models that are tables, and those of Odoo that appear beside them."""
        ours = set(
            self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "ir.model")]).mapped("res_id")
        )
        names = {*self.env["ir.model"].browse(ours).mapped("model"), *CORE}
        return [
            self.env[name]
            for name in sorted(names)
            if name in self.env
            and (name.startswith("collection.") or name in CORE)
            and self.env[name]._auto
            and not self.env[name]._abstract
            and not self.env[name]._transient
        ]

    def _fill(self):
        """Fill them past all checks, as a client of long ago may have; HTML is kept as Odoo would have kept it."""
        self.env.flush_all()
        for model in self._models():
            for field in self._text_fields(model):
                text = NASTY
                if field.type == "html":
                    # people write it as HTML; pictures in the heads and feet of papers are the administrators'
                    loaded = ' src="http://example.com/x.png"'
                    text = html_sanitize(
                        text.replace("injected", "").replace(loaded if model._name in CORE else "", "")
                    )
                value = SQL("%s || ' ' || id", text)
                if field.translate:
                    value = SQL("jsonb_build_object('en_US', %s)", value)
                with self.env.cr.savepoint():
                    self.env.cr.execute(
                        SQL("UPDATE %s SET %s = %s", SQL.identifier(model._table), SQL.identifier(field.name), value)
                    )
        self.env.invalidate_all()
        self.registry.clear_cache()

    # -- what must not be found --------------------------------------------------------------------

    def assertHarmless(self, text, what):
        """Check HTML: nothing that was entered is an element, is computed, or is loaded."""
        text = text.decode() if isinstance(text, bytes) else str(text or "")
        self.assertNotIn("13377777", text, f"{what} is computed")
        if not text.strip():
            return
        root = html.fromstring(f"<div>{text}</div>" if "<html" not in text else text)
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            said = (what, html.tostring(element, encoding="unicode")[:300])
            # Odoo's own scripts have an attribute of this kind
            handlers = [name for name, value in element.attrib.items() if name.startswith("on") and "alert" in value]
            self.assertFalse(handlers or "t-out" in element.attrib, said)
            self.assertFalse(element.tag == "script" and "alert(" in (element.text or ""), said)
            self.assertNotEqual(element.get("class"), "injected", said)
            self.assertNotIn("example.com/x.png", element.get("src", ""), said)

    def _check(self, *records):
        """Fill all text, then print, mail and show these records by all our reports, templates and fields of HTML."""
        self._fill()
        for record in records:
            record = self.env[record._name].browse(record.ids)
            self._check_reports(record)
            self._check_templates(record)
            self._check_html(record)
            self._check_chatter(record)

    def _ours(self, model):
        """Return the records of a model that came with this addon."""
        ids = self.env["ir.model.data"].sudo().search([("module", "=", MODULE), ("model", "=", model)]).mapped("res_id")
        return self.env[model].sudo().browse(ids).exists()

    def _check_reports(self, record):
        for report in self._ours("ir.actions.report").filtered(lambda report: report.model == record._name):
            content, _kind = self.env["ir.actions.report"]._render_qweb_html(report.report_name, record.ids)
            self.assertIn("1+1", content.decode(), f"{report.report_name} shows no text at all")
            self.assertHarmless(content, report.report_name)

    def _check_templates(self, record):
        for template in self._ours("mail.template").filtered(lambda template: template.model == record._name):
            for text in template._render_field("body_html", record.ids).values():
                self.assertHarmless(text, template.name)
            for text in template._render_field("subject", record.ids).values():
                self.assertNotIn("13377777", text)
        for template in self._ours("sms.template").filtered(lambda template: template.model == record._name):
            for text in template._render_field("body", record.ids).values():
                self.assertNotIn("13377777", text)

    def _check_html(self, record):
        for name, field in record._fields.items():
            if field.type == "html" and field.compute:
                for one in record:
                    self.assertHarmless(one[name], f"{record._name}.{name}")

    def _check_chatter(self, record):
        if "message_ids" in record._fields:
            for message in record.message_ids:
                self.assertHarmless(message.body, f"{record._name} message")
            for activity in record.sudo().activity_ids if "activity_ids" in record._fields else ():
                self.assertHarmless(activity.note, f"{record._name} activity")
