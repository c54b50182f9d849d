"""Periods and how far somebody is."""
