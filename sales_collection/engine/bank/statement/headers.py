"""What the header of a column means: by its words, in the languages of the banks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from . import currencies
from .values import plain

#: what a column may mean; several columns may be ``text``
ROLES = (
    "date",
    "amount",
    "money_in",
    "money_out",
    "direction",
    "currency",
    "name",
    "account",
    "own_account",
    "text",
    "reference",
    "unique_id",
    "balance",
    "fee",
    "net",
    "refunded",
)
#: what stands beside an amount; these are known by their headers even where the rest was chosen by a person
BESIDE = ("fee", "net", "refunded")

#: by meaning, the surest words first; a header has to match one as a whole, without accents and signs
_WORDS = {
    "date": (
        r"(交易|记账|入账|发生|业务|账务|会计|转账)?(日期|日)|(booking|transaction|trans?|txn|posting|posted|post|book|entry)dat(e|um)"
        r"|buchungs(tag|datum)|date(d)?e?(l)?(operation|comptabilisation|compta|comptable)|fecha(operacion|contable|mov.*)"
        r"|data(operazione|contabile|lancamento|movimento)|boek(ings)?datum|transactiedatum",
        r"date|datum|fecha|data|(valuta|value|val)(date|dt)|(abschluss|transaktions)datum|起息日期?|(交易|记账|入账|发生)?(时间|日期时间)"
        r"|.*datetime",
        r"valuta(datum)?|rentedatum|date(de)?valeur|fechavalor|data(valuta|valor)|(created|createdutc|completeddate)",
    ),
    "money_in": (
        r"贷方?(发生额|金额|发生金额)?|收入(金额)?|存入(金额)?|转入(金额)?|入账金额|收款金额|来账金额",
        r"(montant(du)?)?credits?(amount|amt)?|(paid|money|cash|amount)in|deposits?(amount|amt)?|in|incoming|cr"
        r"|haben|gutschrift(en|sbetrag)?|einzahlung(en)?|amount(credited|received)|recettes?|encaissements?"
        r"|(importe)?(abonos?|haber|ingresos?|creditos?)|accredit[io]|avere|entrat[ae]|bij(schrijving)?|(bedrag)?bij|receipts",
    ),
    "money_out": (
        r"借方?(发生额|金额|发生金额)?|支出(金额)?|支取(金额)?|取出(金额)?|转出(金额)?|出账金额|付款金额|往账金额",
        r"(montant(du)?)?debits?(amount|amt)?|(paid|money|cash|amount)out|withdrawals?(amount|amt)?|out|outgoing|dr"
        r"|soll|lastschrift(en)?|belastung(en)?|auszahlung(en)?|amount(debited|paid)|depenses?|decaissements?"
        r"|(importe)?(cargos?|debe|gastos?|debitos?)|addebit[io]|dare|uscit[ae]|af(schrijving)?|(bedrag)?af|debet",
    ),
    "amount": (
        r"(交易|发生|记账)?(金额|发生额|额)|(transaction|trade|gross|txn|tran)?(amount|amt)|gross|(buchungs)?betrag|umsatz"
        r"|montant(de(l)?)?(operation)?|bedrag|importe|importo|valor|(creditdebit|debitcredit)(amount|amt)",
        r"einzelbetrag",
    ),
    "direction": (
        r"借贷(标志|方向|标识|标记)?|收支(类型|标志|方向)?|收付(标志|方向)?|交易方向|往来账?标志",
        r"dc|drcr|crdr|debitcredit|creditdebit(indicator)?|debitcreditindicator|direction|sollhaben|afbij|bijaf"
        r"|balanceimpact",
    ),
    "currency": (
        r"记账(币种|货币|币别)",
        r"(交易)?(币种|货币|币别)|(trade)?currency|ccy|curr|wa?e?hrung|devise|monnaie|divisa|moneda|moeda|munt",
    ),
    "name": (
        r"(对方|对手|交易对方|交易对手|付款人|付款方|往来|收付?方)(账户|账号)?(户名|名称|单位名称|单位|姓名)|交易对[方手]",
        r"(counterparty|payer|partner|beneficiary|counterpart)(s)?(name)?|payee|name|auftraggeber.*"
        r"|(begue?nstigter)?zahlungspflichtiger|naam(omschrijving|tegenpartij)?|tegenpartij|tiers|contrepartie|ordenante"
        r"|controparte",
    ),
    "account": (
        r"(对方|对手|交易对方|交易对手|付款人|付款方|往来|收付?方)(账号|账户|卡号|账户账号)",
        r"(counterparty|payer|partner|counterpart|beneficiary)(s)?(account|iban)(number|no)?|iban|kontonummer.*"
        r"|tegenrekening.*|(compte|iban)(de)?(la)?contrepartie",
    ),
    "own_account": (
        r"(本方|我方|己方|查询)(账号|账户|卡号)|(own|my)account(number|no)?|auftragskonto",
        r"账号|账户|卡号|account(number|no)?|rekening(nummer)?",
    ),
    "text": (
        r"(交易)?(摘要|用途|附言|备注|说明|描述)|业务摘要|其它摘要",
        r"(transaction)?descriptions?|details?|text|memo|narrat(ive|ion)|particulars|purpose|verwendungszweck|label",
        r"(payment|remittance|transaction)(details|information|remarks)|remarks?|comments?|notes?|buchungstext"
        r"|avisierungstext|beschreibung\d?|mitteilung|libelle.*|intitule.*|nature(del)?operation|operation|communications?"
        r"|motif|concepto|descripcion|causale|descrizione.*|omschrijving\d?|mededeling(en)?|historico|descricao",
    ),
    "reference": (
        r"(业务)?参考号|凭证(号码?|编号)|票据号码?|(商户)?订单号|支票号码?",
        r"(customer|payment|payer|your|chq|cheque)?ref(erence)?(no|number)?|(cheque|check|chq)(no|number)?|endtoendid"
        r"|(kunden)?referenz|referentie|riferimento|utr(no|number)?|refno(cheque|chq)no",
    ),
    "unique_id": (
        r"(交易|银行|核心|主机)?流水(号码?|编号)?|交易(单号|号|编号|流水号)|支付宝交易号",
        r"(transaction|trans|txn|unique|bank)(id|ref|reference|referencenumber|referenceno)|fitid|transaktionsnr",
    ),
    "balance": (
        r"(账户|账面|本次|当前|交易后|可用)?余额|(running|account|closing|available)?bal(ance(after.*)?)?"
        r"|saldo(na.*|disponib.*|contab.*)?|solde.*",
    ),
    "fee": (
        r"手续费|服务费|(transaction|processing|service|bank|paypal|stripe)?(fees?|charges?|commissions?)(amount)?"
        r"|gebuhr(en)?|gebuehr(en)?|frais|comision(es)?|commissioni?|kosten",
    ),
    "net": (r"net(amount|total)?|netto(betrag)?|实收(金额)?|结算金额|到账金额",),
    "refunded": (r"(amount)?refunded(amount)?|refund(ed)?amount|(成功|已)退款(金额)?|退款金额",),
}
_PATTERNS = {role: tuple(re.compile(words) for words in tiers) for role, tiers in _WORDS.items()}

#: a header is no essay
_LONGEST = 200
_BRACKETS = re.compile(r"[(\[【〔](.*?)[)\]】〕]")


def roles(names: Sequence[str]) -> list[str]:
    """Return what headers mean; of several for the same the one with the surest word, then the first.

    >>> roles(["Date", "Details", "Amount", "Balance", "Branch"])
    ['date', 'text', 'amount', 'balance', '']
    """
    meant = [role(name) for name in names]
    sure = _surest(meant)
    found = [one for one, _tier in meant]
    if "account" not in sure and "own_account" in sure and meant[sure["own_account"]][1]:
        # an account that is the only one may be anybody's
        found = _changed(found, own_account="")
    if "net" in sure and sure.keys().isdisjoint(("amount", "money_in", "money_out")):
        # what arrived is what there is
        found = _changed(found, net="amount")
        sure["amount"] = sure["net"]
    kept = [one if one in ("", "text") or sure[one] == index else "" for index, one in enumerate(found)]
    if {"money_in", "money_out"} <= set(kept):
        # what stands in two columns says the direction itself
        return _changed(kept, amount="", direction="")
    return kept


def _changed(found: Sequence[str], **changes: str) -> list[str]:
    """Return the meanings with some of them changed."""
    return [changes.get(one, one) for one in found]


def _surest(meant: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return by meaning the place of the header with the surest word, of equal ones the first; without texts."""
    sure: dict[str, int] = {}
    for index, (one, tier) in enumerate(meant):
        if one not in ("", "text") and (one not in sure or tier < meant[sure[one]][1]):
            sure[one] = index
    return sure


def role(name: str) -> tuple[str, int]:
    """Return what a header means and how sure its word is, 0 the surest; empty if nobody knows.

    >>> role("Buchungstag"), role("Branch")
    (('date', 0), ('', 0))
    """
    if len(name) > _LONGEST:
        return "", 0
    text = unicodedata.normalize("NFKD", plain(name).casefold().replace("帐", "账"))
    text = currencies.without("".join(char for char in text if not unicodedata.combining(char)))
    found, tier = _role_of_words(_BRACKETS.sub("", text))
    if found == "amount" and (inside := _BRACKETS.search(text)):
        # an amount whose brackets say which way it went; what the bank has booked comes before what was agreed
        way, _tier = _role_of_words(inside[1])
        if way in ("money_in", "money_out"):
            return way, 0 if "记账" in text else 1
    return found, tier


def _role_of_words(text: str) -> tuple[str, int]:
    text = re.sub(r"[\s_\-/.:*#\"'’]+", "", text)
    # bilingual headers: either half may tell
    halves = dict.fromkeys((text, re.sub(r"[^\u4e00-\u9fff]", "", text), re.sub(r"[^a-z]", "", text)))
    for half in filter(None, halves):
        for role, tiers in _PATTERNS.items():
            for tier, pattern in enumerate(tiers):
                if pattern.fullmatch(half):
                    return role, tier
    return "", 0
