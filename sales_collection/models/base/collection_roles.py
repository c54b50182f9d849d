"""The roles of people: which of the groups of the addon a user belongs to. The program itself has all of them."""

from odoo.exceptions import AccessError


def has_role(records, *roles):
    """Return whether the user has one of these roles, or is the program itself.

    :param records: any records or model, for their user
    :param str roles: ``salesperson``, ``leader``, ``finance``, ``manager``
    """
    user = records.env.user
    return records.env.su or any(user.has_group(f"sales_collection.group_collection_{role}") for role in roles)


def check_role(records, role, refusal):
    """:raises AccessError: with this text, unless the user has the role or is the program itself."""
    if not has_role(records, role):
        raise AccessError(refusal)
