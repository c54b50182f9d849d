import json
import os
import random
import subprocess
from collections import Counter
from pathlib import Path
from threading import Timer
from unittest import SkipTest

from odoo import sql_db
from odoo.tests import TransactionCase, tagged

from .smtp_sink import SmtpSink

SCRIPT = Path(__file__).with_name("kill_sending.py")
NEEDED = ("SC_PYTHON", "SC_ODOO_CONF", "SC_DEMO_TEMPLATE_DB", "SC_DATABASE_PREFIX")
#: how many customers are told; `SC_KILL_CUSTOMERS=2000` for the whole proof
CUSTOMERS = int(os.environ.get("SC_KILL_CUSTOMERS", 200))
KILLS = 6


@tagged("post_install", "-at_install")
class TestKillSending(TransactionCase):
    """Processes that send are killed, or work at the same time: nobody is told twice, and nobody is forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        missing = [name for name in NEEDED if not os.environ.get(name)]
        if missing:
            raise SkipTest(
                "Killing what sends is tried by `make test` only, which makes a database for it: "
                f"{', '.join(missing)} is not set."
            )
        cls.template = os.environ["SC_DATABASE_PREFIX"] + "kill_template"
        cls._copy(os.environ["SC_DEMO_TEMPLATE_DB"], cls.template)
        cls._odoo(cls.template, "-i", "sales_collection", "--stop-after-init")

    def setUp(self):
        super().setUp()
        self.name = os.environ["SC_DATABASE_PREFIX"] + "kill"
        self._copy(self.template, self.name)
        self.sink = SmtpSink()
        self.addCleanup(self.sink.close)
        self._wait(self._start("make"))

    @classmethod
    def _copy(cls, source, name):
        for statement in (
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{source}"',
        ):
            with sql_db.db_connect("postgres").cursor() as cr:
                cr.rollback()
                cr._cnx.autocommit = True
                cr.execute(statement)
                cr._cnx.autocommit = False
        cls.addClassCleanup(cls._drop, name)

    @classmethod
    def _drop(cls, name):
        with sql_db.db_connect("postgres").cursor() as cr:
            cr.rollback()
            cr._cnx.autocommit = True
            cr.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cr._cnx.autocommit = False

    @classmethod
    def _odoo(cls, database, *options):
        command = [os.environ["SC_PYTHON"], "-m", "odoo", "-c", os.environ["SC_ODOO_CONF"], "-d", database]
        done = subprocess.run([*command, "--no-http", "--log-level=warn", *options], capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])

    def _start(self, step, dead_seconds=0):
        """Start an Odoo of its own that does a step of the script, and return its process."""
        command = [os.environ["SC_PYTHON"], "-m", "odoo", "shell", "-c", os.environ["SC_ODOO_CONF"], "-d", self.name]
        with open(SCRIPT) as script:
            return subprocess.Popen(
                [*command, "--no-http", "--log-level=warn"],
                stdin=script,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env={
                    **os.environ,
                    "SC_KILL_STEP": step,
                    "SC_KILL_PORT": str(self.sink.port),
                    "SC_KILL_CUSTOMERS": str(CUSTOMERS),
                    "SC_KILL_DEAD_SECONDS": str(dead_seconds),
                },
            )

    def _wait(self, process):
        """Wait until a process has ended by itself; return what it has said."""
        said, complaints = process.communicate(timeout=1800)
        if process.returncode or "Traceback" in complaints:
            raise AssertionError(complaints[-3000:])
        return said

    def _look(self):
        return json.loads(self._wait(self._start("look")).strip().splitlines()[-1])

    def _send_and_kill(self, chance):
        """Let a process send and kill it somewhere among its next messages; return whether it was killed."""
        target = len(self.sink.received) + chance.randint(1, max(2, 2 * CUSTOMERS // KILLS - 4))
        # while a message arrives, before its sender knows that it was taken, just after, or a little later
        fatal = chance.choice(("begun", "taken", "answered", "later"))
        pause = chance.uniform(0, 0.05)
        process = self._start("send")

        def watch(moment, count):
            if count >= target and fatal == "later":
                Timer(pause, process.kill).start()
            elif count >= target and fatal == moment:
                process.kill()

        self.sink.watch = watch
        _said, complaints = process.communicate(timeout=1800)
        self.sink.watch = None
        if process.returncode >= 0:
            self.assertEqual(process.returncode, 0, complaints[-3000:])
        return process.returncode < 0

    def _check(self, kills):
        """Check that everybody has one message at most, and those without one are reported."""
        told = Counter(self.sink.received)
        result = self._look()
        everybody = {f"customer{number}@example.com" for number in range(CUSTOMERS)}
        unsure = [address for address, state in result["deliveries"] if state == "unsure"]
        self.assertEqual(Counter(address for address, _state in result["deliveries"]), Counter(everybody))
        self.assertEqual([address for address, count in told.items() if count > 1], [], "told twice")
        self.assertLessEqual(everybody - set(told), set(unsure), "neither told nor reported")
        self.assertEqual({state for _address, state in result["deliveries"]} - {"sent", "unsure"}, set())
        self.assertLessEqual(len(unsure), kills)
        self.assertEqual(result["asked"], len(unsure), "a person is asked about each that is not known")
        self.assertEqual(result["notices"], ["sent"])
        self.assertEqual(result["told"], CUSTOMERS)

    def test_whoever_is_killed_while_sending_tells_nobody_twice_and_forgets_nobody(self):
        chance = random.Random(7)
        kills = sum(self._send_and_kill(chance) for _round in range(KILLS))
        self.assertGreater(kills, 0)
        self._wait(self._start("send"))
        self._check(kills)

    def test_two_workers_at_once_tell_everybody_once(self):
        for process in [self._start("send", dead_seconds=60) for _worker in range(2)]:
            self._wait(process)
        self._wait(self._start("send", dead_seconds=60))
        self._check(kills=0)
