"""CAMT.053: the statement of account of ISO 20022, whatever its version."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from lxml import etree

from . import values
from .records import Broken, Limits, Line, Problem, Refused, Statement
from .values import Unreadable, day, plain

_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read(content: bytes, limits: Limits, places: int) -> list[Statement]:
    """Return the statements of a CAMT.053 file.

    :raises Refused: if it is none, has too many entries, or defines entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("entities" if "ntity" in str(error) else "xml") from error
    if root.getroottree().docinfo.doctype:
        raise Refused("entities")
    found = _all(root, "BkToCstmrStmt", "Stmt")
    if not found:
        raise Refused(
            "not_camt", etree.QName(root[0] if len(root) and isinstance(root[0].tag, str) else root).localname
        )
    counter = iter(range(1, limits.lines + 1))
    try:
        return [_statement(node, counter, places) for node in found]
    except StopIteration:
        raise Refused("too_many", limits.lines) from None


# -- looking into the tree, whatever the namespace ------------------------------------------------


def _all(node, *path: str) -> list:
    """Return the elements at the end of a path."""
    nodes = [node]
    for name in path:
        nodes = [child for parent in nodes for child in parent.iterchildren(f"{{*}}{name}")]
    return nodes


def _first(node, *paths: str) -> str:
    """Return the text at the first of these paths (``A/B/C``) that has any."""
    for path in paths:
        for found in _all(node, *path.split("/")):
            if text := plain(found.text):
                return text
    return ""


def _signed(node, entry=None) -> tuple[Decimal, str]:
    """Return the amount of an entry, a balance or a transaction with its sign, and its currency.

    :param entry: the entry of a transaction, whose direction it has where it says none (older versions never do)
    :raises Unreadable: if it has none, or no direction.
    """
    found = _all(node, "Amt") or _all(node, "AmtDtls", "TxAmt", "Amt")
    side = _first(node, "CdtDbtInd") or ("" if entry is None else _first(entry, "CdtDbtInd"))
    try:
        amount = Decimal((found[0].text or "").strip())
    except (IndexError, InvalidOperation):
        raise Unreadable("no_amount" if not found else "amount", found and found[0].text or "") from None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
        raise Unreadable("amount", amount)
    if side not in ("CRDT", "DBIT"):
        raise Unreadable("direction", side)
    return amount if side == "CRDT" else -amount, (found[0].get("Ccy") or "").upper()


# -- statements and entries ------------------------------------------------------------------------


def _statement(node, counter, places: int) -> Statement:
    code = _first(node, "Acct/Ccy").upper()
    lines, broken = [], []
    for entry in _all(node, "Ntry"):
        for part in _parts(entry):
            number = next(counter)
            try:
                found = _line(entry, part, number, code, places)
            except Unreadable as error:
                found = Broken(number, error.problem, _described(entry))
            (lines if isinstance(found, Line) else broken).append(found)
    opening, closing = (_balance(node, kinds) for kinds in (_OPENING, _CLOSING))
    return Statement(
        tuple(sorted(lines, key=lambda line: line.date)),
        tuple(broken),
        account=_first(node, "Acct/Id/IBAN", "Acct/Id/Othr/Id"),
        currency=code or next((line.currency for line in lines), ""),
        name=_first(node, "Id", "ElctrncSeqNb"),
        opening=opening,
        closing=closing,
    )


def _balance(node, kinds) -> Decimal | None:
    """Return the first balance of these kinds, the surest kind first."""
    for kind in kinds:
        for found in _all(node, "Bal"):
            if _first(found, "Tp/CdOrPrtry/Cd") == kind:
                try:
                    return _signed(found)[0]
                except Unreadable:
                    return None
    return None


def _parts(entry) -> list:
    """Return the transactions of a collected entry if they add up to it, else nothing but the entry."""
    details = _all(entry, "NtryDtls", "TxDtls")
    try:
        amounts, currencies = zip(*(_signed(detail, entry) for detail in details), strict=True)
        whole, currency = _signed(entry)
        complete = len(details) > 1 and {*currencies, currency} == {currency} and sum(amounts) == whole
    except (Unreadable, ValueError):
        complete = False
    return details if complete else [None]


def _line(entry, part, number: int, code: str, places: int) -> Line | Broken:
    if _first(entry, "Sts/Cd", "Sts") not in ("BOOK", ""):
        return Broken(number, Problem("pending"), _described(entry), skipped=True)
    amount, currency = _signed(entry) if part is None else _signed(part, entry)
    if not amount:
        return Broken(number, Problem("zero"), _described(entry), skipped=True)
    details = _all(entry, "NtryDtls", "TxDtls")
    # of a collected entry that is not taken apart, no single transaction speaks for all
    detail = part if part is not None else details[0] if len(details) == 1 else entry
    name, account = _party(entry, detail, amount)
    own = _first(detail, "Refs/AcctSvcrRef", "Refs/TxId") if part is not None else ""
    whole = _first(entry, "AcctSvcrRef") or (_first(detail, "Refs/AcctSvcrRef") if part is None else "")
    end_to_end = _first(detail, "Refs/EndToEndId")
    return Line(
        number,
        day(_first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")),
        values.amount(amount, places=places),
        currency=currency or code,
        name=name,
        account=account,
        text=_described(entry, detail),
        reference=_first(detail, "RmtInf/Strd/CdtrRefInf/Ref") or ("" if end_to_end == "NOTPROVIDED" else end_to_end),
        unique_id=own if own and own != whole else _of_part(entry, part, whole),
    )


def _party(entry, detail, amount: Decimal) -> tuple[str, str]:
    """Return name and account of who is on the other side; of what is reversed, the roles are those it had before."""
    other, own = ("Dbtr", "Cdtr") if amount > 0 else ("Cdtr", "Dbtr")
    sides = (own, other) if _first(entry, "RvslInd") in ("true", "1") else (other,)
    for side in sides:
        name = _first(detail, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm")
        account = _first(detail, f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id")
        if name or account:
            return name, account
    return "", ""


def _of_part(entry, part, whole: str) -> str:
    """Return the bank's number of the entry, for one of its transactions with its place in it."""
    if part is None or not whole:
        return whole
    return f"{whole}/{_all(entry, 'NtryDtls', 'TxDtls').index(part) + 1}"


def _described(entry, detail=None) -> str:
    """Return what payer and bank have written, without repeating anything."""
    texts = [plain(found.text) for found in _all(detail, "RmtInf", "Ustrd")] if detail is not None else []
    for node, name in ((detail, "AddtlTxInf"), (entry, "AddtlNtryInf")):
        if node is not None and not texts:
            texts = [_first(node, name)]
    return " ".join(dict.fromkeys(filter(None, texts)))
