"""Which items a bank line pays: found, proposed, accepted, booked, taken back."""

from . import (
    account_bank_statement_line_match,
    collection_policy_match,
    collection_match,
    collection_match_line,
    collection_match_line_returned,
    collection_match_alias,
    collection_match_word,
    collection_match_propose,
    collection_match_set_off,
    collection_match_read,
    collection_match_returned,
    collection_match_words,
    collection_match_write,
    collection_match_by_hand,
    collection_match_cron,
    collection_match_accept,
    collection_match_book,
    collection_match_difference,
    collection_match_undo,
    collection_match_learn,
)
