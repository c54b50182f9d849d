"""Pure decisions, without any import of Odoo: what they need is handed in, also the day."""
