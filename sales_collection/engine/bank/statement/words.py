"""The words and signs by which banks say which way money went."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

#: what a word may mean: money in, money out, nothing (the amount's own sign tells), or that no money was moved
MEANINGS = ("in", "out", "written", "none")

_IN = """
    + c cr cdt crd crdt cred credit credits credited h haben k kredit kr i in incoming inbound inflow received bij
    bijschrijving deposit deposits einzahlung eingang zugang gutschrift gutgeschrieben einnahme eingehend credito
    accredito accrediti avere entrata entrate abono abonos ingreso ingresos haber entree recette encaissement
    versement depot topup wplata uznanie insattning приход кредит 貸 貸方 转入 轉入 来账 进账 入账 入帳 来款
    收 收入 收款 存 存入 贷 贷方 贷记 入 入金 入款 汇入 預入
"""
_OUT = """
    - d db dbt dr deb debit debits debited dbit dt o out outgoing
    outbound outflow sent spent s soll af afschrijving debet
    withdrawal withdrawals withdraw withdrawn auszahlung ausgang abgang lastschrift belastung belastet ausgabe
    ausgehend debito addebito addebiti dare uscita uscite adeudo cargo cargos gasto gastos debe sortie retrait depense
    decaissement wyplata obciazenie uttag расход дебет 借 借方 借记 付 付款 支 支出 支付 支取 转出 轉出 往账 出账 出帳
    出 取 取出 取款 提款 汇出 出金 出款 扣款 引出
"""
_SURE = dict.fromkeys(_IN.split(), "in") | dict.fromkeys(_OUT.split(), "out") | {"memo": "none"}
#: what tells only beside certain others: withdrawal and deposit, receipt and payment, entrada and salida
_PAIRS = (
    {"w": "out", "d": "in"},
    {"r": "in", "p": "out"},
    {"e": "in", "s": "out"},
    {"receipt": "in", "payment": "out"},
    {"receipts": "in", "payments": "out"},
    {"deposit": "in", "payment": "out"},
    {"income": "in", "expense": "out"},
    {"income": "in", "payment": "out"},
)
#: what may stand beside a word that tells, without saying anything itself
_FILLERS = {"money", "paid", "payment", "transfer", "cash", "funds", "side", "entry", "amount"}
_PLAIN = {"in", "out", "incoming", "outgoing", "inbound", "outbound"}
#: headers under which such words are expected; a column of others is found by its words
_HEADER = re.compile(
    r".*(direction|indicator|cr.?dr|dr.?cr|debit.?credit|credit.?debit|in.?out|soll.?haben|sens|segno|richtung|方向|标志"
    r"|标识|借贷|借.?贷|收支|收.?支|收付|af.?bij|balance impact).*|.*(type|typ|kind|art|tipo|soort|类型|類型|类别)"
    r"|[+±]/?[-−]|[a-z]/[a-z]|dc|sh|kd|cd|flow",
    re.IGNORECASE,
)


_STATE = re.compile(
    r"complete(d)?|success(ful)?|succeeded|ok|done|paid|pending|booked|posted|settled|cleared|processed|failed|declined"
    r"|cancell?ed|reverted|refunded|partially refunded|(交易|支付|付款|转账)?成功|已?完成|已(入账|记账)|交易关闭"
    r"|gebucht|vorgemerkt"
)


def folded(word: str) -> str:
    """Return a word as it is compared: small letters, no accents, no full stops and brackets around it.

    >>> folded(" (Crédit.) ")
    'credit'
    """
    text = "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char))
    text = unicodedata.normalize("NFC", text).replace("−", "-").replace("–", "-")
    return " ".join(text.split()).strip(".:()[] ") or text.strip()


def meanings(words: Iterable[str], said: Mapping[str, str]) -> dict[str, str]:
    """Return what words of one column mean, one of ``MEANINGS``; what nobody knows is missing.

    >>> sorted(meanings(["c", "d"], {}).items()), meanings(["c", "a"], {}), meanings(["w", "d"], {}) == _PAIRS[0]
    ([('c', 'in'), ('d', 'out')], {}, True)

    :param words: folded
    :param said: what a person has said of words, folded; that comes first
    """
    column = set(words)
    pair = next((pair for pair in _PAIRS if pair.keys() == column), {})
    letters = {word for word in column if len(word) == 1 and word.isascii() and word.isalpha()}
    # a letter alone tells nothing where the one beside it is unknown: C is credit beside D, and charge beside A
    unsure = letters if letters - pair.keys() - _SURE.keys() else set()
    told = {word: said.get(word) or pair.get(word) or (word not in unsure and _meaning(word)) for word in column}
    return {word: meaning for word, meaning in told.items() if meaning}


def _meaning(word: str) -> str:
    if word in _SURE:
        return _SURE[word]
    tokens = [token for token in re.split(r"[\s_\-/().]+", word) if token]
    told = {_SURE.get(token, "") for token in tokens if token not in _FILLERS}
    # a filler belongs to these only: a credit transfer may have gone out
    filled = _FILLERS.isdisjoint(tokens) or not _PLAIN.isdisjoint(tokens)
    return told.pop() if len(told) == 1 and filled else ""


def is_state(word: str) -> bool:
    """Tell whether a word says how far a payment is, which says nothing of its direction.

    >>> is_state("completed"), is_state("credit")
    (True, False)

    :param word: folded
    """
    return bool(_STATE.fullmatch(word))


def expects_words(header: str) -> bool:
    """Tell whether a column of this name may be expected to say which way money went.

    >>> expects_words("Debit/Credit"), expects_words("Branch")
    (True, False)
    """
    return bool(_HEADER.fullmatch(" ".join(header.split())))
