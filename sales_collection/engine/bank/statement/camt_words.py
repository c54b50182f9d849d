"""What an entry of a CAMT file says: who paid, and what for."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .camt_tree import first, nodes, words
from .identity import names_account, same_account
from .values import LONGEST

#: so many texts of an entry are told apart
_TEXTS = 1000
_NO_REFERENCE = ("", "NOTPROVIDED")


class Party(NamedTuple):
    """Who is on the other side. ``behind`` is whose payment it was, where somebody else has paid."""

    name: str = ""
    account: str = ""
    behind: str = ""

    @property
    def payer(self) -> str:
        """Whose debt was paid."""
        return self.behind or self.name


NOBODY = Party()


def party(entry, detail, amount: Decimal, own_account: str) -> Party:
    """Return who is on the other side of a movement; of what is given back, the roles are those it had before.

    :param own_account: the account of the statement, whose holder is nobody's payer
    """
    other, own = ("Dbtr", "Cdtr") if amount > 0 else ("Cdtr", "Dbtr")
    is_back = first(entry, "RvslInd") in ("true", "1") or nodes(detail, "RtrInf")
    for side in (own, other) if is_back else (other,):
        pair = f"RltdPties/{side}"
        name = first(detail, f"{pair}/Nm", f"{pair}/Pty/Nm")
        account = first(detail, f"{pair}Acct/Id/IBAN", f"{pair}Acct/Id/Othr/Id")
        behind = first(detail, f"RltdPties/Ultmt{side}/Nm", f"RltdPties/Ultmt{side}/Pty/Nm")
        if own_account and (same_account(account, own_account) or names_account(name, own_account)):
            name = account = ""
        if name or account or behind:
            return Party(name, account, "" if behind == name else behind)
    return NOBODY


def reference(detail) -> str:
    """Return the creditor's reference, else the payer's own."""
    found = first(detail, "RmtInf/Strd/CdtrRefInf/Ref"), first(detail, "Refs/EndToEndId")
    return next((text for text in found if text not in _NO_REFERENCE), "")


def described(entry, detail=None, who: Party = NOBODY, is_part: bool = False) -> str:
    """Return what payer and bank have written, without repeating anything.

    :param detail: the transaction that speaks for the entry; without it, all of them do
    :param is_part: whether it is one of several, so that the words of the entry are those of all
    """
    if detail is None:
        details = nodes(entry, "NtryDtls/TxDtls")[:_TEXTS]
        said = [
            text for found in details for text in [*_names(found), *_remittance(found), *words(found, "AddtlTxInf")]
        ]
    else:
        known = reference(detail)
        said = [text for text in _remittance(detail) if text != known]
        if who.behind and who.name:
            said.append(f"{who.name} / {who.behind}")
        said += words(detail, "AddtlTxInf")
    if not (is_part and said):
        said += words(entry, "AddtlNtryInf")
    return _joined(said)


def _remittance(detail) -> list[str]:
    """Return what the payment is for: texts, numbers of documents, references, and why it was given back."""
    return [
        *words(detail, "RmtInf/Ustrd"),
        *words(
            detail, "RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/RfrdDocInf/LineDtls/Id/Nb", "RmtInf/Strd/CdtrRefInf/Ref"
        ),
        *words(detail, "RmtInf/Strd/AddtlRmtInf"),
        *(text for text in words(detail, "Refs/EndToEndId") if text not in _NO_REFERENCE),
        *words(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf"),
    ]


def _names(detail) -> list[str]:
    return [
        name
        for side in ("UltmtDbtr", "Dbtr", "UltmtCdtr", "Cdtr")
        if (name := first(detail, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"))
    ]


def _joined(texts: list[str]) -> str:
    """Return the texts in one, each but those that stand in one before."""
    found: list[str] = []
    left = LONGEST
    for text in texts[:_TEXTS]:
        if left > 0 and not any(text in before for before in found):
            found.append(text)
            left -= len(text)
    return " ".join(found)[:LONGEST]
