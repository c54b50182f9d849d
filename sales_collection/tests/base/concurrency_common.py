from threading import Barrier, Thread

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase


class ConcurrencyCommon(TransactionCase):
    """People at the same moment, each with a database connection of his own."""

    def _committed(self, make):
        """Run ``make(env)`` as superuser on a connection of its own, commit and return its result."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            result = make(api.Environment(cr, SUPERUSER_ID, {}))
            cr.commit()  # pylint: disable=invalid-commit
        return result

    def _at_once(self, *tries):
        """Run each ``try_(env)`` as its user in a thread; return what each said, None if it went well."""
        barrier, answers = Barrier(len(tries)), [None] * len(tries)

        def run(index, uid, act):
            with db_connect(self.env.cr.dbname).cursor() as cr:
                env = api.Environment(cr, uid, {})
                cr.execute("SELECT 1")
                barrier.wait(timeout=30)
                try:
                    retrying(lambda: act(env), env)
                except UserError as error:
                    answers[index] = str(error)
                    cr.rollback()

        threads = [Thread(target=run, args=(index, uid, act)) for index, (uid, act) in enumerate(tries)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return answers
