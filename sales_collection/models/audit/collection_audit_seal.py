import hashlib
import json

from odoo import api, fields, models

from .collection_audit import RULES

#: what of an audit is sealed beside its lines
HEAD = (
    "name",
    "date_from",
    "date_to",
    "scheduled",
    "sample",
    "sample_size",
    "sample_amount",
    "seed",
    "population",
    "population_amount",
    "picked",
    "picked_amount",
    *RULES,
    "run_date",
    "error",
    "summary",
    "closed_date",
)
#: who and what it was about, by number: a new name of a customer changes no audit
LINKS = ("company_id", "user_ids", "team_ids", "run_by_id", "closed_by_id")


class CollectionAudit(models.Model):
    """The seal of a closed audit: a hash over all it says, made when it is closed and looked at whenever it is opened.

    Each line has a hash of its own, so that the line that was changed can be named. The seal is printed in the report:
    whoever changes rows and hashes in the database does not change the paper.
    """

    _inherit = "collection.audit"

    @api.depends("seal", "state")
    def _compute_seal_problem(self):
        for audit in self:
            audit.seal_problem = "\n".join(audit._seal_problems()) if audit.state == "closed" else False

    def _seal_lines(self):
        """Seal what the audit says of each finding, before it is closed."""
        for line in self.line_ids.sudo():  # sudo: nobody writes lines of audits by hand
            line.seal = line._fingerprint()

    def _after_closed(self):
        """Seal the audit, with the seals of its lines in its own."""
        for audit in self:
            audit._write_lifecycle({"seal": audit._fingerprint()})

    def _fingerprint(self):
        """Return the hash over what the audit says and the seals of its lines."""
        self.ensure_one()
        head = {name: self[name] for name in HEAD}
        head |= {name: sorted(self[name].ids) for name in LINKS}
        head["lines"] = [[line.number, line.seal] for line in self.line_ids.sorted("number")]
        return fingerprint(self, head)

    def _seal_problems(self):
        """Return what of the closed audit is not as it was when it was closed, in words; nothing if all is."""
        self.ensure_one()
        env = self.env
        problems = [
            env._("Finding %(number)s was changed after the audit was closed.", number=line.number)
            for line in self.line_ids.sorted("number")
            if line.seal != line._fingerprint()
        ]
        numbers = self.line_ids.mapped("number")
        if self.seal != self._fingerprint():
            missing = sorted(set(range(1, len(numbers) + 1)) - set(numbers))
            if missing:
                gone = ", ".join(map(str, missing))
                problems.append(env._("Finding %(number)s is missing from the closed audit.", number=gone))
            else:
                problems.append(env._("The closed audit was changed after it was sealed."))
        return problems


def fingerprint(record, content):
    """Return the hash over the content: field names and values of a record, amounts to the cent.

    :param dict content: what is sealed; floats are of the record's currency
    """
    places = record.currency_id.decimal_places

    def plain(value):
        if isinstance(value, bool):
            return value
        if isinstance(value, float):
            return f"{value:.{places}f}"
        if isinstance(value, (str, int, list)) or value is None:
            return value
        return fields.Datetime.to_string(value)

    text = json.dumps({name: plain(value) for name, value in content.items()}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
