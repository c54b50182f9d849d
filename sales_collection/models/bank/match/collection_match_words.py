from odoo import api, models


class CollectionMatch(models.Model):
    """What speaks for a match and against it, in sentences."""

    _inherit = "collection.match"

    @api.depends("reason_data", "currency_id")
    @api.depends_context("lang")
    def _compute_reasons(self):
        for match in self:
            data, currency = match.reason_data or {}, match.currency_id
            said = [self._sentence(word, about, currency) for word, about in data.get("for", ())]
            said += [self._doubt(word, about, currency) for word, about in data.get("against", ())]
            match.reasons = "\n".join(dict.fromkeys(filter(None, said)))

    def _sentence(self, word, about, currency):
        """Return one reason as a sentence; each looks up only what it speaks of."""
        texts = {
            "deposit": lambda: self.env._("A deposit on the order."),
            "exact": lambda: self.env._("The amount is the same."),
            "sum": lambda: self.env._("%(count)s items add up to the amount.", count=about),
            "credits": lambda: self.env._("Items less %(count)s credit notes are the amount.", count=about),
            "undoes": lambda: self.env._("The bank returned %s.", about),
            "says_returned": lambda: self.env._("The text indicates a returned payment."),
            "instalments": lambda: self.env._("It goes to the oldest %(count)s instalments.", count=about),
            "together": lambda: self.env._("%(count)s bank lines add up to the item.", count=about),
            "discount": lambda: self.env._("Cash discount of %(amount)s.", amount=self._money(currency, about)),
            "fee": lambda: self.env._("Bank fee of %(amount)s.", amount=self._money(currency, about)),
            "rounding": lambda: self.env._("Rounding difference of %(amount)s.", amount=self._money(currency, about)),
            "converted": lambda: self.env._("The item is in another currency."),
            "structured": lambda: self.env._("The payment reference is that of %s.", about),
            "number": lambda: self.env._("The text names %s.", about),
            "short": lambda: self.env._("The text names the digits of %s.", about),
            "receipt": lambda: self.env._("The text names receipt or payment %s.", about),
            "order": lambda: self.env._("The text names the order of %s.", about),
            "near": lambda: self.env._("The text nearly names %s.", about),
            "account": lambda: self.env._("It comes from a bank account of %s.", about),
            "alias": lambda: self.env._("The payer is known to pay for %s.", about),
            "partner": lambda: self.env._("The bank line has the customer %s.", about),
            "name": lambda: self.env._("The payer's name is %s.", about),
            "text": lambda: self.env._("The text has the name %s.", about),
            "word": lambda: self.env._("A word of the text is the name of %s.", about),
            "similar": lambda: self.env._("The payer's name is similar to %s.", about),
            "shared": lambda: self.env._("%s and others pay from this bank account.", about),
            "depositor": lambda: self.env._("The text names who collected the cash."),
            "total": lambda: self.env._("It equals the cash in hand of %s, in total or of one day.", about),
            "everything": lambda: self.env._("It equals the total open amount of %s.", about),
            "promise": lambda: self.env._("A promise exists for this amount and date."),
            "by_hand": lambda: self.env._("Matched manually by %s.", about),
        }
        return texts[word]() if word in texts else ""

    def _doubt(self, word, about, currency):
        """Return one doubt as a sentence."""
        texts = {
            "part": lambda: self.env._("Only a part: %s stay open.", self._money(currency, about)),
            "over": lambda: self.env._("%s of the bank line are left over.", self._money(currency, about)),
            "converted": lambda: self.env._("Check the exchange rate before you accept the match."),
            "other_payer": lambda: self.env._("But the payer is known as %s.", about),
            "other_number": lambda: self.env._("But the text names another number: %s.", about),
            "known": lambda: self._known(*about),
            "word_deposit": lambda: self.env._("But the text says “%s”: a deposit or advance.", about),
            "word_returned": lambda: self.env._("But the text says “%s”: a returned payment.", about),
            "word_refund": lambda: self.env._("But the text says “%s”: a refund.", about),
            "word_part": lambda: self.env._("But the text says “%s”: a part payment.", about),
            "word_other": lambda: self.env._("But the text says “%s”.", about),
            "order": lambda: self.env._("But %s is an order: the payment would be booked on account.", about),
            "credited": lambda: self.env._("But a credit note of the same amount is open."),
            "own": lambda: self.env._("But the payment comes from the company itself."),
            "month": lambda: self.env._("But the text names another month."),
            "other_amount": lambda: self.env._("But the text has another amount: %s.", self._money(currency, about)),
            "other_currency": lambda: self.env._("But the text has another currency: %s.", about),
            "unnamed": lambda: self.env._("But the amount differs, and the text does not name the document."),
            "namesake": lambda: self.env._("But there are several customers called %s.", about),
            "early": lambda: self.env._("But the payment is earlier than the document."),
            "claimed": lambda: self.env._("But a receipt on this item waits for finance."),
            "crowded": lambda: self.env._("But many items have this amount, and the payer is unknown."),
            "alike": lambda: self.env._("But %s has the same amount and nearly the same number.", about),
            "several": lambda: self.env._("But they belong to %s customers, and the payer is unknown.", about),
            "ambiguous": lambda: self.env._("But other items add up to the same amount."),
            "rival": lambda: self.env._("But %s is a close alternative.", about or self.env._("another way")),
            "wanted": lambda: self.env._("But another bank line may pay the same."),
            "credit": lambda: self.env._("But the text does not mention credit note %s.", about),
            "returned": lambda: self.env._("But the return of %s must be confirmed by a user.", about),
            "skipped": lambda: self.env._("But an older instalment of %s is open.", about),
            "undone": lambda: self.env._("But it was accepted before and undone."),
            "weak": lambda: self.env._("Below the automatic match threshold of %s points.", about),
        }
        return texts[word]() if word in texts else ""

    def _money(self, currency, cents):
        return currency.format(self._amount(currency, abs(cents)))

    def _known(self, what, document):
        """Return the doubt that the text names another document, and what became of that."""
        texts = {
            "open": self.env._("But the text names %s.", document),
            "paid": self.env._("But the text names %s, which is paid.", document),
            "credited": self.env._("But the text names %s, which is credited.", document),
            "cancelled": self.env._("But the text names %s, which is cancelled.", document),
            "draft": self.env._("But the text names %s, which is a draft.", document),
            "order": self.env._("But the text names order %s.", document),
            "quotation": self.env._("But the text names quotation %s.", document),
            "receipt": self.env._("But the text names receipt %s.", document),
            "payment": self.env._("But the text names payment %s.", document),
            "credit_note": self.env._("But the text names credit note %s.", document),
        }
        return texts.get(what, texts["open"])
