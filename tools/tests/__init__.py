"""Tests of the tools, without network and without a second Odoo."""
