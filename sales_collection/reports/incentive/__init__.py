"""Read by SQL and printed: the spreadsheet of a statement."""
