"""What all rooms use: companies and users, locks, states, temporary tables, guards around every create and write.

Uses no other room."""

from . import (
    base_lines,
    base_figures,
    base,
    base_named,
    ir_default,
    collection_involved_mixin,
    collection_shared_mixin,
    collection_lifecycle_mixin,
    mail_message,
    mail_thread,
    res_company,
    res_config_settings,
    res_config_settings_checklist,
    res_users,
    res_currency,
    ir_attachment,
    collection_demo,
    ir_actions_report,
)
