"""What people earn by money that arrived: plans, statements, objections, payment.

Uses all rooms before it."""

from . import (
    collection_incentive_plan,
    collection_incentive_plan_live,
    collection_incentive_plan_simulation,
    collection_incentive_member,
    collection_incentive_rule,
    collection_incentive_step,
    collection_incentive_share,
    collection_incentive,
    collection_incentive_compute,
    collection_incentive_total,
    collection_incentive_finding,
    collection_incentive_decide,
    collection_incentive_pay,
    collection_incentive_line,
    collection_incentive_line_text,
    collection_incentive_source,
    collection_incentive_objection,
    account_move_share,
)
