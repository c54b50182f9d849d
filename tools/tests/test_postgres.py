"""Which PostgreSQL server is used, and what is said when it cannot be."""

import os
import sys

import pytest

from tools import postgres
from tools.databases import Databases
from tools.postgres import Server
from tools.trouble import Trouble


def test_the_environment_names_the_users_server(monkeypatch, tmp_path):
    """The usual variables are enough; the rest is left to PostgreSQL's own rules."""
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("PGUSER", "odoo")
    server = postgres.get(tmp_path, tmp_path)
    assert server == Server(host="db.example", user="odoo")
    assert server.variables() == {"PGHOST": "db.example", "PGUSER": "odoo"}


def test_the_user_postgres_is_refused():
    """Odoo would refuse it later, with less to say."""
    with pytest.raises(Trouble, match="createuser --createdb odoo"):
        postgres.named_by_user({"PGHOST": "db.example", "PGUSER": "postgres"})


def test_a_server_that_does_not_answer_is_explained():
    """No traceback of psycopg2, but the variables to correct."""
    databases = Databases(sys.executable, Server(host="127.0.0.1", port="1", user="nobody"))
    with pytest.raises(Trouble, match="127.0.0.1:1 cannot be used as nobody.*correct PGHOST, PGPORT"):
        databases.check()


def test_a_damaged_environment_is_explained(tmp_path):
    """Without the server's programs there is one thing to do."""
    with pytest.raises(Trouble, match="delete .* and run `make setup` again"):
        postgres.programs(tmp_path / "bin" / "python")


@pytest.fixture(name="databases")
def fixture_databases():
    """The server that the tests run on."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    return Databases(sys.executable, Server(**{key: os.environ.get(name, "") for key, name in names.items()}))


def test_databases_are_made_renamed_and_dropped(databases):
    """Also a name with a percent sign or a quote in a value."""
    prefix = os.environ["SC_DATABASE_PREFIX"] + "tools_"
    databases.ask(f'CREATE DATABASE "{prefix}1"')
    databases.rename(prefix + "1", prefix + "2")
    assert databases.names(prefix) == [prefix + "2"]
    assert databases.ask(["SELECT %s", ["it's 5 %"]], database=prefix + "2") == [["it's 5 %"]]
    databases.freeze(prefix + "2", prefix + "3")
    with pytest.raises(Trouble):
        databases.ask("SELECT 1", database=prefix + "3")
    databases.copy(prefix + "3", prefix + "4")
    assert databases.ask("SELECT 1", database=prefix + "4") == [[1]]
    databases.drop(*databases.names(prefix))
    assert databases.names(prefix) == []
