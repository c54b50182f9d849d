"""Whether claims, bank and books agree: checks, findings, answers, a sealed report.

Uses the rooms up to the bank."""

from . import (
    res_company_audit,
    collection_audit_check,
    collection_audit,
    collection_audit_run,
    collection_audit_report,
    collection_audit_seal,
    collection_finding,
    collection_finding_answer,
    collection_audit_line,
    res_partner_audit,
    res_users_audit,
)
from . import checks
