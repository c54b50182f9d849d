"""What banks report of an account by ISO 20022, whatever the version: statements (CAMT.053), reports of the day
(CAMT.052), and advices of what was credited and debited (CAMT.054)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from .camt_entry import Account, movements
from .camt_tree import first, nodes, signed
from .records import Limits, Line, Refused, Statement
from .values import Unreadable

_MESSAGES = ("BkToCstmrStmt/Stmt", "BkToCstmrAcctRpt/Rpt", "BkToCstmrDbtCdtNtfctn/Ntfctn")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read(content: bytes, limits: Limits, places: int) -> list[Statement]:
    """Return the statements of a CAMT file.

    :param content: XML
    :param places: decimal places of the account's currency
    :raises Refused: if it is none, has too many entries, or defines entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("entities" if "ntity" in str(error) else "xml") from error
    if root.getroottree().docinfo.doctype:
        raise Refused("entities")
    found = [node for message in _MESSAGES for node in nodes(root, message)]
    if max(len(found), sum(1 for _part in root.iter("{*}TxDtls"))) > limits.lines:
        raise Refused("too_many", limits.lines)
    if not found:
        raise Refused(
            "not_camt", etree.QName(root[0] if len(root) and isinstance(root[0].tag, str) else root).localname
        )
    counter = _places(limits)
    return [_statement(node, counter, places) for node in found]


def _places(limits: Limits) -> Iterator[int]:
    """Yield the place of each movement in the file, as long as there are not too many."""
    yield from range(1, limits.lines + 1)
    raise Refused("too_many", limits.lines)


def _statement(node, counter: Iterator[int], places: int) -> Statement:
    account = Account(first(node, "Acct/Id/IBAN", "Acct/Id/Othr/Id"), first(node, "Acct/Ccy").upper(), places)
    found = [line for entry in nodes(node, "Ntry") for line in movements(entry, account, counter)]
    lines = [line for line in found if isinstance(line, Line)]
    opening, closing = (_balance(node, kinds) for kinds in (_OPENING, _CLOSING))
    return Statement(
        tuple(sorted(lines, key=lambda line: line.date)),
        tuple(line for line in found if not isinstance(line, Line)),
        account=account.number,
        currency=account.currency or next((line.currency for line in lines), ""),
        name=first(node, "Id", "ElctrncSeqNb"),
        opening=opening,
        closing=closing,
    )


def _balance(node, kinds) -> Decimal | None:
    """Return the first balance of these kinds, the surest kind first."""
    for kind in kinds:
        for found in nodes(node, "Bal"):
            if first(found, "Tp/CdOrPrtry/Cd") == kind:
                try:
                    return signed(found)[0]
                except Unreadable:
                    return None
    return None
