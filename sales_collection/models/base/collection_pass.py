"""Passes: how a method of the addon tells a ``write`` or ``create`` of the addon who is calling.

They are in the context, by names of their own, and their value is one object of this process: what a client sends are
texts, numbers, lists and dicts, so that no context of a client is taken for a pass.
"""

_PASS = object()


def with_pass(records, name):
    """Return the same records with a pass in their context.

    :param str name: what for, a context key that begins with ``collection_by_``
    """
    return records.with_context(**{name: _PASS})


def has_pass(records, name):
    """Return whether a method of the addon has called, and not a client."""
    return records.env.context.get(name) is _PASS
