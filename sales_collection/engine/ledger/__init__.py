"""Ageing, what money is for, how punctual it is."""
