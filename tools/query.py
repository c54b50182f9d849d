"""Run SQL statements that `Databases.ask` hands over on standard input, and print the rows of the last one.

A script of its own because psycopg2 lives in the virtual environment, and the other tools outside of it.
"""

import json
import sys

import psycopg2


def main() -> None:
    """Read, run, print."""
    request = json.load(sys.stdin)
    connection = psycopg2.connect(dbname=request["database"], connect_timeout=10)
    connection.autocommit = True
    rows = []
    with connection.cursor() as cursor:
        for statement in request["statements"]:
            text, values = (statement, None) if isinstance(statement, str) else statement
            cursor.execute(text, values)
            rows = cursor.fetchall() if cursor.description else []
    json.dump(rows, sys.stdout, default=str)


if __name__ == "__main__":
    try:
        main()
    except psycopg2.Error as error:
        sys.exit(f"{type(error).__name__}: {str(error).strip().splitlines()[0]}")
