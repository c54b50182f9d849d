from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

SEVERITIES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]

#: the columns of a statement that are fields of the finding; all others are values of its sentence
COLUMNS = {
    "key",
    "user_id",
    "actor_id",
    "partner_id",
    "date",
    "amount",
    "receipt_ids",
    "entry_ids",
    "payment_ids",
}


class CollectionAuditCheck(models.Model):
    """A question that an audit asks of all claims and all collected money of its scope, in one statement.

    The statement is ``_sql_<code>(audit)`` of this model. It reads the temporary tables that
    ``collection_audit_sql.py`` makes and yields one row per finding: ``key`` (the same thing found again
    has the same key), ``user_id`` (whom it concerns), ``partner_id``, ``date``, ``amount`` (at stake, in company
    currency); if it likes ``actor_id`` (who did it and explains it, else the user does) and the evidence,
    ``receipt_ids``, ``entry_ids``, ``payment_ids``. What else it yields fills the sentence: dates as dates, what ends
    in ``_amount`` as money in company currency.
    """

    _name = "collection.audit.check"
    _inherit = "collection.shared.mixin"
    _description = "Audit Check"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True, help="Code of the query that the check runs.")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True, help="Inactive checks are not part of audits.")
    severity = fields.Selection(SEVERITIES, default="medium", required=True)
    sentence = fields.Text(
        string="Finding Text",
        required=True,
        translate=True,
        help="Text of a finding. Placeholders such as %(receipt)s are replaced by its data.",
    )

    _code_uniq = models.UniqueIndex("(code)", "A check with this code already exists.")

    @api.constrains("code")
    def _check_code(self):
        for check in self:
            if not hasattr(self, f"_sql_{check.code}"):
                raise ValidationError(
                    self.env._("There is no query for %(code)s. Install the module that provides it.", code=check.code)
                )

    @api.constrains("sentence")
    def _check_sentence(self):
        for check in self:
            try:
                check.sentence % defaultdict(str)
            except (TypeError, ValueError) as error:
                raise ValidationError(
                    self.env._("Write placeholders as %%(receipt)s and percent signs as %%%%: %(error)s", error=error)
                ) from None

    def _statement(self, audit):
        """Return the SQL of the check for an audit whose tables are prepared."""
        self.ensure_one()
        return getattr(self, f"_sql_{self.code}")(audit)

    @api.model
    def _split_row(self, row):
        """Return the fields and the values of a finding, of a row that a statement yielded.

        Values are kept with their kind, so that everybody reads them in his own language.
        """
        found = {name: row.get(name) for name in COLUMNS}
        values = {}
        for name, value in row.items():
            if name in COLUMNS:
                continue
            if hasattr(value, "isoformat"):
                values[name] = ["date", value.isoformat()]
            elif name.endswith("_amount"):
                values[name] = ["money", float(value or 0)]
            else:
                values[name] = ["text", "" if value is None else value]
        return found, values

    def _finding_text(self, values, currency):
        """Return the sentence of the check with these values, in the language of the user.

        :param dict values: of ``_split_row``
        """
        said = defaultdict(str)
        for name, (kind, value) in (values or {}).items():
            if kind == "date":
                value = format_date(self.env, value)
            elif kind == "money":
                value = currency.format(value)
            said[name] = value
        return self.sentence % said
