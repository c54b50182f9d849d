"""A bank's file to lines, lines to what they pay."""
