"""The one kind of failure that people get to read."""


class Trouble(Exception):
    """Something went wrong: carries one plain sentence that says what to do."""
