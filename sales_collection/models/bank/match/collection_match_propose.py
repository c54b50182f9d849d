from odoo import api, models
from odoo.tools import SQL

from ....engine.bank.match.matching import explain, settle
from . import collection_match_items_sql as items_sql
from . import collection_match_pairs_sql as pairs_sql


class CollectionMatch(models.Model):
    """Finding what belongs together: candidates by SQL, a few lines at a time, the decision by engine.matching."""

    _inherit = "collection.match"

    @api.model
    def _propose(self, journal, lines=None):
        """Look at open bank lines of a journal and propose what they pay; what is proposed already is looked at anew.

        A line that a person has put a proposal together for is left alone.

        :param journal: one bank journal
        :param lines: ``account.bank.statement.line`` records of it, None for all that are open
        :return: the proposals of these lines, best first
        :raise AccessError: for anybody but finance
        """
        self._check_may_match()
        journal.check_access("read")
        # sudo: finance reads all items of the company; nobody writes proposals but these methods
        proposals = self.sudo().with_company(journal.company_id)
        line_ids = proposals._collect_candidates(journal, lines)
        rejected = proposals._keys_of("rejected", line_ids)
        explanations = [
            match
            for money, candidates in proposals._read_candidates(line_ids)
            for match in explain(money, candidates, rejected)
        ]
        wanted = frozenset(key for [key] in self.env.execute_query(pairs_sql.WANTED))
        matches = settle(explanations, wanted, proposals._keys_of("undone", line_ids))
        return proposals._write_proposals(journal, line_ids, matches).sudo(False)

    def _keys_of(self, state, line_ids):
        """Return the keys of the matches of these lines that are in a state."""
        query = self._search([("state", "=", state), ("line_ids.statement_line_id", "in", line_ids)])
        keys = self.env.execute_query(query.select(self._field_to_sql(query.table, "key", query)))
        return frozenset(key for [key] in keys)

    # -- collecting --------------------------------------------------------------------------------

    def _collect_candidates(self, journal, lines):
        """Make the temporary tables of the lines and of what they may pay; return the ids of the lines."""
        self.env.flush_all()
        line_ids = None if lines is None else lines.ids
        similar = self.env.registry.has_trigram
        for statement in (
            pairs_sql.DROP,
            *items_sql.tables_sql(journal, line_ids),
            *pairs_sql.tables_sql(journal.company_id, similar, self._further_pairs_sql(journal)),
        ):
            self.env.cr.execute(statement)
        rows = self.env.execute_query(SQL("SELECT line_id FROM pg_temp.match_money ORDER BY line_id"))
        return [line_id for (line_id,) in rows]

    @api.model
    def _further_pairs_sql(self, journal):
        """Return the queries by which other addons join bank lines with items.

        Each yields ``line_id, no, sign``: of ``pg_temp.match_money`` and ``pg_temp.match_item``, which have the open
        bank lines and the items of the company, and a sign that ``matching_model`` gives points for.

        :param journal: the bank journal whose lines are looked at
        :returns: list of SQL
        """
        return []
