def migrate(cr, version):
    """Statements that were confirmed before days early counted as 0 days keep the judgement that people were told."""
    cr.execute("UPDATE collection_incentive SET early_makes_up = TRUE WHERE state IN ('confirmed', 'paid')")
