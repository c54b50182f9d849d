import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import is_html_empty

from ...engine.dunning.letters import without_sources

_logger = logging.getLogger(__name__)


class CollectionNoticeText(models.Model):
    """What a notice says: the texts of its level in the customer's language, and the table of items."""

    _inherit = "collection.notice"

    items_html = fields.Html(
        string="Item Table",
        compute="_compute_items_html",
        sanitize=False,
        help="For templates: all items of the notice with a total per currency, in its language.",
    )

    @api.depends("line_ids.state", "line_ids.residual_currency", "contact_id.lang", "partner_id.lang")
    def _compute_items_html(self):
        for notice in self:
            lang = notice._text_lang()
            lines = notice.with_context(lang=lang).line_ids.filtered(lambda line: line.state == "active")
            totals = [
                (currency, currency.round(sum(items.mapped("residual_currency"))))
                for currency, items in lines.grouped("currency_id").items()
            ]
            notice.items_html = (
                self.env["ir.qweb"]
                .with_context(lang=lang)
                ._render("sales_collection.notice_items", {"lines": lines, "totals": totals})
            )

    def _text_lang(self):
        """Return the language of the notice, or English where it is not installed any more."""
        self.ensure_one()
        return self.lang if self.lang in dict(self.env["res.lang"].get_installed()) else "en_US"

    def _letter_html(self):
        """Return what stands in the letter: the level's text for letters above the table, else the e-mail's text."""
        self.ensure_one()
        level = self.level_id.with_context(lang=self._text_lang())
        if not self.edited and not is_html_empty(level.letter_text):
            return self._without_sources(level.letter_text) + Markup(self.items_html)
        return self._fallback_body() if is_html_empty(self.body) else self._without_sources(self.body)

    def _without_sources(self, text):
        """Return HTML of a person or a template without what would be loaded from elsewhere or from a disk."""
        return Markup(without_sources(text or "", self.get_base_url()))

    def _statement_name(self):
        notice = self.with_context(lang=self._text_lang())
        return notice.env._("Open invoices %(date)s.pdf", date=notice.date)

    def _invoices_to_attach(self):
        """Return the invoices among the items, oldest due date first."""
        items = self.line_ids.filtered(lambda line: line.state == "active")
        return items.move_id.filtered(lambda move: move.is_sale_document(include_receipts=True))

    def action_fill_text(self):
        """Fill subject and text of drafts from their levels, to be read and edited before they are sent."""
        self._check_may_send()
        self.check_access("write")
        # sudo: filled from the template, as sending does; which notices was checked above
        self.sudo().filtered(lambda notice: notice.state == "draft")._render_texts()

    def _render_texts(self):
        """Fill subject and text of those that have none; a template that breaks fails its own notices only."""
        blank = self.filtered(lambda notice: not notice.subject or is_html_empty(notice.body))
        for (template, lang), notices in blank.grouped(
            lambda notice: (notice.level_id.mail_template_id, notice._text_lang())
        ).items():
            try:
                with self.env.cr.savepoint():
                    notices._render(template, lang)
            except Exception:
                notices._render_one_by_one(template, lang)

    def _render_one_by_one(self, template, lang):
        for notice in self:
            try:
                with self.env.cr.savepoint():
                    notice._render(template, lang)
            except Exception as error:
                _logger.warning("Notice %s: template %s does not render", notice.id, template.id, exc_info=True)
                notice._fail(
                    self.env._(
                        "The e-mail template %(template)s cannot be rendered for this customer: %(problem)s "
                        "Correct the template; the next run proposes the items again.",
                        template=template.name,
                        problem=str(error) or type(error).__name__,
                    )
                )

    def _render(self, template, lang):
        """Fill subject and text from the template, or with the built-in text where it has been deleted."""
        subjects, bodies = {}, {}
        if template:
            template = template.with_context(lang=lang)
            subjects = template._render_field("subject", self.ids, set_lang=lang)
            bodies = template._render_field("body_html", self.ids, set_lang=lang, options={"post_process": True})
        for notice in self:
            values = {}
            if not notice.subject:
                values["subject"] = subjects.get(notice.id) or notice._fallback_subject()
            if is_html_empty(notice.body):
                body = bodies.get(notice.id)
                values["body"] = notice._fallback_body() if is_html_empty(body) else body
            notice.write(values)

    def _fallback_subject(self):
        notice = self.with_context(lang=self._text_lang())
        return notice.env._("%(level)s from %(company)s", level=notice.level_id.name, company=notice.company_id.name)

    def _fallback_text(self):
        """Return the built-in text, used where nobody has written one."""
        notice = self.with_context(lang=self._text_lang())
        return Markup("<p>%s</p><p>%s</p>") % (
            notice.env._("Dear %(name)s,", name=notice.contact_id.name or notice.partner_id.name),
            notice.env._(
                "according to our books the following amounts are open. Please pay them by the dates given, or let us "
                "know if there is a reason why you cannot. If you have paid in the meantime, please disregard this."
            ),
        )

    def _fallback_body(self):
        return self._fallback_text() + Markup(self.items_html) + Markup("<p>%s</p>") % self.company_id.name

    def _sms_text(self):
        """Return the text message of the level in the notice's language."""
        self.ensure_one()
        lang = self._text_lang()
        template = self.level_id.sms_template_id
        if template:
            return template.with_context(lang=lang)._render_field("body", self.ids, set_lang=lang)[self.id]
        notice = self.with_context(lang=lang)
        return notice.env._(
            "%(company)s: %(count)s invoices are due. Please pay them or get in touch with us.",
            company=notice.company_id.name,
            count=len(notice.line_ids.filtered(lambda line: line.state == "active")),
        )
