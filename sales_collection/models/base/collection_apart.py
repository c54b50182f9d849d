"""What a scheduled action does with many records, each apart from the others."""

from odoo.tools import split_every


def each_apart(records, act, batch, logger, failed):
    """Call ``act`` with each record, commit after each batch; one that fails is undone and stops no other.

    :param act: a function of one record
    :param int batch: records of a batch
    :param logger: where it is noted that one failed
    :param str failed: what is noted, with a place for the record's id
    """
    for ids in split_every(batch, records.ids):
        for record in records.browse(ids):
            try:
                with records.env.cr.savepoint():
                    act(record)
            except Exception:
                logger.exception(failed, record.id)
        records.env["ir.cron"]._commit_progress(len(ids))
