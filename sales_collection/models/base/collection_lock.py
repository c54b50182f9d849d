"""Two people at the same records: the second one is told so in words he understands."""

from odoo.exceptions import LockError, UserError


def lock_or_tell(records, busy):
    """Lock records for this transaction.

    :param str busy: what the user reads when somebody else holds one of them, or it is gone
    :raises UserError: with that text.
    """
    try:
        records.lock_for_update()
    except LockError:
        raise UserError(busy) from None
