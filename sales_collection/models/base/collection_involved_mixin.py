from odoo import fields, models


class CollectionInvolvedMixin(models.AbstractModel):
    """Four eyes by memory: who is concerned by a document, or was once, whoever it is meanwhile.

    The field follows what ``_concerned_now`` returns and forgets nobody, so that somebody who hands a document over
    for a moment decides on it no more than before. As a figure it is written by the program alone.
    """

    _name = "collection.involved.mixin"
    _description = "Document with Involved Users"

    collection_involved = fields.Json(
        string="Involved Users", compute="_compute_collection_involved", store=True, groups=fields.NO_ACCESS
    )

    def _compute_collection_involved(self):
        """Add who is concerned now. Who extends this says on which fields that depends."""
        for record in self:
            record.collection_involved = sorted({*(record.collection_involved or ()), *record._concerned_now().ids})

    def _concerned_now(self):
        """Return the users whom a document concerns as it is now."""
        raise NotImplementedError(f"{self._name} has to say whom it concerns")

    def _collection_were_involved(self):
        """Return everybody whom one of these documents concerns or has ever concerned."""
        # sudo: it counts, whoever may read the document
        found = {user_id for record in self.sudo() for user_id in record.collection_involved or ()}
        return self.env["res.users"].browse(sorted(found))

    def _collection_concerns_user(self):
        """Return whether somebody else than the current user decides on these documents, since they concern him.

        What concerns the only manager of a company he decides himself.
        """
        if self.env.su or self.env.user not in self._collection_were_involved():
            return False
        companies = self.sudo().company_id  # sudo: as above
        return not all(company._collection_is_only_manager() for company in companies)
