"""Read by SQL and printed: the spreadsheet of an audit."""
