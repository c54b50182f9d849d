"""The sentences for what is wrong with a bank's file; the engine knows codes only."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: by code, with the value that the file shows there
_SENTENCES = {
    # the whole file
    "empty": _lt("The file is empty."),
    "too_large": _lt("The file is too large: at most %(value)s MB are read. Export a shorter period."),
    "too_many": _lt("The file has too many lines: at most %(value)s are read. Export a shorter period."),
    "bomb": _lt("The file unpacks to far more than a bank statement needs, so it is not opened."),
    "entities": _lt("The file defines XML entities, which no bank statement needs, so it is not opened."),
    "pdf": _lt("A PDF file cannot be read. Export the statement as CSV, Excel, OFX or CAMT."),
    "mt940": _lt("MT940 files are not read. Export the statement as CAMT.053, which takes their place, or as Excel."),
    "archive": _lt("There is another archive in the archive. Unpack it first."),
    "password": _lt("The workbook is protected by a password. Open it, save it without one and try again."),
    "html": _lt("This is a web page, whatever its name says. Open it in a spreadsheet program and save it as Excel."),
    "binary": _lt("This is no bank statement. Export the statement as CSV, Excel, OFX or CAMT."),
    "encoding": _lt("The characters cannot be read as %(value)s. Choose another encoding."),
    "table": _lt(
        "The table cannot be opened. Open it in a spreadsheet program, save it as Excel or CSV and try again."
    ),
    "xml": _lt("The XML file is damaged. Download it from the bank again."),
    "not_camt": _lt("This XML file is no statement of account (CAMT.052, 053 or 054). What was found is %(value)s."),
    "ofx": _lt("The OFX file is damaged. Download it from the bank again."),
    "words": _lt("What do these words mean, money in or money out? Say it under In or Out, then read again. %(value)s"),
    "signs": _lt(
        "Some amounts have a minus where others of the same direction have none, or against their word. Say under "
        "In or Out what a minus means, then read the file again."
    ),
    "signs_by_balance": _lt("The balances say which way the money went, other than the signs of the amounts suggest."),
    "words_by_balance": _lt("The balances say what these words mean: %(value)s"),
    "beside": _lt(
        "Fees or refunds of %(value)s stand in columns of their own. Say under In or Out whether they become lines of "
        "their own, then read the file again."
    ),
    "beside_own": _lt("Fees or refunds in columns of their own become lines: %(value)s"),
    "beside_none": _lt("Fees or refunds in columns of their own are not booked, as the balances say: %(value)s"),
    "no_columns": _lt("Say which column has the date and which the amount, then read the file again."),
    # a line
    "date": _lt("This is no date: %(value)s"),
    "date_unclear": _lt("Day and month cannot be told apart in %(value)s. Choose the order of dates."),
    "amount": _lt("This is no amount: %(value)s"),
    "amount_unclear": _lt("It is not clear whether %(value)s has thousands or decimals. Choose how amounts look."),
    "amount_fine": _lt("The amount has more decimals than the currency: %(value)s"),
    "no_amount": _lt("The amount is missing."),
    "both": _lt("There is money in and money out on the same line: %(value)s"),
    "direction": _lt("This does not say whether money came in or went out: %(value)s"),
    "no_movement": _lt("By its word no movement: %(value)s"),
    "too_wide": _lt("The line has more than the %(value)s columns of the table, so its cells may be shifted."),
    "other_currency": _lt("The line is in %(value)s, which is not the currency of the journal."),
    "currencies": _lt("Amount, header and column name different currencies: %(value)s"),
    "other_account": _lt("The line is of account %(value)s, which is not the account of the journal."),
    "which_account": _lt(
        "The file is of several accounts, this line of %(value)s. Enter the number of the journal's bank account, so "
        "that its lines are found."
    ),
    "locked": _lt("The books are closed for this date. Ask whoever closed them."),
    "total": _lt("Total or balance, no movement."),
    "note": _lt("Neither date nor amount, so no movement."),
    "zero": _lt("No money was moved."),
    "pending": _lt("Not booked by the bank."),
    "given_back": _lt("It gives back what was paid for the closed trade of line %(value)s; neither is booked."),
    "entered": _lt("It is there already: entered by hand, or by another program."),
    "twice": _lt("Line %(value)s of the file again: the same number, day, amount, payer and text, or a part of it."),
    "alike": _lt("Perhaps there already, since this has the same day and amount: %(value)s"),
    "alike_file": _lt("Perhaps twice in the file, since another statement has the same in line %(value)s."),
    "alike_number": _lt("Perhaps there already, since this has the same number and amount: %(value)s"),
    # a statement
    "no_movements": _lt("The statement has no movements."),
    "balance_gap": _lt("From line %(value)s on the balances do not follow from the amounts. Lines may be missing."),
    "balance_off": _lt("Opening balance and lines do not add up to the closing balance: %(value)s is missing."),
}


def explain(env, problem):
    """Return the sentence for a problem of the engine, in the user's language."""
    sentence = env._(_SENTENCES[problem.code])
    return sentence % {"value": problem.value}
