"""What bank lines pay: every explanation gets points, the decision says why, and doubts are never overruled.

Two steps. ``explain`` looks at one bank line and the items that it may pay: one of them, several that add up, a part.
``settle`` looks at all lines together: two of them may want the same item, several may pay one. Nothing depends on
the order of what comes in. What a match is made of is in ``matching_model``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from . import matching_instalments as instalments
from .matching_credits import less_credits
from .matching_doubts import believed, doubted
from .matching_known import contradict, look_closer
from .matching_model import AMOUNT, KNOWN, LEAST, MARGIN, NAMED, OTHER_NUMBER, Candidate, Match, Money, Part
from .matching_readings import read_twice
from .matching_returned import returned
from .matching_single import single
from .matching_sums import sums
from .matching_text import near, shape
from .subsets import adding_up

#: so many explanations of a line are kept
KEPT = 5


def explain(money: Money, candidates: Iterable[Candidate], rejected: Collection[str] = ()) -> list[Match]:
    """Return what a bank line may pay: the best, and what comes near it, at most a few.

    :param rejected: keys of what a person has rejected, see ``matching_model.key_of``
    :returns: best first, empty if nothing explains the line
    """
    candidates = [look_closer(money, believed(money, one)) for one in sorted(candidates, key=lambda one: one.item.key)]
    by_key = {one.item.key: one for one in candidates}
    found = _likely(money, candidates, by_key, rejected)
    best = sorted(_exact_first(found), key=Match.rank)[:KEPT]
    near_best = [match for match in best if match.points > best[0].points - MARGIN]
    return [_doubted(money, match, by_key) for match in near_best]


def settle(explanations: Iterable[Match], wanted: Collection[str] = (), undone: Collection[str] = ()) -> list[Match]:
    """Return the decision: at most one match for each bank line, sure only where nothing else comes near.

    :param explanations: of all lines, as ``explain`` returns them
    :param wanted: keys of items that bank lines which are not looked at now may pay
    :param undone: keys of matches that a person has taken back
    :returns: best first; a line or an item that nothing explains has none
    """
    by_line = defaultdict(list)
    for match in explanations:
        by_line[min(match.lines)].append(match)
    together = _together(by_line)
    every = sorted([match for found in by_line.values() for match in found] + together, key=Match.rank)
    best = {}
    for match in every:
        for line in match.lines:
            best[line] = max(best.get(line, 0), match.points)
    in_play = [match for match in every if any(match.points > best[line] - MARGIN for line in match.lines)]
    rivals = _rivals(in_play)
    judged = [_judge(match, rivals[match.key], wanted, undone) for match in in_play]
    return _choose(judged)


# -- one line --------------------------------------------------------------------------------------


def _possible(money: Money, candidates: list[Candidate]) -> Iterator[Match]:
    """Yield every explanation of a line: one item, several, items less credits, a payment that came back."""
    due = [one for one in candidates if one.item.kind != "returned"]
    owed = [one for one in due if not one.item.credit]
    yield from (single(money, one) for one in instalments.alone(money, owed))
    yield from instalments.run_down(money, owed)
    yield from sums(money, _owed_only(owed))
    yield from less_credits(money, due)
    yield from returned(money, (one for one in candidates if one.item.kind == "returned"))


def _likely(
    money: Money, candidates: list[Candidate], by_key: dict[str, Candidate], rejected: Collection[str]
) -> Collection[Match]:
    """Return the explanations with enough points that nobody has rejected, of the same items the best one."""
    claimed = {key for one in candidates for key in one.item.pays}
    found: dict[str, Match] = {}
    for match in _possible(money, candidates):
        # what a receipt claims to pay is paid by confirming the receipt
        if match.points < LEAST or match.key in rejected or match.items & claimed:
            continue
        match = instalments.left_out(_other_numbers(money, match, by_key), by_key)
        if match.exact:
            match = replace(match, points=max(match.points, LEAST))
        if match.points >= LEAST and (match.key not in found or match.rank() < found[match.key].rank()):
            found[match.key] = match
    return found.values()


def _doubted(money: Money, match: Match, by_key: dict[str, Candidate]) -> Match:
    """Return the match with everything that speaks against accepting it by itself."""
    match = _doubt_similar_number(money, match, by_key)
    match = doubted(money, match, [by_key[key] for key in sorted(match.items)])
    return read_twice(money, match, by_key.values())


def _owed_only(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates less orders: money for several items is never a deposit by itself."""
    return [one for one in candidates if one.item.kind != "order"]


def _exact_first(matches: Collection[Match]) -> list[Match]:
    """Return the matches so that what the text names, of the same amount, stands before all others."""
    most = max((match.points for match in matches if match.exact), default=0)
    return [
        replace(match, points=min(match.points, most - 1)) if most and not match.exact else match for match in matches
    ]


def _other_numbers(money: Money, match: Match, by_key: dict[str, Candidate]) -> Match:
    """Return the match with a doubt if the line names a document that is not among its items.

    Of numbers that nobody knows only those that are built like the items'.
    """
    chosen = [by_key[key] for key in sorted(match.items)]
    told = contradict(money, match, chosen)
    if told is not match:
        return told
    own = {one.item.number for one in chosen}
    shapes = {shape(number) for number in own if number[:1].isalpha()}
    for number in sorted(money.numbers):
        if shape(number) in shapes and number not in own and not any(near(number, one) for one in own):
            return replace(match, points=match.points + OTHER_NUMBER, doubts=(*match.doubts, ("other_number", number)))
    return match


def _doubt_similar_number(money: Money, match: Match, by_key: dict[str, Candidate]) -> Match:
    """Return the match with a doubt if only a number speaks for it, and a slip in it would mean another item.

    Somebody who writes one wrong digit must not pay another customer's invoice of the same amount.
    """
    chosen = [by_key[key] for key in match.items]
    if match.payer >= KNOWN or any("structured" in one.signs for one in chosen) or "part" in dict(match.reasons):
        return match
    if money.crowded:
        return replace(match, doubts=(*match.doubts, ("crowded", 0)))
    [amount] = {one.item.amount for one in chosen} if len(chosen) == 1 else {0}
    for key, other in sorted(by_key.items()):
        if key not in match.items and other.item.amount == amount and near(other.item.number, chosen[0].item.number):
            return replace(match, doubts=(*match.doubts, ("alike", key)))
    return match


# -- all lines -------------------------------------------------------------------------------------


def _together(by_line: dict[int, list[Match]]) -> list[Match]:
    """Return the explanations that several lines pay one item, each a part of it."""
    parts = defaultdict(list)
    for found in by_line.values():
        first = found[0]
        if first.missing > 0 and len(first.parts) == 1 and max(first.reference - NAMED, first.payer - KNOWN) >= 0:
            parts[first.parts[0].item].append(first)
    groups = []
    for item, matches in sorted(parts.items()):
        matches.sort(key=lambda match: min(match.lines))
        total = matches[0].parts[0].settles + matches[0].missing
        found = adding_up([match.parts[0].amount for match in matches], total)
        if found and len(found.places) > 1:
            groups.append(_group(item, [matches[place] for place in found.places], found.only))
    return groups


def _group(item: str, matches: list[Match], only: bool) -> Match:
    weakest = min(matches, key=lambda match: (match.reference + match.payer, match.key))
    doubts = {doubt: None for match in matches for doubt in match.doubts if doubt[0] != "part"}
    if not only:
        doubts["ambiguous", 0] = None
    return Match(
        tuple(Part(part.money, item, part.amount, part.settles) for match in matches for part in match.parts),
        AMOUNT["sum"] + weakest.reference + weakest.payer,
        (("together", len(matches)), *(reason for reason in weakest.reasons if reason[0] != "part")),
        tuple(doubts),
        max(match.sure_from for match in matches),
        weakest.reference,
        weakest.payer,
    )


def _rivals(matches: list[Match]) -> dict[str, tuple[str, Match] | None]:
    """Return for each match, by its key, what comes near it: of the same line, or of another that wants its items."""
    by_line, by_item = defaultdict(list), defaultdict(list)
    for match in matches:
        for line in match.lines:
            by_line[line].append(match)
        for item in match.items:
            by_item[item].append(match)
    return {match.key: _rival(match, by_line, by_item) for match in matches}


def _rival(match: Match, by_line, by_item) -> tuple[str, Match] | None:
    """Return the first that comes near, and why; the groups are sorted best first."""
    for word, places, groups in (("rival", match.lines, by_line), ("wanted", match.items, by_item)):
        for place in sorted(places):
            for other in groups[place]:
                if other.points <= match.points - MARGIN:
                    break
                # the parts that a group is made of are no rivals of the group
                if other.key != match.key and not (other.lines < match.lines and other.items == match.items):
                    return word, other
    return None


def _judge(match: Match, rival, wanted: Collection[str], undone: Collection[str]) -> Match:
    doubts = list(match.doubts)
    if rival:
        word, other = rival
        about = sorted(other.items - match.items) if word == "rival" else sorted(other.lines - match.lines)
        doubts.append((word, about[0] if about else 0))
    if match.items & set(wanted):
        doubts.append(("wanted", 0))
    if match.key in undone:
        doubts.append(("undone", 0))
    if match.points < match.sure_from:
        doubts.append(("weak", match.sure_from))
    return replace(match, doubts=tuple(doubts), sure=not doubts)


def _choose(matches: list[Match]) -> list[Match]:
    """Return one match for each line: the best whose items no better one has taken, else the best."""
    ranked = sorted(matches, key=Match.rank)
    served: set[int] = set()
    taken: set[str] = set()
    chosen = []
    for may_share in (False, True):
        for match in ranked:
            if match.lines & served or (match.items & taken and not may_share):
                continue
            chosen.append(match)
            served |= match.lines
            taken |= match.items
    return sorted(chosen, key=Match.rank)
