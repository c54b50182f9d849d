"""Set-up and daily work: Odoo 19 with Python and PostgreSQL from nothing, tests, linters, demo company."""
