from odoo.tools import SQL

#: the dialogs that one for all has replaced: Odoo forgets the models, and leaves the tables
_GONE = ("dispute_reject", "finding_explain", "notice_drop", "plan_refuse", "receipt_reject")


def migrate(cr, version):
    """What was entered in dialogs that are gone goes too; none of it was kept for longer than a day."""
    for name in _GONE:
        document = name.split("_")[0]
        for table in (f"collection_{document}_collection_{name}_rel", f"collection_{name}"):
            cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
