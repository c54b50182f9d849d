"""Who is told what and when: policies, runs, notices, deliveries, interest and fees.

Uses the rooms up to the agreement."""

from . import (
    collection_channel,
    collection_quiet_period,
    collection_policy,
    collection_policy_copy,
    collection_policy_simulation,
    collection_level,
    collection_level_charge,
    collection_interest_rate,
    collection_interest_rate_line,
    collection_run,
    collection_run_prepare,
    collection_notice,
    collection_notice_line,
    collection_notice_charge,
    account_move_charge,
    account_move_notice,
    res_partner_dunning,
    collection_run_send,
    collection_notice_send,
    collection_notice_check,
    collection_notice_text,
    collection_notice_history,
    collection_delivery,
    collection_delivery_queue,
    collection_delivery_email,
    collection_delivery_sms,
    collection_delivery_colleague,
)
