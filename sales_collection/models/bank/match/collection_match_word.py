import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....engine.bank.match.matching_words import pattern


class CollectionMatchWord(models.Model):
    """Words in the text of bank lines at which a clerk stops: the money is for something else than an invoice.

    A bank line with such a word is never matched with an invoice by itself.
    """

    _name = "collection.match.word"
    _inherit = "collection.shared.mixin"
    _description = "Bank Line Keyword"
    _order = "kind, name"

    name = fields.Char(
        string="Keyword or Phrase",
        required=True,
        help="Keyword as written in bank transfers, in any language. Capital letters, accents and signs are ignored.",
    )
    kind = fields.Selection(
        [
            ("deposit", "Deposit or Advance"),
            ("returned", "Returned Payment"),
            ("refund", "Refund"),
            ("part", "Part Payment"),
            ("other", "Other Payment"),
        ],
        string="Meaning",
        required=True,
        help="Deposit or advance: belongs to an order, not to an invoice. Returned payment: undone by the bank. "
        "Refund: repaid to the customer. Part payment: certain only if the text also names the invoice. "
        "Other payment: not from a customer, such as salary, loan or internal transfer.",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(lower(name))", "This keyword already exists, possibly archived.")

    @api.constrains("name")
    def _check_name(self):
        """:raise ValidationError: for a word that nothing or nearly everything contains."""
        for word in self:
            if len(re.sub(r"[\W_]+", "", word.name)) < 2:
                raise ValidationError(self.env._("A keyword must have at least two characters."))

    @api.model
    def _pattern(self, *kinds):
        """Return the regular expression that finds the words of these kinds, for PostgreSQL and for Python.

        It is for texts as ``compared_sql.clean_sql`` writes them; without words it finds nothing.

        :param kinds: keys of ``kind``
        """
        found = self.search_fetch([("kind", "in", kinds)], ["name"])
        return pattern(found.mapped("name"))
