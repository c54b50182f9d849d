"""Numbers in a bank line's text that are known: what they name, and what that says against a match."""

from __future__ import annotations

from dataclasses import replace

from .matching_model import KNOWN, LEAST, NAMED, OTHER_NUMBER, Candidate, Known, Match, Money
from .matching_text import near


def maximal(known: list[Known], own: frozenset[str]) -> tuple[Known, ...]:
    """Return what is named apart from pieces of longer numbers in the same text.

    :param own: the numbers of items that the text has
    """
    numbers = {one.number for one in known} | own
    return tuple(one for one in known if not any(one.number in other and one.number != other for other in numbers))


def look_closer(money: Money, candidate: Candidate) -> Candidate:
    """Return the candidate with the sign that the line writes its number with a slip, or less what is no sign.

    Digits that are a piece of another known number are none.
    """
    number = candidate.item.number
    numbers = {one.number for one in money.known}
    if "short" in candidate.signs and candidate.named and not candidate.named & numbers:
        candidate = replace(candidate, signs=candidate.signs - {"short"})
    if not number or candidate.reference >= NAMED:
        return candidate
    blocked = {one.number for one in money.known if not _may_be_slip(money, one, candidate)}
    if any(near(number, one) for one in money.numbers - blocked):
        return replace(candidate, signs=candidate.signs | {"near"})
    return candidate


def contradict(money: Money, match: Match, chosen: list[Candidate]) -> Match:
    """Return the match with a doubt if the line names a known document that it does not pay.

    :param chosen: the candidates of the match
    """
    named = frozenset().union(*(one.named for one in chosen))
    partners = {one.item.partner for one in chosen}
    for one in money.known:
        if one.number in named or all(_may_be_slip(money, one, candidate) for candidate in chosen):
            continue
        if one.whole or (one.partner in partners and match.reference < NAMED):
            doubt = ("known", (one.what, one.document))
            # a person who has rejected what is named is shown what is beside it
            points = max(match.points + OTHER_NUMBER, min(match.points, LEAST))
            return replace(match, points=points, doubts=(*match.doubts, doubt))
    return match


def _may_be_slip(money: Money, known: Known, candidate: Candidate) -> bool:
    """Return whether a known number may still be this item's, written with a slip.

    Only where everything else contradicts what it names, an open invoice of somebody else with another amount, and
    payer and amount are the item's.
    """
    item = candidate.item
    return (
        known.what == "open"
        and known.partner != item.partner
        and money.amount not in known.cents
        and money.amount == item.amount
        and candidate.payer >= KNOWN
        and near(known.number, item.number)
    )
