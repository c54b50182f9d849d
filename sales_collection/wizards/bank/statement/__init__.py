from . import (
    collection_statement_import,
    collection_statement_import_column,
    collection_statement_import_judge,
    collection_statement_import_later,
    collection_statement_import_line,
    collection_statement_import_notes,
    collection_statement_import_part,
    collection_statement_import_read,
    collection_statement_import_word,
    collection_statement_import_twice,
    collection_statement_import_write,
)
