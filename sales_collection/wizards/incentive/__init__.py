"""Dialogs: objections, answers, the simulation of a plan."""

from . import (
    collection_incentive_answer,
    collection_incentive_object,
    collection_incentive_simulation,
)
