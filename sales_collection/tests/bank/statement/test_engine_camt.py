from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import identity, reading
from ....engine.bank.statement.records import Limits
from .statement_common import CAMT, camt, camt_entry, camt_statement

OWN = "DE89370400440532013000"


def tx(amount="", *, debtor="", account="", ultimate="", text="", structured="", more="", ref="", **_none):
    """Return a transaction of an entry: who paid (for whom), and what was written."""
    parties = "".join(
        (
            f"<Dbtr><Pty><Nm>{debtor}</Nm></Pty></Dbtr>" if debtor else "",
            f"<DbtrAcct><Id><IBAN>{account}</IBAN></Id></DbtrAcct>" if account else "",
            f"<UltmtDbtr><Pty><Nm>{ultimate}</Nm></Pty></UltmtDbtr>" if ultimate else "",
        )
    )
    remittance = f"<Ustrd>{text}</Ustrd>" * bool(text) + f"<Strd>{structured}</Strd>" * bool(structured)
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs>"
        + (f"<Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>" if amount else "")
        + f"<RltdPties>{parties}</RltdPties><RmtInf>{remittance}</RmtInf>{more}</TxDtls>"
    )


def entry(amount, *details, info="", charges="", **options):
    """Return an entry with what the bank says to it and what it has charged."""
    found = camt_entry(amount, details="".join(details), **options)
    tail = f"<AddtlNtryInf>{info}</AddtlNtryInf></Ntry>" if info else "</Ntry>"
    return found.replace("<NtryDtls>", f"{charges}<NtryDtls>").replace("</Ntry>", tail)


def statement(*entries, **options):
    [found] = reading.open_file(camt(camt_statement(entries, **options)), Limits()).statements
    return found


def line(*details, amount="100.00", **options):
    [found] = statement(entry(amount, *details, **options)).lines
    return found


def charge(amount, side="DBIT"):
    return (
        f"<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>{amount}</TtlChrgsAndTaxAmt><Rcrd><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{side}</CdtDbtInd></Rcrd></Chrgs>"
    )


@tagged("post_install", "-at_install")
class TestEngineCamt(BaseCase):
    """What a bank tells of a payment by CAMT is all there: payer, invoice numbers, reasons, charges."""

    # -- texts -------------------------------------------------------------------------------------

    def test_the_bank_s_own_words_tell_two_fees_apart(self):
        fees = [line(amount="5.00", side="DBIT", info=info) for info in ("Fee for account", "Fee for card")]
        self.assertEqual([fee.text for fee in fees], ["Fee for account", "Fee for card"])
        self.assertEqual(len({identity.marks([fee])[0].key for fee in fees}), 2)

    def test_the_words_of_bank_and_payer_stand_together(self):
        self.assertEqual(
            line(tx(text="Invoice 1", more="<AddtlTxInf>Bank transfer</AddtlTxInf>"), info="Credit").text,
            "Invoice 1 Bank transfer Credit",
        )

    def test_what_is_said_twice_is_said_once(self):
        found = line(tx(text="Invoice 1", more="<AddtlTxInf>Invoice 1</AddtlTxInf>"), info="Invoice 1")
        self.assertEqual(found.text, "Invoice 1")

    def test_numbers_of_documents_are_in_the_text(self):
        documents = "".join(
            f"<RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>INV/2026/{number}</Nb></RfrdDocInf>"
            for number in (1, 2)
        )
        self.assertEqual(line(tx(structured=documents)).text, "INV/2026/1 INV/2026/2")

    def test_numbers_of_the_lines_of_a_document_are_in_the_text(self):
        structured = "<RfrdDocInf><LineDtls><Id><Nb>INV/2026/3</Nb></Id></LineDtls></RfrdDocInf>"
        self.assertEqual(line(tx(structured=structured)).text, "INV/2026/3")

    def test_more_about_the_payment_is_in_the_text(self):
        structured = "<AddtlRmtInf>less credit note 7</AddtlRmtInf><AddtlRmtInf>see letter</AddtlRmtInf>"
        self.assertEqual(
            line(tx(text="Invoice 1", structured=structured)).text, "Invoice 1 less credit note 7 see letter"
        )

    def test_the_creditor_s_reference_is_the_reference_and_a_second_one_is_in_the_text(self):
        structured = (
            "<CdtrRefInf><Ref>RF18INV1</Ref></CdtrRefInf></Strd><Strd><CdtrRefInf><Ref>RF18INV2</Ref></CdtrRefInf>"
        )
        found = line(tx(structured=structured))
        self.assertEqual((found.reference, found.text), ("RF18INV1", "RF18INV2"))

    def test_the_payer_s_own_reference_is_kept_beside_the_creditor_s(self):
        detail = tx(structured="<CdtrRefInf><Ref>RF18INV1</Ref></CdtrRefInf>").replace(
            "</Refs>", "<EndToEndId>PO-77</EndToEndId></Refs>"
        )
        found = line(detail)
        self.assertEqual((found.reference, found.text), ("RF18INV1", "PO-77"))

    def test_a_reference_that_says_nothing_is_none(self):
        found = line(tx(text="Invoice 1").replace("</Refs>", "<EndToEndId>NOTPROVIDED</EndToEndId></Refs>"))
        self.assertEqual((found.reference, found.text), ("", "Invoice 1"))

    def test_why_money_came_back_is_in_the_text(self):
        reason = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account closed</AddtlInf></RtrInf>"
        self.assertEqual(
            line(tx(debtor="Bluebell", text="Invoice 1", more=reason), side="DBIT").text,
            "Invoice 1 AC04 Account closed",
        )

    # -- payers ------------------------------------------------------------------------------------

    def test_whoever_s_debt_was_paid_is_the_payer_and_who_paid_is_in_the_text(self):
        found = line(tx(debtor="Pay Service", account="FR7630006000011234567890189", ultimate="Bluebell", text="Inv 1"))
        self.assertEqual((found.name, found.account), ("Bluebell", "FR7630006000011234567890189"))
        self.assertEqual(found.text, "Inv 1 Pay Service / Bluebell")

    def test_the_ultimate_debtor_alone_is_the_payer(self):
        self.assertEqual(line(tx(ultimate="Bluebell", text="Inv 1")).name, "Bluebell")

    def test_a_supplier_behind_the_one_who_was_paid_is_named(self):
        detail = tx(text="Order 1").replace(
            "<RltdPties>", "<RltdPties><Cdtr><Nm>Factor</Nm></Cdtr><UltmtCdtr><Nm>Rose</Nm></UltmtCdtr>"
        )
        self.assertEqual(line(detail, side="DBIT").name, "Rose")

    def test_a_returned_debit_names_whom_it_was_taken_from(self):
        detail = tx(debtor="Bluebell", more="<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>").replace(
            "<RltdPties>", "<RltdPties><Cdtr><Nm>We Ltd</Nm></Cdtr>"
        )
        self.assertEqual(line(detail, side="DBIT").name, "Bluebell")

    def test_a_returned_debit_with_turned_roles_does_not_name_our_own_account(self):
        detail = tx(debtor="We Ltd", account=OWN, more="<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>").replace(
            "<RltdPties>", "<RltdPties><Cdtr><Nm>Bluebell</Nm></Cdtr>"
        )
        self.assertEqual(line(detail, side="DBIT").name, "Bluebell")

    def test_our_own_account_is_nobody_s_payer(self):
        for detail in (tx(debtor=OWN), tx(debtor="We Ltd", account=OWN), tx(debtor="DE89 3704 0044 0532 0130 00")):
            found = line(detail)
            self.assertEqual((found.name, found.account), ("", ""))

    # -- several in one entry ----------------------------------------------------------------------

    def _batch(self, amount, charged="", own="", first="100.00", second="50.00", **options):
        details = (
            tx(first, debtor="Bluebell", text="Invoice 1", more=own),
            tx(second, debtor="Larkspur", text="Invoice 2", more=own),
        )
        found = statement(entry(amount, *details, charges=charged, number="R1", **options)).lines
        return [(str(one.amount), one.name, one.text) for one in found]

    def test_a_batch_names_its_payers(self):
        expected = [("100.00", "Bluebell", "Invoice 1"), ("50.00", "Larkspur", "Invoice 2")]
        self.assertEqual(self._batch("150.00", info="Batch of 2"), expected)

    def test_a_batch_net_of_charges_has_its_charges_as_a_line(self):
        expected = [
            ("100.00", "Bluebell", "Invoice 1"),
            ("50.00", "Larkspur", "Invoice 2"),
            ("-3.00", "", "Batch of 2"),
        ]
        self.assertEqual(self._batch("147.00", charge("3.00"), info="Batch of 2"), expected)
        self.assertEqual(self._batch("147.00", own=charge("1.50"), info="Batch of 2"), expected)

    def test_charges_that_are_told_and_not_kept_back_are_no_line(self):
        self.assertEqual(len(self._batch("150.00", charge("3.00"))), 2)

    def test_charges_without_records_and_of_old_files_are_known_too(self):
        for charged in (
            "<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>3.00</TtlChrgsAndTaxAmt></Chrgs>",
            "<Chrgs><Amt Ccy='EUR'>3.00</Amt></Chrgs>",
        ):
            self.assertEqual(self._batch("147.00", charged)[2][0], "-3.00")

    def test_one_payment_net_of_charges_keeps_payer_and_text(self):
        found = line(tx("100.00", debtor="Bluebell", text="Invoice 1"), amount="97.00", charges=charge("3.00"))
        self.assertEqual((str(found.amount), found.name, found.text), ("97.00", "Bluebell", "Invoice 1"))

    def test_a_batch_that_does_not_add_up_stays_one_and_says_who_and_what(self):
        [(amount, name, text)] = self._batch("120.00")
        self.assertEqual((amount, name), ("120.00", ""))
        self.assertEqual(text, "Bluebell Invoice 1 Larkspur Invoice 2")

    def test_one_transaction_of_a_batch_of_many_does_not_speak_for_it(self):
        batch = "<Btch><NbOfTxs>7</NbOfTxs></Btch>"
        found = entry("150.00", tx("100.00", debtor="Bluebell", text="Invoice 1")).replace(
            "<NtryDtls>", f"<NtryDtls>{batch}"
        )
        [one] = statement(found).lines
        self.assertEqual((one.amount, one.name, one.text), (150, "", "Bluebell Invoice 1"))

    def test_parts_that_share_a_number_are_told_apart(self):
        details = [tx("50.00", debtor="Bluebell", ref="B7") for _time in range(2)]
        found = statement(entry("100.00", *details, number="R1")).lines
        self.assertEqual([one.unique_id for one in found], ["R1/1", "R1/2"])

    def test_a_part_s_amount_may_be_what_the_payer_has_ordered(self):
        details = "".join(
            f"<AmtDtls><InstdAmt><Amt Ccy='EUR'>{amount}</Amt></InstdAmt></AmtDtls>{{}}"
            for amount in ("60.00", "40.00")
        )
        parts = [f"<TxDtls>{part}</TxDtls>" for part in details.split("{}") if part]
        self.assertEqual([one.amount for one in statement(entry("100.00", *parts)).lines], [60, 40])

    # -- statements --------------------------------------------------------------------------------

    def test_an_empty_statement_says_so(self):
        found = statement(opening="100.00", closing="100.00")
        self.assertEqual([problem.code for problem in found.problems()], ["no_movements"])
        missing = statement(opening="100.00", closing="150.00")
        self.assertEqual([problem.code for problem in missing.problems()], ["no_movements", "balance_off"])

    def test_reports_of_the_day_and_advices_are_read_as_well(self):
        body = entry("100.00", tx(debtor="Bluebell", text="Invoice 1"), number="R1")
        for message, part in (("BkToCstmrAcctRpt", "Rpt"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn")):
            content = CAMT.format(version=8, statements=camt_statement([body]))
            content = content.replace("BkToCstmrStmt", message).replace("Stmt>", f"{part}>")
            [found] = reading.open_file(content.encode(), Limits()).statements
            self.assertEqual([(one.amount, one.name, one.unique_id) for one in found.lines], [(100, "Bluebell", "R1")])

    def test_the_day_is_the_bank_s_also_with_a_time(self):
        found = entry("100.00").replace("<Dt>2026-01-31</Dt>", "<DtTm>2026-01-31T23:30:00+01:00</DtTm>")
        self.assertEqual(statement(found).lines[0].date, date(2026, 1, 31))

    def test_a_file_of_two_accounts_keeps_their_currencies(self):
        found = reading.open_file(
            camt(
                camt_statement([entry("1.00")], OWN),
                camt_statement([entry("2.00", ccy="USD")], "DE02120300000000202051", ccy="USD"),
            ),
            Limits(),
        ).statements
        self.assertEqual(
            [(one.account, one.currency, one.lines[0].amount) for one in found],
            [(OWN, "EUR", Decimal(1)), ("DE02120300000000202051", "USD", Decimal(2))],
        )
