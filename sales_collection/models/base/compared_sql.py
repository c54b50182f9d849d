"""How numbers and names are compared, as SQL, and the indexes by which documents and customers are found by them."""

from odoo.tools import SQL

#: what a number or a name is compared without: everything but letters and digits of any script
APART = r"[^A-Z0-9\u00c0-\u1fff\u2c00-\u2fdf\u3040-\ud7ff]+"
CHINESE = r"([\u3400-\u9fff]+)"
#: what companies have behind their name, and Chinese ones in front of it
LEGAL = (
    r"\m(LTD|LIMITED|INC|LLC|LLP|PLC|CORP|CORPORATION|CO|COMPANY|GMBH|AG|KG|OHG|UG|EK|EV|SA|SAS|SARL|SRL|SPA|SL|BV|NV|"
    r"OY|AB|AS|APS|PTE|PTY|PVT|SP|ZOO)\M|(股份有限公司|有限责任公司|有限公司|集团公司|公司)"
)
#: the letters in front of a number
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: a number as it is compared, and its digits without the letters in front: what documents are found by
KEY = "regexp_replace(upper({column}), '[^A-Z0-9]+', '', 'g')"
# a longer one is no number, and would be too much for an index
DIGITS = f"left(ltrim({KEY}, '{LETTERS}'), 36)"


NAMED = "{of}name <> '/'"
OWN_REFERENCE = "{of}payment_reference <> {of}name AND {of}move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
THEIR_REFERENCE = "{of}ref <> '' AND {of}move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
ORDERED = "{of}client_order_ref <> ''"
CLAIMED = "{of}reference <> ''"
CHEQUE = "{of}cheque_number <> ''"


def clean_sql(text):
    """Return a text as it is compared: capitals without accents, of one width, Chinese apart from the rest."""
    plain = SQL(
        r"regexp_replace(regexp_replace(upper(normalize(%s, NFKD)), '[\u0300-\u036f]+', '', 'g'), %s, ' \1 ', 'g')",
        text,
        CHINESE,
    )
    # ASCII, by far the most, needs none of this
    return SQL(
        "CASE WHEN octet_length(%(text)s) > length(%(text)s) THEN %(plain)s ELSE upper(%(text)s) END",
        text=text,
        plain=plain,
    )


def key_sql(text):
    """Return a number as it is compared, as ``engine.matching_text.key`` does."""
    return SQL("regexp_replace(%s, '[^A-Z0-9]+', '', 'g')", clean_sql(text))


def bare_sql(name):
    """Return a name as it is compared: without legal form, without blanks."""
    return SQL("regexp_replace(regexp_replace(%s, %s, ' ', 'g'), %s, '', 'g')", clean_sql(name), LEGAL, APART)


def name_sql(name):
    """Return a name as namesakes are found by, for the index on customers too: no longer than an index takes."""
    return SQL("left(%s, 200)", bare_sql(name))


def name_index():
    """Return the definition of the index by which namesakes are found."""
    sql = name_sql(SQL.identifier("name"))
    quoted = ["'" + value.replace("'", "''") + "'" for value in sql.params]
    return f"(({sql.code % tuple(quoted)})) WHERE active"


def number_index(column, where):
    """Return the definition of the index by which the numbers in a column are found.

    :param where: which rows have one, as below
    """
    return f"(({DIGITS.format(column=column)})) WHERE {where.format(of='')}"
