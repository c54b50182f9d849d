from odoo import api, models


class CollectionMatch(models.Model):
    """What speaks for a match and against it, in sentences."""

    _inherit = "collection.match"

    @api.model
    def _in_words(self, match, details):
        """Return the reasons and doubts of a decision of the engine, one sentence a line.

        :param match: an ``engine.matching_model.Match``
        :param details: what its lines and items are, by line id and item key
        """
        _date, _sign, currency_id = details[min(match.lines)]
        currency = self.env["res.currency"].browse(currency_id)
        said = [self._sentence(word, about, currency, details) for word, about in match.reasons]
        said += [self._doubt(word, about, currency, details) for word, about in match.doubts]
        return "\n".join(dict.fromkeys(filter(None, said)))

    def _sentence(self, word, about, currency, details):
        """Return one reason as a sentence; each looks up only what it speaks of."""
        texts = {
            "exact": lambda: self.env._("The amount is the same."),
            "sum": lambda: self.env._("%(count)s items add up to the amount.", count=about),
            "together": lambda: self.env._("%(count)s bank lines add up to the item.", count=about),
            "discount": lambda: self.env._("Cash discount of %(amount)s.", amount=self._money(currency, about)),
            "fee": lambda: self.env._("%(amount)s are missing: a bank fee.", amount=self._money(currency, about)),
            "rounding": lambda: self.env._("Rounding difference of %(amount)s.", amount=self._money(currency, about)),
            "converted": lambda: self.env._("The item is in another currency."),
            "structured": lambda: self.env._("The payment reference is that of %s.", details[about]["document"]),
            "number": lambda: self.env._("The text names %s.", details[about]["document"]),
            "short": lambda: self.env._("The text names the digits of %s.", details[about]["document"]),
            "receipt": lambda: self.env._("The text names receipt or payment %s.", details[about]["document"]),
            "order": lambda: self.env._("The text names the order of %s.", details[about]["document"]),
            "near": lambda: self.env._("The text nearly names %s.", details[about]["document"]),
            "account": lambda: self.env._("It comes from a bank account of %s.", self._who(about, details)),
            "alias": lambda: self.env._("The payer is known to pay for %s.", self._who(about, details)),
            "partner": lambda: self.env._("The bank line bears the customer %s.", self._who(about, details)),
            "name": lambda: self.env._("The payer's name is %s.", self._who(about, details)),
            "text": lambda: self.env._("The text has the name %s.", self._who(about, details)),
            "word": lambda: self.env._("A word of the text is the name of %s.", self._who(about, details)),
            "similar": lambda: self.env._("The payer's name is much like %s.", self._who(about, details)),
            "shared": lambda: self.env._("%s and others pay from this bank account.", self._who(about, details)),
            "depositor": lambda: self.env._("The text names who collected the cash."),
            "total": lambda: self.env._("It is all the cash of %s, or of one day.", self._collector(about)),
            "everything": lambda: self.env._("It is all that %s owes.", self._who(about, details)),
            "promise": lambda: self.env._("Promised: this amount, for about this day."),
        }
        return texts[word]() if word in texts else ""

    def _doubt(self, word, about, currency, details):
        """Return one doubt as a sentence."""
        texts = {
            "part": lambda: self.env._("Only a part: %s stay open.", self._money(currency, about)),
            "over": lambda: self.env._("%s of the bank line are left over.", self._money(currency, about)),
            "converted": lambda: self.env._("Look at the exchange rate before you accept it."),
            "other_payer": lambda: self.env._("But the payer is known as %s.", self._who(about, details)),
            "other_number": lambda: self.env._("But the text names another number: %s.", about),
            "early": lambda: self.env._("But the money came before the document."),
            "claimed": lambda: self.env._("But a receipt on this item waits for finance."),
            "crowded": lambda: self.env._("But many items have this amount, and the payer is not known."),
            "alike": lambda: self.env._(
                "But %s has the same amount and nearly the same number.", details[about]["document"]
            ),
            "several": lambda: self.env._("But they are of %s customers, and the payer is not known.", about),
            "ambiguous": lambda: self.env._("But other items add up to the same amount."),
            "rival": lambda: self.env._(
                "But %s comes near.", details[about]["document"] if about in details else self.env._("another way")
            ),
            "wanted": lambda: self.env._("But another bank line may pay the same."),
            "undone": lambda: self.env._("But it was accepted before and taken back."),
            "weak": lambda: self.env._("Sure only from %s points.", about),
        }
        return texts[word]() if word in texts else ""

    def _money(self, currency, cents):
        return currency.format(self._amount(currency, abs(cents)))

    def _who(self, partner_id, details):
        """Return a customer's name; who owes nothing is not among the details."""
        return details.get(("partner", partner_id)) or self.env["res.partner"].browse(partner_id).display_name or ""

    def _collector(self, user_id):
        return self.env["res.users"].browse(user_id).name or ""
