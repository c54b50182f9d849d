"""The sentences for what is wrong with a bank's file; the engine knows codes only."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: by code, with the value that the file shows there
_SENTENCES = {
    # the whole file
    "empty": _lt("The file is empty."),
    "too_large": _lt("The file is too large: at most %(value)s MB are read. Export a shorter period."),
    "too_many": _lt("The file has too many lines: at most %(value)s are read. Export a shorter period."),
    "bomb": _lt("The unpacked file is too large and is not opened for security reasons."),
    "entities": _lt("The file contains XML entities and is not opened for security reasons."),
    "pdf": _lt("A PDF file cannot be read. Export the statement as CSV, Excel, OFX or CAMT."),
    "mt940": _lt("MT940 files are not supported. Export the statement as CAMT.053 or Excel."),
    "archive": _lt("There is another archive in the archive. Unpack it first."),
    "password": _lt("The workbook is protected by a password. Open it, save it without one and try again."),
    "html": _lt("The file is a web page. Open it in a spreadsheet program and save it as Excel."),
    "binary": _lt("This is not a bank statement. Export the statement as CSV, Excel, OFX or CAMT."),
    "encoding": _lt("The characters cannot be read as %(value)s. Select another encoding."),
    "table": _lt(
        "The table cannot be opened. Open it in a spreadsheet program, save it as Excel or CSV and try again."
    ),
    "xml": _lt("The XML file is damaged. Download it from the bank again."),
    "not_camt": _lt("This XML file is not a bank statement (CAMT.052, 053 or 054). It contains %(value)s."),
    "ofx": _lt("The OFX file is damaged. Download it from the bank again."),
    "words": _lt(
        "Select under Direction whether these words mean money in or money out, then read the file again. %(value)s"
    ),
    "signs": _lt(
        "The minus signs are inconsistent within a direction or with the direction words. Select the sign "
        "convention under Direction, then read the file again."
    ),
    "signs_by_balance": _lt("The direction follows the balances instead of the signs of the amounts."),
    "words_by_balance": _lt("Meaning of words determined from the balances: %(value)s"),
    "beside": _lt(
        "Fees or refunds of %(value)s are shown in separate columns. Select under Direction whether they become "
        "separate lines, then read the file again."
    ),
    "beside_own": _lt("Separate fees or refunds become separate lines: %(value)s"),
    "beside_none": _lt("Separate fees or refunds are not booked, according to the balances: %(value)s"),
    "no_columns": _lt("Select the date column and the amount column, then read the file again."),
    # a line
    "date": _lt("Not a valid date: %(value)s"),
    "date_unclear": _lt("Day and month are ambiguous in %(value)s. Select the date order."),
    "amount": _lt("Not a valid amount: %(value)s"),
    "amount_unclear": _lt("The decimal separator of %(value)s is ambiguous. Select the number format."),
    "amount_fine": _lt("The amount has more decimals than the currency: %(value)s"),
    "no_amount": _lt("The amount is missing."),
    "both": _lt("There is money in and money out on the same line: %(value)s"),
    "direction": _lt("The direction is unknown: %(value)s"),
    "no_movement": _lt("No movement according to its word: %(value)s"),
    "too_wide": _lt("The line has more than the %(value)s columns of the table, so its cells may be shifted."),
    "other_currency": _lt("The currency %(value)s of the line differs from the currency of the journal."),
    "currencies": _lt("Amount, header and column name different currencies: %(value)s"),
    "other_account": _lt("The account %(value)s of the line differs from the account of the journal."),
    "which_account": _lt(
        "The file contains several accounts; this line belongs to %(value)s. Enter the bank account number of the "
        "journal to select its lines."
    ),
    "locked": _lt("The books are closed for this date. Ask accounting to reopen the period."),
    "total": _lt("Total or balance, no movement."),
    "note": _lt("No movement: neither date nor amount."),
    "zero": _lt("No money was moved."),
    "pending": _lt("Not booked by the bank."),
    "given_back": _lt("The line refunds the closed trade of line %(value)s. Neither line is booked."),
    "entered": _lt("Already recorded, manually or by another program."),
    "twice": _lt(
        "Duplicate of line %(value)s of the file: same number, date, amount, payer and text, or a part of them."
    ),
    "alike": _lt("Possible duplicate, same date and amount: %(value)s"),
    "alike_file": _lt("Possible duplicate in the file: line %(value)s of another statement is the same."),
    "alike_number": _lt("Possible duplicate, same number and amount: %(value)s"),
    # a statement
    "no_movements": _lt("The statement has no movements."),
    "balance_gap": _lt("From line %(value)s on, the balances do not match the amounts. Lines may be missing."),
    "balance_off": _lt("Opening balance and lines do not add up to the closing balance: %(value)s is missing."),
}


def explain(env, problem):
    """Return the sentence for a problem of the engine, in the user's language."""
    sentence = env._(_SENTENCES[problem.code])
    return sentence % {"value": problem.value}
