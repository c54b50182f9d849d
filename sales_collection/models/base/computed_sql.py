"""Searching and grouping by what is worked out at each look.

A field that a person sees in a list can be filtered by. Where many records are concerned the model says the value as
SQL (``_field_to_sql``), which serves grouping and sorting as well; of few records Python works it out.
"""

from odoo.fields import Domain
from odoo.tools import SQL

#: the key of a context in which somebody only asks what fields can do: no value has to be worked out for that
DESCRIBED = "collection_described"

_COMPARISONS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
_OPERATORS = ("in", *_COMPARISONS)


def compares(value, operator, wanted):
    """Return the condition that an SQL value compares so with what is wanted, NULL counting as nothing.

    :param operator: ``in`` (a collection), ``<``, ``<=``, ``>`` or ``>=``
    """
    if operator != "in":
        return SQL("COALESCE(%s %s %s, FALSE)", value, _COMPARISONS[operator], wanted)
    known = [one for one in wanted if one is not None and one is not False]
    found = SQL("COALESCE(%s = ANY(%s), FALSE)", value, known) if known else SQL("FALSE")
    return found if len(known) == len(wanted) else SQL("(%s OR %s IS NULL)", found, value)


def check_readable(model, name):
    """See that the user may read a field that he searches by; Odoo asks only where no method answers.

    Also with superuser rights: by these a user is searched by the fields of his contact.

    :raises AccessError: if he may not.
    """
    model.sudo(False)._check_field_access(model._fields[name], "read")


def by_sql(name):
    """Return the search method of a computed field whose model says its value as SQL, zero and no for nothing."""

    def search(model, operator, value):
        if operator not in _OPERATORS:
            return NotImplemented
        # zero is how numbers and yes or no are unset, and there they are never NULL
        kind = model._fields[name].type
        if operator == "in" and kind in ("integer", "float", "monetary", "boolean"):
            value = {one or (False if kind == "boolean" else 0) for one in value}
        return Domain.custom(
            to_sql=lambda model, alias, query: compares(model._field_to_sql(alias, name, query), operator, value)
        )

    return search


def by_value(name):
    """Return the search method of a computed field of a model with few records, like targets and runs."""

    def search(model, operator, value):
        if operator not in _OPERATORS:
            return NotImplemented
        records = model.with_context(active_test=False).search([])
        return Domain("id", "in", records.filtered_domain([(name, operator, value)]).ids)

    return search


def values_sql(records, name, alias, otherwise=None):
    """Return the SQL of a selection that these records, of few that may have another value, work out in Python."""
    cases = SQL(" ").join(
        SQL("WHEN %s = ANY(%s::int[]) THEN %s", SQL.identifier(alias, "id"), found.ids, value)
        for value, found in records.grouped(name).items()
        if value and value != otherwise
    )
    return SQL("(CASE %s ELSE %s END)::varchar", cases, otherwise) if cases.code else SQL("%s::varchar", otherwise)
