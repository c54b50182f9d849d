"""One document in instalments: money goes to the oldest first, and of equal ones the oldest is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .matching_model import AMOUNT, KNOWN, MOST, NAMED, Candidate, Match, Money, Part
from .matching_single import joined, relate, signs


def alone(money: Money, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that the money may pay alone.

    Of the instalments of one document with the same amount only the oldest; a part only of the oldest, and more than
    an instalment not as long as it is no more than all of them.
    """
    kept = []
    for together in _documents(candidates):
        seen = set()
        for place, one in enumerate(together):
            word, _part = relate(money.amount, one.item, money.date)
            beside = len(together) > 1 and (
                one.item.amount in seen
                or (word == "part" and place > 0)
                or (word == "over" and money.amount <= sum(other.item.amount for other in together))
            )
            if not beside:
                kept.append(one)
            seen.add(one.item.amount)
    return kept


def run_down(money: Money, candidates: Iterable[Candidate]) -> Iterator[Match]:
    """Yield the explanations that the money pays a document from its oldest instalment on, the last one in part.

    :param candidates: what the line may pay, without credits
    """
    for together in _documents(candidates):
        if len(together) < 2 or max(max(one.reference - NAMED, one.payer - KNOWN) for one in together) < 0:
            continue
        left, chosen, parts = money.amount, [], []
        for one in together:
            if left <= 0 or one.item.foreign:
                break
            amount = min(left, one.item.amount)
            left -= amount
            chosen.append(one)
            parts.append(Part(money.id, one.item.key, amount, amount))
        missing = chosen[-1].item.amount - parts[-1].amount if chosen else 0
        if left == 0 and len(chosen) > 1 and missing:
            yield _match(money, chosen, parts, missing)


def left_out(match: Match, by_key: dict[str, Candidate]) -> Match:
    """Return the match with a doubt if it pays an instalment while an older one of the same document stays open.

    :param by_key: all candidates of the line, by the key of the item
    """
    paid = defaultdict(list)
    for item in sorted((by_key[key].item for key in match.items), key=lambda item: item.key):
        if item.document:
            paid[item.document].append(item)
    for items in paid.values():
        if max(item.place for item in items) >= len(items):
            return replace(match, doubts=(*match.doubts, ("skipped", items[0].key)))
    return match


def _documents(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """Return the candidates by document, of each the oldest instalment first; what is none stands alone."""
    groups = defaultdict(list)
    for one in candidates:
        groups[one.item.document or one.item.key].append(one)
    return [sorted(group, key=lambda one: one.item.place) for group in groups.values()]


def _match(money: Money, chosen: list[Candidate], parts: list[Part], missing: int) -> Match:
    reasons, doubts, points = signs(money, chosen)
    return joined(
        chosen,
        parts,
        min(AMOUNT["part"] + points, MOST["part"]),
        (("instalments", len(chosen)), *reasons),
        (("part", missing), *doubts),
    )
