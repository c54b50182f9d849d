from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table, words
from ....engine.bank.statement.records import Limits


def read(content, **style):
    rows = reading.open_file(content.encode(), Limits()).rows
    return table.read(rows, layout.guess(rows), table.Style(**style))


def amounts(content, **style):
    return [line.amount for line in read(content, **style).lines]


def asked(statement):
    return [(problem.code, problem.value) for problem in statement.questions]


@tagged("post_install", "-at_install")
class TestEngineStatementDirection(BaseCase):
    """Which way the money went: 30 went out and 50 came in, however the bank says so."""

    # -- a column of words -------------------------------------------------------------------------

    def test_a_column_of_debit_and_credit_says_the_way_whatever_its_header(self):
        for header in (
            "Type",
            "Transaction Type",
            "Indicator",
            "Details",
            "Kind",
            "交易类型",
            "Whatever",
            "Description",
        ):
            content = f"Date,{header},Amount\n2026-01-01,DEBIT,30\n2026-01-02,CREDIT,50\n"
            self.assertEqual(amounts(content), [-30, 50], header)

    def test_words_of_many_banks_say_the_way(self):
        for out, came in (
            ("D", "C"), ("DR", "CR"), ("Dr.", "Cr."), ("DBIT", "CRDT"), ("Db", "Cr"),
            ("DBT", "CDT"), ("S", "H"), ("Soll", "Haben"), ("-", "+"),
            ("Af", "Bij"), ("D", "K"), ("支", "收"), ("支出", "收入"), ("借", "贷"), ("借方", "贷方"), ("付", "收"),
            ("Out", "In"), ("Money out", "Money in"), ("Withdrawal", "Deposit"), ("W", "D"), ("P", "R"),
            ("Débit", "Crédit"),
            ("Addebito", "Accredito"), ("Cargo", "Abono"), ("Dare", "Avere"), ("Debe", "Haber"),
            ("Belastung", "Gutschrift"),
            ("Sortie", "Entrée"), ("D - Debit", "C - Credit"), ("Payment", "Receipt"), ("出金", "入金"), ("−", "+"),
        ):  # fmt: skip
            content = f"Date;Text;Flag;Amount\n2026-01-01;a;{out};30\n2026-01-02;b;{came};50\n"
            self.assertEqual(amounts(content), [-30, 50], (out, came))
            self.assertFalse(read(content).questions)

    def test_a_file_of_debits_only_is_money_out(self):
        self.assertEqual(amounts("Date,Type,Amount\n2026-01-01,Debit,30\n2026-01-02,Debit,50\n"), [-30, -50])

    def test_words_that_nobody_knows_are_asked_for(self):
        for one, other in (("Foo", "Bar"), ("Direct debit", "Credit transfer"), ("A", "C")):
            content = f"Date,Type,Amount\n2026-01-01,{one},30\n2026-01-02,{other},50\n"
            statement = read(content)
            self.assertFalse(statement.lines)
            [(code, _value)] = asked(statement)
            self.assertEqual(code, "words")
            said = {words.folded(one): "out", words.folded(other): "in"}
            self.assertEqual(amounts(content, words=said), [-30, 50])

    def test_two_words_that_come_again_are_asked_for_whatever_the_header(self):
        content = "Date,X,Amount\n2026-01-01,Foo,30\n2026-01-02,Bar,50\n2026-01-03,Bar,20\n"
        self.assertEqual(asked(read(content)), [("words", "X: bar, foo")])

    def test_one_unknown_word_beside_known_ones_is_asked_for(self):
        statement = read("Date,收/支,Amount\n2026-01-01,支出,30\n2026-01-02,收入,50\n2026-01-03,不计收支,7\n")
        self.assertEqual([line.amount for line in statement.lines], [-30, 50])
        self.assertEqual(asked(statement), [("words", "收/支: 不计收支")])
        self.assertEqual(statement.words, {"支出": "out", "收入": "in", "不计收支": ""})

    def test_amounts_with_signs_of_their_own_need_no_word(self):
        statement = read("Date,Type,Amount\n2026-01-01,Foo,-30\n2026-01-02,Bar,50\n2026-01-03,Bar,20\n")
        self.assertEqual([line.amount for line in statement.lines], [-30, 50, 20])
        self.assertFalse(statement.questions)

    def test_words_beside_amounts_that_have_their_signs_change_nothing(self):
        content = "Date,Details,Amount\n2026-01-01,DEBIT,-30\n2026-01-02,CREDIT,50\n2026-01-02,DEBIT,-5\n"
        self.assertEqual(amounts(content), [-30, 50, -5])

    def test_words_that_say_something_else_are_not_asked_for(self):
        for one, other in (("USD", "EUR"), ("Order 1", "Order 2")):
            content = f"Date,X,Amount\n2026-01-01,{one},30\n2026-01-02,{other},50\n2026-01-03,{other},20\n"
            self.assertFalse(read(content).questions, one)

    def test_what_a_person_says_comes_first(self):
        content = "Date,Type,Amount\n2026-01-01,Debit,30\n2026-01-02,Credit,50\n2026-01-03,Memo,9\n"
        self.assertEqual(amounts(content), [-30, 50])
        self.assertEqual(amounts(content, words={"debit": "in", "credit": "out", "memo": "in"}), [30, -50, 9])

    def test_the_balances_say_what_unknown_words_mean(self):
        statement = read("Date,X,Amount,Balance\n2026-01-01,y,30,70\n2026-01-02,z,50,120\n2026-01-03,y,20,100\n")
        self.assertEqual([line.amount for line in statement.lines], [-30, 50, -20])
        self.assertEqual(asked(statement), [])
        self.assertEqual([problem.code for problem in statement.told], ["words_by_balance"])

    # -- the minus ---------------------------------------------------------------------------------

    def test_the_balances_decide_what_a_minus_in_the_debits_means(self):
        for body in (
            "2026-01-01,30,70\n2026-01-02,-50,120\n2026-01-03,-20,140\n",
            "2026-01-03,-20,140\n2026-01-02,-50,120\n2026-01-01,30,70\n",
        ):
            statement = read(f"Date,Debit,Balance\n{body}")
            self.assertEqual([line.amount for line in statement.lines], [-30, 50, 20])
            self.assertFalse(statement.questions)

    def test_debits_with_and_without_a_minus_are_asked_about_where_no_balance_tells(self):
        content = "Date,Debit,Credit\n2026-01-01,30,\n2026-01-02,-50,\n2026-01-03,-20,\n"
        self.assertEqual(asked(read(content)), [("signs", "")])
        self.assertEqual(amounts(content, signs="word"), [-30, 50, 20])
        self.assertEqual(amounts(content, signs="minus"), [30, -50, -20])
        self.assertFalse(read(content, signs="minus").questions)

    def test_credits_with_a_minus_beside_debits_without_are_asked_about(self):
        content = "Date,Amount,DC\n2026-01-01,30,D\n2026-01-02,-50,C\n"
        self.assertEqual(asked(read(content)), [("signs", "")])
        self.assertEqual(amounts(content, signs="turned"), [-30, 50])

    def test_the_balances_turn_amounts_that_are_written_the_other_way(self):
        statement = read("Date,Amount,Balance\n2026-01-01,30,70\n2026-01-02,-50,120\n2026-01-03,20,100\n")
        self.assertEqual([line.amount for line in statement.lines], [-30, 50, -20])
        self.assertEqual([problem.code for problem in statement.told], ["signs_by_balance"])

    def test_over_a_broken_line_no_balance_says_anything(self):
        statement = read("Date,Amount,Balance\n2026-01-01,10,110\n2026-01-02,x,70\n2026-01-03,20,90\n")
        self.assertEqual([line.amount for line in statement.lines], [10, 20])

    def test_the_balances_say_line_by_line_which_way_amounts_without_a_sign_went(self):
        lines = ["2026-01-01,5,100", "2026-01-02,30,70", "2026-01-03,50,120", "2026-01-04,20,100"]
        for body in (lines, lines[::-1]):
            statement = read("Date,Amount,Balance\n" + "\n".join(body))
            self.assertEqual([line.amount for line in statement.lines], [-30, 50, -20])
            # of the oldest line no balance tells
            self.assertEqual([broken.problem.code for broken in statement.broken], ["direction"])

    def test_a_word_that_is_missing_is_asked_for(self):
        statement = read("Date,Kind,Amount\n2026-01-01,Debit,30\n2026-01-02,Credit,50\n2026-01-03,,7\n")
        self.assertEqual([line.amount for line in statement.lines], [-30, 50])
        self.assertEqual(asked(statement), [("words", "Kind: —")])

    def test_only_the_credits_may_be_marked(self):
        content = "Date,Text,Amount,Type\n2026-01-01,a,30,\n2026-01-02,b,50,Credit\n2026-01-03,c,20,\n"
        self.assertEqual(asked(read(content)), [("words", "Type: —")])
        self.assertEqual(amounts(content, words={"": "out"}), [-30, 50, -20])

    def test_codes_are_asked_for_where_words_are_expected(self):
        content = "Date,Text,Amount,Type\n2026-01-01,a,30,1\n2026-01-02,b,50,2\n"
        self.assertEqual(asked(read(content)), [("words", "Type: 1, 2")])
        self.assertFalse(read(content.replace("Type", "Branch")).questions)

    def test_a_note_on_one_line_is_not_asked_for(self):
        content = "Date,Text,Amount,X\n2026-01-01,a,30,\n2026-01-02,b,50,urgent\n2026-01-03,c,20,\n"
        self.assertFalse(read(content).questions)

    def test_many_kinds_of_lines_are_asked_for_if_some_of_them_say_the_way(self):
        kinds = ("Deposit", "ATM", "Withdrawal", "Interest", "Wire", "Card")
        body = "".join(f"2026-01-0{day},{kind},10\n" for day, kind in enumerate(kinds, start=1))
        [(code, value)] = asked(read(f"Date,Transaction Type,Amount\n{body}"))
        self.assertEqual((code, value), ("words", "Transaction Type: atm, card, interest, wire"))

    def test_how_far_payments_are_says_nothing_of_their_way(self):
        content = "Date,State,Amount\n2026-01-01,Completed,30\n2026-01-02,Settled,50\n2026-01-03,Settled,20\n"
        self.assertFalse(read(content).questions)

    def test_a_letter_that_may_mean_anything_is_no_credit(self):
        statement = read("Date,Text,Amount,Cleared\n2026-01-01,a,-30,c\n2026-01-02,b,-50,c\n")
        self.assertEqual([line.amount for line in statement.lines], [-30, -50])
        self.assertFalse(statement.questions)
        self.assertEqual(amounts("Date,Text,Amount,Flag\n2026-01-01,a,30,D\n2026-01-02,b,50,D\n"), [-30, -50])

    def test_a_few_balances_that_fit_by_chance_turn_nothing(self):
        statement = read(
            "Date,Amount,Balance\n2026-01-01,30,70\n2026-01-02,50,20\n2026-01-03,20,900\n2026-01-04,20,800\n"
            "2026-01-05,20,500\n"
        )
        self.assertEqual([line.amount for line in statement.lines], [30, 50, 20, 20, 20])
