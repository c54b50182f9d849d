from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """What is reconciled with a document that is not posted is open again, also what was before."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["account.move.line"]._follow_all_questions()
