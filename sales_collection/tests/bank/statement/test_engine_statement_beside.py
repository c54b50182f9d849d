from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table
from ....engine.bank.statement.records import Limits


def read(content, **style):
    rows = reading.open_file(content.encode(), Limits()).rows
    return table.read(rows, layout.guess(rows), table.Style(**style))


def amounts(content, **style):
    return [line.amount for line in read(content, **style).lines]


@tagged("post_install", "-at_install")
class TestEngineStatementBeside(BaseCase):
    """Files of payment services: 100 was paid, a fee of 3 was kept, and some of it went back."""

    # -- trades that came to nothing ---------------------------------------------------------------

    def test_what_was_paid_and_given_back_for_a_closed_trade_moves_nothing(self):
        for state in ("支出", "收入"):
            statement = read(
                "交易时间,交易对方,商品说明,收/支,金额,交易状态,交易订单号\n"
                "2026-01-01,甲公司,货物,支出,100.00,交易关闭,T1\n"
                f"2026-01-02,甲公司,退款-货物,{state},100.00,退款成功,T1_R\n"
                "2026-01-03,乙公司,货物,收入,20.00,交易成功,T2\n"
            )
            self.assertEqual([line.amount for line in statement.lines], [20])
            self.assertEqual([broken.problem.code for broken in statement.broken], ["pending", "given_back"])

    def test_a_trade_that_was_closed_without_being_paid_moves_nothing(self):
        self.assertEqual(
            amounts("日期,摘要,金额,状态\n2026-01-01,货款,10,交易成功\n2026-01-02,货款,100,交易关闭\n"), [10]
        )

    def test_a_refund_of_another_trade_is_booked(self):
        content = (
            "交易时间,交易对方,商品说明,收/支,金额,交易状态,交易订单号\n"
            "2026-01-01,甲公司,货物,支出,100.00,交易关闭,T1\n2026-01-02,乙公司,退款,收入,100.00,退款成功,T9\n"
        )
        self.assertEqual(amounts(content), [100])

    def test_a_payment_and_its_refund_that_are_both_booked_come_to_nothing(self):
        content = (
            "Date,Name,Type,Status,Currency,Gross,Transaction ID\n"
            "2026-01-01,Rose,Payment,Refunded,EUR,100.00,P1\n2026-01-02,Rose,Payment Refund,Completed,EUR,-100.00,P2\n"
            "2026-01-02,Rose,Payment,Pending,EUR,7.00,P3\n"
        )
        self.assertEqual(sum(amounts(content)), 0)

    def test_what_was_refunded_stands_in_a_column_and_is_asked_about(self):
        content = (
            "Created (UTC),Description,Amount,Amount Refunded,Status\n"
            "2026-01-01,a,100.00,100.00,Refunded\n2026-01-02,b,50.00,0.00,Paid\n"
        )
        self.assertEqual([problem.code for problem in read(content).questions], ["beside"])
        self.assertEqual(amounts(content, beside="own"), [100, -100, 50])
        self.assertEqual(amounts(content, beside="none"), [100, 50])

    def test_a_refund_with_a_line_of_its_own_is_not_taken_twice(self):
        content = "Date,Name,Amount,Refunded amount\n2026-01-01,Rose,100.00,30.00\n2026-01-02,Rose,-30.00,\n"
        statement = read(content)
        self.assertEqual([line.amount for line in statement.lines], [100, -30])
        self.assertFalse(statement.questions)

    # -- fees --------------------------------------------------------------------------------------

    def test_gross_fee_and_net_give_two_lines(self):
        for fee in ("-3.00", "3.00"):
            statement = read(
                f"Date,Description,Gross,Fee,Net\n2026-01-01,a,100.00,{fee},97.00\n2026-01-02,b,50.00,0,50.00\n"
            )
            self.assertEqual([line.amount for line in statement.lines], [100, -3, 50], fee)
            self.assertFalse(statement.questions)
            self.assertEqual([problem.code for problem in statement.told], ["beside_own"])

    def test_the_balances_say_whether_a_fee_was_taken(self):
        head = "Date,Description,Amount,Fee,Balance\n2026-01-01,a,100.00,3.00,"
        taken = read(f"{head}97.00\n2026-01-02,b,50.00,2.00,145.00\n")
        self.assertEqual([line.amount for line in taken.lines], [100, -3, 50, -2])
        self.assertEqual((taken.opening, taken.closing, taken.problems()), (0, 145, []))
        kept = f"{head}100.00\n2026-01-02,b,50.00,2.00,150.00\n"
        self.assertEqual(amounts(kept), [100, 50])

    def test_a_fee_of_which_nothing_tells_is_asked_about(self):
        content = "Date,Description,Amount,Fee\n2026-01-01,a,100.00,3.00\n"
        self.assertEqual([(one.code, one.value) for one in read(content).questions], [("beside", "-3.00")])
        self.assertEqual(amounts(content, beside="own"), [100, -3])
        self.assertEqual(amounts(content, beside="none"), [100])

    def test_what_arrived_is_the_amount_where_there_is_no_other(self):
        self.assertEqual(amounts("Date,Description,Net\n2026-01-01,a,97.00\n"), [97])
