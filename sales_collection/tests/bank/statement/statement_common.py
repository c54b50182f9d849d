"""Banks' files for tests: a small statement in every kind."""

import base64
import io
import zipfile

import openpyxl

from ...common import CollectionCommon

CSV = """Date,Payer,Text,Amount,Balance
2026-01-30,Bluebell Ltd,Invoice 1,100.00,1100.00
2026-01-31,Larkspur Ltd,Invoice 2,50.00,1150.00
2026-01-31,,Fee,-10.00,1140.00
"""

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:{page}

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>12345678<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101<DTEND>20260131
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260131000000[+8:CST]<TRNAMT>100.00<FITID>A1<NAME>{name}<MEMO>Invoice 1</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260130<TRNAMT>-20.50<FITID>A2<NAME>Fee</STMTTRN>{more}
</BANKTRANLIST><LEDGERBAL><BALAMT>1000.00<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.0{version}"><BkToCstmrStmt>{statements}</BkToCstmrStmt>
</Document>"""


def ofx(name="Bluebell", page="1252", more=""):
    return OFX.format(name=name, page=page, more=more)


def camt_statement(entries, account="DE89370400440532013000", opening="100.00", closing="150.00", name="S1", ccy="EUR"):
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='{ccy}'>{amount}</Amt>"
        f"<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        for kind, amount in (("OPBD", opening), ("CLBD", closing))
    )
    return (
        f"<Stmt><Id>{name}</Id><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{ccy}</Ccy></Acct>{balances}"
        f"{''.join(entries)}</Stmt>"
    )


def camt_entry(amount, side="CRDT", number="", details="", status="<Cd>BOOK</Cd>", day="2026-01-31", ccy="EUR"):
    return (
        f"<Ntry><Amt Ccy='{ccy}'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def camt(*statements, version=8):
    return CAMT.format(version=version, statements="".join(statements)).encode()


def xlsx(rows):
    """Return a workbook with these rows."""
    return workbook(Sheet=rows)


def workbook(**sheets):
    """Return a workbook with these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**files):
    """Return an archive with these files; two underscores are a full stop."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def repacked(content, name, change):
    """Return a ZIP file with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return stream.getvalue()


class StatementCommon(CollectionCommon):
    """Imports as Fay of finance, into the bank journal of the company, which keeps dollars."""

    def _wizard(self, content, name="bank.csv", user=None, journal=None, **values):
        """Return an import of this file whose lines are shown."""
        wizard = (
            self.env["collection.statement.import"]
            .with_user(user or self.fay)
            .with_company(self.company)
            .create(
                {
                    "journal_id": (journal or self.journal).id,
                    "file": base64.b64encode(content.encode() if isinstance(content, str) else content),
                    "file_name": name,
                    **values,
                }
            )
        )
        wizard.action_read()
        return wizard

    def _imported(self, wizard):
        """Import what is shown and return the bank lines, oldest first."""
        action = wizard.action_import()
        return self.env["account.bank.statement.line"].search(action["domain"], order="internal_index")

    def _states(self, wizard):
        """Return the states of the lines of a file, in its own order."""
        return wizard.line_ids.sorted("number").mapped("state")
