from odoo.exceptions import UserError
from odoo.tests import tagged

from .statement_common import StatementCommon, camt, camt_entry, camt_statement


@tagged("post_install", "-at_install")
class TestStatementImportCamt(StatementCommon):
    """Fay imports what the bank gives as CAMT: nothing is lost, and an empty day says that it is empty."""

    def _file(self, *entries, **options):
        return camt(camt_statement(entries, ccy="USD", **options))

    def _fee(self, text):
        return camt_entry("5.00", "DBIT", ccy="USD").replace("</Ntry>", f"<AddtlNtryInf>{text}</AddtlNtryInf></Ntry>")

    def test_a_second_fee_of_the_day_in_another_file_is_no_doubt_about_the_first(self):
        self._imported(self._wizard(self._file(self._fee("Fee for account")), "one.xml"))
        wizard = self._wizard(self._file(self._fee("Fee for account"), self._fee("Fee for card")), "two.xml")
        self.assertEqual(self._states(wizard), ["known", "good"])
        self.assertFalse(wizard.line_ids.filtered("alike"))
        self.assertRecordValues(self._imported(wizard), [{"amount": -5, "payment_ref": "Fee for card"}])

    def test_an_empty_statement_says_that_it_is_empty(self):
        wizard = self._wizard(self._file(opening="100.00", closing="100.00"), "bank.xml")
        self.assertIn("S1: The statement has no movements.", wizard.notes)
        with self.assertRaisesRegex(UserError, "the file has no movements"):
            wizard.action_import()

    def test_a_batch_that_came_as_one_is_known_when_it_comes_in_parts(self):
        self._imported(self._wizard(self._file(camt_entry("147.00", number="R1", ccy="USD")), "one.xml"))
        parts = "".join(
            f"<TxDtls><Amt Ccy='USD'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>" for amount in (100, 50)
        )
        batch = camt_entry("147.00", number="R1", details=parts, ccy="USD")
        charged = batch.replace("<NtryDtls>", "<Chrgs><Amt Ccy='USD'>3.00</Amt></Chrgs><NtryDtls>")
        self.assertEqual(self._states(self._wizard(self._file(charged), "two.xml")), ["known"] * 3)

    def _advice(self, whole=False, parts=(100, 50)):
        """Return a batch of 150 as one or in its parts."""
        details = "".join(
            f"<TxDtls><Amt Ccy='USD'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>" for amount in parts
        )
        return camt_entry("150.00", number="R1", details="" if whole else details, ccy="USD")

    def test_a_batch_that_came_in_parts_is_known_when_it_comes_as_one(self):
        self._imported(self._wizard(self._file(self._advice()), "advice.xml"))
        wizard = self._wizard(self._file(self._advice(whole=True)), "statement.xml")
        self.assertEqual(self._states(wizard), ["known"])

    def test_a_batch_that_stands_in_one_file_as_one_and_in_parts_is_there_once(self):
        one, parts = (
            camt_statement([self._advice(whole=whole)], ccy="USD", name=name)
            for whole, name in ((True, "S1"), (False, "S2"))
        )
        self.assertEqual(self._states(self._wizard(camt(one, parts), "bank.xml")), ["good", "twice", "twice"])
        self.assertEqual(self._states(self._wizard(camt(parts, one), "bank.xml")), ["good", "good", "twice"])

    def test_a_batch_net_of_charges_is_imported_with_its_payers(self):
        parts = "".join(
            f"<TxDtls><Amt Ccy='USD'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>"
            f"</RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
            for amount, name, text in ((100, "Bluebell", "Invoice 1"), (50, "Larkspur", "Invoice 2"))
        )
        batch = camt_entry("147.00", number="R1", details=parts, ccy="USD")
        charged = batch.replace("<NtryDtls>", "<Chrgs><Amt Ccy='USD'>3.00</Amt></Chrgs><NtryDtls>")
        content = self._file(charged, closing="247.00")
        wizard = self._wizard(content, "bank.xml")
        self.assertRecordValues(
            self._imported(wizard),
            [
                {"amount": 100, "partner_name": "Bluebell", "payment_ref": "Invoice 1"},
                {"amount": 50, "partner_name": "Larkspur", "payment_ref": "Invoice 2"},
                {"amount": -3, "partner_name": False, "payment_ref": "bank.xml"},
            ],
        )
        self.assertEqual(self._states(self._wizard(content, "bank.xml")), ["known"] * 3)
