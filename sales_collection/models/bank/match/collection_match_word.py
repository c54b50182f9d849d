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
    _description = "Word in Bank Lines"
    _order = "kind, name"

    name = fields.Char(
        string="Word or Phrase",
        required=True,
        help="As people write it in a bank transfer, in any language; capital letters, accents and signs do not count.",
    )
    kind = fields.Selection(
        [
            ("deposit", "Deposit or Advance"),
            ("returned", "Returned Payment"),
            ("refund", "Refund"),
            ("part", "Part Payment"),
            ("other", "Other Money"),
        ],
        string="Stands For",
        required=True,
        help="A deposit or advance belongs to an order and not to an invoice. A returned payment is a payment that the "
        "bank undid. A refund is money that is paid back, so it is no doubt where money goes out. A part payment is "
        "sure only if the text names the invoice too. Other money is no payment of a customer: a salary, a loan, a "
        "transfer between own accounts.",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(lower(name))", "This word is there already, perhaps archived.")

    @api.constrains("name")
    def _check_name(self):
        """:raise ValidationError: for a word that nothing or nearly everything contains."""
        for word in self:
            if len(re.sub(r"[\W_]+", "", word.name)) < 2:
                raise ValidationError(self.env._("A word has two letters at least."))

    @api.model
    def _pattern(self, *kinds):
        """Return the regular expression that finds the words of these kinds, for PostgreSQL and for Python.

        It is for texts as ``compared_sql.clean_sql`` writes them; without words it finds nothing.

        :param kinds: keys of ``kind``
        """
        found = self.search_fetch([("kind", "in", kinds)], ["name"])
        return pattern(found.mapped("name"))
