import json
import os
import subprocess
from unittest import SkipTest

from odoo import sql_db
from odoo.tests import TransactionCase


class OtherDatabaseCommon(TransactionCase):
    """A copy of a database that `make test` has made, in which Odoo runs in processes of its own."""

    #: the variable with the name of the database to copy, and that with the reason why there is none
    source, reason = None, None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        needed = ("SC_PYTHON", "SC_ODOO_CONF", "SC_DATABASE_PREFIX", cls.source)
        missing = [name for name in needed if not os.environ.get(name)]
        if missing:
            raise SkipTest(
                os.environ.get(cls.reason or "")
                or f"This is tried by `make test` only, which makes a database for it: {', '.join(missing)} is not set."
            )
        cls.name = f"{os.environ['SC_DATABASE_PREFIX']}{cls.__name__.lower()}"
        cls._server(f'DROP DATABASE IF EXISTS "{cls.name}" WITH (FORCE)')
        cls._server(f'CREATE DATABASE "{cls.name}" TEMPLATE "{os.environ[cls.source]}"')
        cls.addClassCleanup(cls._server, f'DROP DATABASE IF EXISTS "{cls.name}" WITH (FORCE)')

    @classmethod
    def _server(cls, statement):
        """Run a statement outside of any transaction and of this database."""
        with sql_db.db_connect("postgres").cursor() as cr:
            cr.rollback()
            cr._cnx.autocommit = True
            cr.execute(statement)
            cr._cnx.autocommit = False

    @classmethod
    def _odoo(cls, *words, **options):
        """Run Odoo on the database; return the finished process."""
        command = [os.environ["SC_PYTHON"], "-m", "odoo", *words, "-c", os.environ["SC_ODOO_CONF"], "-d", cls.name]
        done = subprocess.run([*command, "--no-http", "--log-level=warn"], capture_output=True, text=True, **options)
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])
        return done

    @classmethod
    def _script(cls, path):
        """Run a script in Odoo's shell; return what its last line tells, and what Odoo logged."""
        with open(path) as script:
            done = cls._odoo("shell", stdin=script)
        return json.loads(done.stdout.strip().splitlines()[-1]), done.stderr.splitlines()
