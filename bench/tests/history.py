"""What test_generator.py runs in a process of its own: a history, whether it is sound, and what damage is found."""

from __future__ import annotations

import json
import logging
import sys

from odoo.tools import config

from bench import consistency, database

#: damage to one row, by what it is
DAMAGE = {
    "another amount": "UPDATE account_move_line SET balance = balance + 1, debit = debit + 1 WHERE id = %s",
    "another residual": "UPDATE account_move_line SET amount_residual = amount_residual + 1 WHERE id = %s",
    "another state": "UPDATE account_move_line SET reconciled = NOT reconciled WHERE id = %s",
    "another matching": "UPDATE account_move_line SET matching_number = '1' WHERE id = %s",
    "another number": "UPDATE account_move SET sequence_number = 0 WHERE id = "
    "(SELECT move_id FROM account_move_line WHERE id = %s)",
    "another customer": "UPDATE account_move_line SET partner_id = 1 WHERE id = %s",
}
PAID = """
    SELECT MAX(l.id) FROM account_move_line l JOIN account_move m ON m.id = l.move_id
     WHERE m.move_type = 'out_invoice' AND m.payment_state = 'paid' AND l.display_type = 'payment_term'
"""


def main(size: int) -> dict:
    """Return the sentences about the sound history and, by damage, about the damaged one."""
    logging.getLogger("odoo.tools.config").setLevel(logging.ERROR)
    config.parse_config(["--log-level=warn"], setup_logging=True)
    name = database.history(size)
    found = {}
    with database.environment(name) as env:
        sound = consistency.complaints(env, size)
        env.cr.execute(PAID)
        [line_id] = env.cr.fetchone()
        for damage, statement in DAMAGE.items():
            savepoint = env.cr.savepoint(flush=False)
            env.cr.execute(statement, [line_id])
            found[damage] = consistency.contradictions(env)
            savepoint.close(rollback=True)
    return {"sound": sound, "damaged": found}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
