"""Who a line names as payer, without ourselves: our own account and our own name are nobody's payer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .identity import bare, names_account
from .records import Line


def is_iban(text: str) -> bool:
    """Tell whether a text is nothing but an IBAN, by its check digits.

    The check is that of ISO 13616: letters as numbers, the first four characters behind, modulo 97 is 1.

    >>> is_iban("DE89 3704 0044 0532 0130 00"), is_iban("DE88 3704 0044 0532 0130 00")
    (True, False)
    """
    number = bare(text)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z\d]{11,30}", number):
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def names_nobody(lines: Iterable[Line], own_names: Collection[str]) -> bool:
    """Tell whether a statement names ourselves in the payer's place on each of its lines, of which it has several.

    :param own_names: under which names we hold our accounts
    """
    named = [line.name.casefold() for line in lines if line.name]
    return len(named) > 1 and set(named) <= {name.casefold() for name in own_names}


def payer(line: Line, here: Collection[str], own: Collection[str], own_names: Collection[str]) -> tuple[str, str]:
    """Return name and account of who is on the other side, as far as the line says.

    A number in the place of the name is no name. The number of another own account stays: money was moved.

    :param here: numbers of the account that the statement is of
    :param own: numbers of all our accounts
    :param own_names: under which names we hold them
    """
    name, account = line.name, line.account
    if name and (is_iban(name) or _is_one_of(name, [*here, *own])):
        name, account = "", account or name
    if _is_one_of(account, here):
        account = ""
        if name.casefold() in {own_name.casefold() for own_name in own_names}:
            name = ""
    return name, account


def _is_one_of(text: str, numbers: Iterable[str]) -> bool:
    return any(names_account(text, number) for number in numbers)
