from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..base.collection_roles import check_role


class CollectionPolicyCopy(models.Model):
    """A policy is changed on a copy that nobody hears by, which then takes its place."""

    _inherit = "collection.policy"

    origin_id = fields.Many2one(
        "collection.policy",
        string="Draft Of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Policy that is replaced by this draft.",
    )

    def action_copy_to_draft(self):
        """Return the form of a copy of this policy, not in use, to be changed in peace."""
        self.ensure_one()
        draft = self.copy({"name": self.env._("%(policy)s (draft)", policy=self.name)})
        draft.origin_id = self
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [[False, "form"]],
        }

    def action_replace_origin(self):
        """Put this policy in the place of the one it was copied from, which is archived.

        :raises AccessError: for whoever is no manager.
        :raises UserError: for a policy that is no copy, or has no levels.
        """
        self.ensure_one()
        self._check_may_replace()
        origin = self.origin_id
        if not origin or not origin.active:
            raise UserError(
                self.env._(
                    "%(policy)s is not a draft version of another policy. Activate it instead.", policy=self.name
                )
            )
        self.action_switch_on()
        self._move_customers(origin)
        # sudo: the company's policy is a manager's to change, the company otherwise is not
        company = self.company_id.sudo()
        if company.collection_policy_id == origin:
            company.collection_policy_id = self
        self.write({"name": origin.name, "sequence": origin.sequence, "origin_id": False})
        origin.write({"state": "draft", "active": False, "category_ids": [fields.Command.clear()]})

    @api.model
    def _check_may_replace(self):
        check_role(self, "manager", self.env._("Only a manager can change the collection policy of customers."))

    def _move_customers(self, origin):
        """Name this policy on all customers on whom the other one is named, in one statement."""
        partners = self.env["res.partner"]
        partners.flush_model(["collection_policy_id"])
        key = str(self.company_id.id)
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner
                   SET collection_policy_id = jsonb_set(collection_policy_id, ARRAY[%(key)s], to_jsonb(%(new)s::int))
                 WHERE (collection_policy_id ->> %(key)s)::int = %(old)s
                """,
                key=key,
                new=self.id,
                old=origin.id,
            )
        )
        partners.invalidate_model(["collection_policy_id"])

    def action_preview(self):
        """Return the preview of this policy: who would hear what today and over the next 30 days.

        :raises AccessError: for finance, of a policy that is not in use.
        """
        if self.state != "live":
            self._check_may_replace()
        return self._open_forecast("collection.policy.preview", self.env._("Preview"))

    def action_backtest(self):
        """Return the last 12 months replayed under this policy.

        :raises AccessError: for whoever is no manager.
        """
        self._check_may_replace()
        return self._open_forecast("collection.policy.backtest", self.env._("Backtest of 12 Months"))

    def _open_forecast(self, model, name):
        self.ensure_one()
        wizard = self.env[model].create({"policy_id": self.id})
        wizard.action_compute()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
