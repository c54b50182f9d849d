"""The checks of an audit, by family: what each asks, as one statement over the tables of the audit's scope."""

from . import allocations, arrival, claims, lapping, numbers, payers
