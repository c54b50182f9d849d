"""A bank's file on its way to bank lines."""

from . import (
    collection_statement_style,
    collection_statement_word,
    collection_statement_column,
    collection_statement_format,
    collection_statement_format_column,
    collection_statement_format_word,
    account_journal,
)
