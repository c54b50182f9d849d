from odoo.tools import SQL

#: model with a better name: old, new
_MODEL = ("collection.credit.turn", "collection.credit.lock")
#: fields with a better name: model, old, new
_FIELDS = (
    ("collection.incentive.line", "home_id", "period_id"),
    ("collection.incentive.objection", "home_id", "period_id"),
    ("collection.incentive.source", "home_id", "period_id"),
)
#: the dialog of what a policy would have done: made anew under its new name, nothing in it was kept
_DIALOG = ("collection_policy_twin_line", "collection_policy_twin")


def migrate(cr, version):
    """Give tables and columns their new names, with what Odoo has written down of them."""
    _rename_model(cr, *_MODEL)
    for model, old, new in _FIELDS:
        _rename_field(cr, model, old, new)
    for table in _DIALOG:
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))


def _rename_model(cr, old, new):
    before, after = old.replace(".", "_"), new.replace(".", "_")
    cr.execute("SELECT to_regclass(%s)", [before])
    if cr.fetchone() == (None,):
        return
    cr.execute(SQL("ALTER TABLE %s RENAME TO %s", SQL.identifier(before), SQL.identifier(after)))
    _rename_parts(cr, after, before, after)
    cr.execute(SQL("ALTER SEQUENCE IF EXISTS %s RENAME TO %s", *_identifiers(f"{before}_id_seq", f"{after}_id_seq")))
    cr.execute("UPDATE ir_model SET model = %s WHERE model = %s", [new, old])
    cr.execute("UPDATE ir_model_fields SET model = %s WHERE model = %s", [new, old])
    cr.execute("UPDATE ir_model_fields SET relation = %s WHERE relation = %s", [new, old])
    _rename_written_down(cr, before, after)


def _rename_field(cr, model, old, new):
    table = model.replace(".", "_")
    cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, old])
    if not cr.rowcount:
        return
    cr.execute(SQL("ALTER TABLE %s RENAME COLUMN %s TO %s", *_identifiers(table, old, new)))
    _rename_parts(cr, table, f"{table}_{old}", f"{table}_{new}")
    cr.execute("UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s", [new, model, old])
    _rename_written_down(cr, f"{table}__{old}", f"{table}__{new}")
    _rename_written_down(cr, f"{table}_{old}", f"{table}_{new}")


def _rename_parts(cr, table, before, after):
    """Rename the constraints and indexes of a table whose names begin in the old way."""
    cr.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND starts_with(conname, %s)", [table, before]
    )
    for [name] in cr.fetchall():
        renamed = after + name[len(before) :]
        cr.execute(SQL("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", *_identifiers(table, name, renamed)))
    cr.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s AND starts_with(indexname, %s)", [table, before])
    for [name] in cr.fetchall():
        cr.execute(SQL("ALTER INDEX %s RENAME TO %s", *_identifiers(name, after + name[len(before) :])))


def _rename_written_down(cr, before, after):
    """Rename what Odoo has written down of the addon: constraints, and the names of records."""
    cr.execute("UPDATE ir_model_constraint SET name = replace(name, %s, %s)", [before, after])
    cr.execute(
        "UPDATE ir_model_data SET name = replace(name, %s, %s) WHERE module = 'sales_collection'", [before, after]
    )


def _identifiers(*names):
    return [SQL.identifier(name) for name in names]
