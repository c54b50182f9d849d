from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize, formataddr

#: the rest of a long list stands in the statement
_MOST_INVOICES = 20
#: how long an e-mail waits for a mail server that is out of reach
_PATIENCE = timedelta(days=1)


class CollectionDeliveryEmail(models.Model):
    """By e-mail: one of Odoo's e-mails on the notice, so that replies and bounces come back to it."""

    _inherit = "collection.delivery"

    def _address_email(self):
        notice = self.notice_id
        given = notice.contact_id.email or notice.partner_id.email
        address = email_normalize(given)
        if address:
            return address, ""
        if given:
            return given, self.env._("%(address)s is not an e-mail address.", address=given)
        return "", self.env._("%(customer)s has no e-mail address.", customer=notice.partner_id.name)

    def _prepare_email(self):
        """Write the e-mails of a batch with their attachments.

        Until it is sent, an e-mail is a cancelled one for Odoo, so that no other queue takes it.
        """
        new = self.filtered(lambda delivery: not delivery.mail_id)
        attachments = new._email_attachments()
        texts = {delivery: delivery.notice_id._without_sources(delivery.notice_id.body) for delivery in new}
        mails = self.env["mail.mail"].create(
            [
                {
                    **delivery._email_sender(),
                    "subject": delivery.notice_id.subject,
                    "body_html": texts[delivery],
                    "body": texts[delivery],
                    "email_to": formataddr((delivery.notice_id.contact_id.name or "", delivery.address)),
                    "model": "collection.notice",
                    "res_id": delivery.notice_id.id,
                    "record_company_id": delivery.company_id.id,
                    "attachment_ids": [fields.Command.set(attachments.get(delivery, []))],
                    "auto_delete": False,
                    "is_notification": True,
                    "state": "cancel",
                }
                for delivery in new
            ]
        )
        for delivery, mail in zip(new, mails, strict=True):
            delivery.write({"mail_id": mail.id, "mail_message_id": mail.mail_message_id.id})

    def _email_sender(self):
        """Return from whom the e-mail comes and where replies go.

        With a catchall address they come back to the notice, which the responsible follows; else straight to him.
        """
        company = self.company_id
        user = self.notice_id.sent_user_id or self.notice_id.user_id
        company_email = formataddr((company.name, company.email)) if company.email else False
        sender = company_email or user.email_formatted or self.env.user.email_formatted
        values = {"email_from": sender, "author_id": company.partner_id.id}
        if not company.catchall_email:
            responsible = self.notice_id._assignee("responsible")
            values["reply_to"] = responsible.email_formatted or sender
        return values | self._email_template_sender()

    def _email_template_sender(self):
        """Return what the level's template says about sender, copies and mail server, which comes first."""
        template, notice = self.notice_id.level_id.mail_template_id, self.notice_id
        values = {"mail_server_id": template.mail_server_id.id} if template.mail_server_id else {}
        for name in ("email_from", "reply_to", "email_cc"):
            if template[name] and (found := template._render_field(name, notice.ids)[notice.id]):
                values[name] = found
        return values

    def _email_attachments(self):
        """Return the ids of the attachments of each delivery: the statement, and the invoices."""
        files = {}
        for company, deliveries in self.grouped("company_id").items():
            notices = deliveries.notice_id
            reports = self.env["ir.actions.report"].with_company(company)
            statements = reports._collection_pdfs(
                "sales_collection.action_report_collection_notice", notices.filtered("level_id.attach_statement")
            )
            moves = {
                notice: notice._invoices_to_attach()[:_MOST_INVOICES]
                for notice in notices.filtered("level_id.attach_invoices")
            }
            invoices = reports._collection_invoice_pdfs(self.env["account.move"].union(*moves.values()))
            for delivery in deliveries:
                notice = delivery.notice_id
                found = [(notice._statement_name(), statements[notice])] if notice in statements else []
                found += [invoices[move] for move in moves.get(notice, ()) if move in invoices]
                files[delivery] = found
        return self._write_attachments(files)

    def _write_attachments(self, files):
        pairs = [(delivery, name, raw) for delivery, found in files.items() for name, raw in found]
        attachments = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": raw, "res_model": "collection.notice", "res_id": delivery.notice_id.id}
                for delivery, name, raw in pairs
            ]
        )
        ids = {}
        for (delivery, _name, _raw), attachment in zip(pairs, attachments, strict=True):
            ids.setdefault(delivery, []).append(attachment.id)
        return ids

    def _deliver_email(self):
        mail = self.mail_id
        if not mail:
            # sent again by hand: the next call writes a new e-mail first
            self.state = "waiting"
            return
        mail.write({"state": "outgoing", "failure_reason": False, "failure_type": False})
        mail.send(raise_exception=False)
        if mail.state == "sent" or (mail.state == "outgoing" and mail.scheduled_date):
            self._succeed()
            return
        problem = mail.failure_reason or self.env._("The mail server cannot be reached.")
        # failed here, and nobody shall send it again in Odoo's own list: the next channel has taken over
        unreachable = not mail.failure_type
        mail.state = "cancel"
        if unreachable and self.create_date + _PATIENCE > fields.Datetime.now():
            self.write({"state": "waiting", "error": problem})
        else:
            self._fail(problem)
