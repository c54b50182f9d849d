"""Looking into the tree of a CAMT file, whatever its namespace and version."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from .values import Unreadable, plain

#: where the amount of a transaction stands: what reached the account, what was sent, what the payer had ordered
AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")


def nodes(node, path: str) -> list:
    """Return the elements at the end of a path (``A/B/C``)."""
    found = [node]
    for name in path.split("/"):
        found = [child for parent in found for child in parent.iterchildren(f"{{*}}{name}")]
    return found


def words(node, *paths: str) -> list[str]:
    """Return all texts at these paths that are not blank."""
    return [text for path in paths for found in nodes(node, path) if (text := plain(found.text))]


def first(node, *paths: str) -> str:
    """Return the text at the first of these paths that has any."""
    return next(iter(words(node, *paths)), "")


def signed(node, entry=None, paths=AMOUNTS) -> tuple[Decimal, str]:
    """Return the amount of an entry, a balance or a transaction with its sign, and its currency.

    :param entry: the entry of a transaction, whose direction it has where it says none (older versions never do)
    :param paths: where the amount may stand, the best first
    :raises Unreadable: if it has none, or no direction.
    """
    found = next(filter(None, (nodes(node, path) for path in paths)), [])
    side = first(node, "CdtDbtInd") or ("" if entry is None else first(entry, "CdtDbtInd"))
    try:
        amount = Decimal((found[0].text or "").strip())
    except (IndexError, InvalidOperation):
        raise Unreadable("no_amount" if not found else "amount", found and found[0].text or "") from None
    _check_size(amount)
    if side not in ("CRDT", "DBIT"):
        raise Unreadable("direction", side)
    return amount if side == "CRDT" else -amount, (found[0].get("Ccy") or "").upper()


def charges(node) -> Decimal:
    """Return what the bank has charged with an entry or a transaction, negative where it costs.

    :raises Unreadable: if it cannot be read.
    """
    records = nodes(node, "Chrgs/Rcrd") or [found for found in nodes(node, "Chrgs") if nodes(found, "Amt")]
    if records:
        return sum((_charge(record, "Amt") for record in records), Decimal())
    return sum((_charge(found, "TtlChrgsAndTaxAmt") for found in nodes(node, "Chrgs")), Decimal())


def _charge(node, path: str) -> Decimal:
    text = first(node, path)
    try:
        amount = Decimal(text or 0)
    except InvalidOperation:
        raise Unreadable("amount", text) from None
    _check_size(amount)
    return amount if first(node, "CdtDbtInd") == "CRDT" else -amount


def _check_size(amount: Decimal) -> None:
    """Raise Unreadable for what no account holds; its exponent is looked at, since sums of it overflow."""
    if not amount.is_finite() or not -10 <= amount.adjusted() < 15:
        raise Unreadable("amount", str(amount)[:100])
