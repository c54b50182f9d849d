from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table
from ....engine.bank.statement.records import Limits


def read(content):
    rows = reading.open_file(content.encode(), Limits()).rows
    return table.read(rows, layout.guess(rows), table.Style())


@tagged("post_install", "-at_install")
class TestEngineStatementHeadings(BaseCase):
    """The tables of banks of many countries: 30 goes out, 50 comes in."""

    def _said(self, content):
        return [(line.amount, line.text) for line in read(content).lines]

    def test_two_columns_of_money_are_known(self):
        for header in (
            "Date;Libellé;Débit;Crédit;Solde",
            "Date opération;Libellé de l'opération;Débit (EUR);Crédit (EUR);Solde",
            "Date comptable;Libellé;Montant débit;Montant crédit;Solde",
            "Date;Narration;Withdrawal Amt.;Deposit Amt.;Closing Balance",
            "Transaction Date;Transaction Remarks;Withdrawal Amount (INR );Deposit Amount (INR );Balance (INR )",
            "Tran Date;Particulars;DR;CR;BAL",
            "Txn Date;Description;Debit;Credit;Balance",
            "Buchungsdatum;Text;Belastung;Gutschrift;Saldo",
            "Datum;Avisierungstext;Lastschrift in CHF;Gutschrift in CHF;Saldo in CHF",
            "Buchungsdatum;Beschreibung1;Belastung CHF;Gutschrift CHF;Saldo CHF",
            "Buchungstag;Verwendungszweck;Auszahlung;Einzahlung;Saldo",
            "Datum;Omschrijving;Af;Bij;Saldo na mutatie",
            "Fecha;Concepto;Cargo;Abono;Saldo",
            "Fecha operación;Descripción;Debe;Haber;Saldo disponible",
            "Data operazione;Causale;Addebiti;Accrediti;Saldo contabile",
            "Data contabile;Descrizione;Uscite;Entrate;Saldo",
            "交易日期;摘要;借方;贷方;余额",
        ):
            content = f"{header}\n2026-01-01;a;30,00;;70,00\n2026-01-02;b;;50,00;120,00\n"
            self.assertEqual(self._said(content), [(-30, "a"), (50, "b")], header)

    def test_one_column_of_money_is_known(self):
        for header in (
            "Date;Libellé;Montant",
            "Date de comptabilisation;Libellé simplifié;Montant (EUR)",
            "Datum;Omschrijving;Bedrag (EUR)",
            "Fecha;Concepto;Importe",
            "Data;Descrizione operazione;Importo EUR",
            "Buchungstag;Buchungstext;Betrag (€)",
            "Date;Description;Credit/Debit Amount",
            "Data Lançamento;Histórico;Valor",
        ):
            content = f"{header}\n2026-01-01;a;-30,00\n2026-01-02;b;50,00\n"
            self.assertEqual(self._said(content), [(-30, "a"), (50, "b")], header)

    def test_a_dutch_bank_says_af_and_bij_beside_the_amount(self):
        content = (
            "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Code;Af Bij;Bedrag (EUR);Mutatiesoort;Mededelingen\n"
            "20260101;Bluebell;NL01;NL02;GT;Af;30,00;Overschrijving;a\n20260102;Rose;NL01;NL03;GT;Bij;50,00;Overschrijving;b\n"
        )
        self.assertEqual(
            [(line.amount, line.name, line.account, line.own_account, line.text) for line in read(content).lines],
            [(-30, "Bluebell", "NL02", "NL01", "a"), (50, "Rose", "NL03", "NL01", "b")],
        )

    def test_a_summary_below_the_table_is_no_movement(self):
        statement = read(
            "Date,Narration,Chq./Ref.No.,Withdrawal Amt.,Deposit Amt.,Closing Balance\n"
            "30/01/2026,a,R1,30.00,,70.00\n31/01/2026,b,R2,,50.00,120.00\n********,,,,,\nSTATEMENT SUMMARY :-,,,,,\n"
            "Opening Balance,Dr Count,Cr Count,Debits,Credits,Closing Bal\n100.00,1,1,30.00,50.00,120.00\n"
        )
        self.assertEqual([line.amount for line in statement.lines], [-30, 50])
        self.assertTrue(all(broken.skipped for broken in statement.broken))

    def test_an_indian_bank_marks_each_amount_and_each_balance(self):
        content = (
            "Sl. No.,Date,Description,Chq / Ref number,Amount,Dr / Cr,Balance,Dr / Cr\n"
            "1,01-01-2026,a,R1,30.00,DR,70.00,CR\n2,13-01-2026,b,R2,50.00,CR,120.00,CR\n"
        )
        self.assertEqual([(line.amount, line.reference) for line in read(content).lines], [(-30, "R1"), (50, "R2")])
