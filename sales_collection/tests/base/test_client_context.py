from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .client_input_common import ClientInputCommon

#: the doors by which who it is makes a difference
_ASKED = ("a value", "a change")
#: what whoever may write it changes by a button as well, with the same right
_OF_BUTTONS = {
    # taxes that another addon has computed: never for less, see ``base_figures``
    ("sale.order", "amount_tax"),
    ("sale.order", "amount_total"),
    ("sale.order.line", "price_tax"),
    ("sale.order.line", "price_total"),
    ("account.bank.statement.line", "collection_import_key"),
    ("account.bank.statement.line", "collection_import_whole"),
    ("account.bank.statement.line", "collection_named_on_account"),
    ("account.bank.statement.line", "collection_not_ours"),
    ("account.bank.statement.line", "collection_transfer"),
    ("account.move.line", "collection_level_date"),
    ("account.move.line", "collection_level_id"),
    ("collection.incentive.plan", "previous_id"),
    ("collection.match.alias", "times"),
    ("collection.policy", "origin_id"),
    ("collection.policy", "state"),
}


@tagged("post_install", "-at_install")
class TestClientContext(ClientInputCommon):
    """What is kept from people's hands comes in through no door: value, default, import, copy, line of a parent.

    The list is made of all models and fields, so that it covers those that are written tomorrow.
    """

    def _creatable(self):
        """Return the models that one of the users makes records of, and that have something to keep."""
        models = [self.env[name] for name in self.env if not self.env[name]._abstract and not self.env[name]._transient]
        return [
            model
            for model in models
            if model._collection_kept()
            and model._name != "collection.dispute.line"  # made with its dispute only
            and any(model.with_user(user).has_access("create") for user in self.users)
        ]

    def _kept(self, model):
        return [model._fields[name] for name in sorted(model._collection_kept()) if model._fields[name].store]

    def _doors(self, model, record, field, forged):
        """Return {door: what goes through it and returns the record}."""
        values, name = self.values[model._name], field.name
        text = str(forged[0][1] if field.type in ("one2many", "many2many") else forged)

        def default():
            return model.with_context(**{f"default_{name}": forged}).create(values)

        def superuser():
            return model.with_context(**{f"default_{name}": forged}).sudo().create(values)

        def kept_default():
            plain = text if field.type in ("date", "datetime") else forged
            self.env["ir.default"].with_user(model.env.user).set(model._name, name, plain, user_id=True)
            return model.create(values)

        def imported():
            column = f"{name}/.id" if field.relational else name
            model.load([".id", column], [[str(record.id), text]])
            return record

        doors = {
            "a value": lambda: model.create({**values, name: forged}),
            "a default": default,
            "a default of a button": superuser,
            "a default that is kept": kept_default,
            "an import": imported,
            "a copy": lambda: record.copy({name: forged}),
            "a change": lambda: record.write({name: forged}) and record,
        }
        for parent, lines in self._parents(model, values):
            doors[f"a line of {parent._name}"] = lambda parent=parent, lines=lines: self._added(
                parent, lines, {**values, name: forged}
            )
            doors[f"a line of {parent._name}, changed"] = lambda parent=parent, lines=lines: (
                parent.write({lines: [Command.update(record.id, {name: forged})]}) and record
            )
        return doors

    def _parents(self, model, values):
        for name, value in values.items():
            field = model._fields[name]
            if field.type == "many2one":
                parent = self.env[field.comodel_name].with_user(model.env.user).browse(value)
                yield from (
                    (parent, other.name)
                    for other in parent._fields.values()
                    if other.type == "one2many" and (other.comodel_name, other.inverse_name) == (model._name, name)
                )

    def _added(self, parent, lines, values):
        before = parent.sudo()[lines]
        parent.write({lines: [Command.create(values)]})
        return parent.sudo()[lines] - before

    def _let_in(self, model, user, doors=None):
        """Return what comes in through these doors (all by default); None if the user cannot make such a record."""
        ours, found = model.with_user(user).with_company(self.company), None
        with self._tried():
            record = ours.create(self.values.get(model._name, {}))
            self.env.flush_all()
            found = set()
            for field in self._kept(model):
                forged = self._forged(field, record.sudo())
                for door, go in self._doors(ours, record, field, forged).items() if forged is not None else ():
                    if doors is None or door in doors:
                        with self._tried():
                            if self._took(go(), field, forged):
                                found.add((model._name, field.name, door))
        return found

    def test_no_door_lets_in_what_is_kept(self):
        let_in = set()
        for model in self._creatable():
            found = [None]
            for user in self.users:
                # every door for the first one who may; of the others what is asked of whoever is there
                found.append(self._let_in(model, user, None if not any(one is not None for one in found) else _ASKED))
            made = [one for one in found if one is not None]
            with self.subTest(model._name):
                self.assertTrue(made, "give values that make one")
            let_in.update(*made)
        self.assertFalse([one for one in sorted(let_in) if one[2].startswith("a default")])
        self.assertFalse([one for one in sorted(let_in) if one[:2] not in _OF_BUTTONS and not self._is_judged(*one)])

    def _is_judged(self, model, name, _door):
        """Return whether a field is given as a value by those who may."""
        field = self.env[model]._fields[name]
        return not field.readonly or (model, name) == ("account.move.line", "collection_user_id")

    # -- as somebody would do it

    def test_a_salesperson_opens_a_dispute_and_does_not_accept_it_by_the_context(self):
        context = {"default_state": "accepted", "default_answer": "Forged", "default_date_closed": "2026-03-01"}
        disputes = self.env["collection.dispute"].with_user(self.amy).with_context(**context)
        dispute = disputes.create(self.values["collection.dispute"])
        self.assertEqual((dispute.state, dispute.answer, dispute.date_closed), ("open", False, False))

    def test_nobody_adds_to_a_dispute_that_holds_something_by_the_context(self):
        dispute = self.env["collection.dispute"].with_user(self.amy).create(self.values["collection.dispute"])
        lines = dispute.line_ids.with_context(default_dispute_id=dispute.id)
        item = self._receivable(self._open(300))
        with self._tried():
            lines.create({"move_line_id": item.id, "amount": 300})
        self.assertEqual(dispute.amount, 5)

    def test_a_dispute_line_does_not_bring_its_credit_note(self):
        note = self._invoice(5, move_type="out_refund", post=False)
        line = Command.create({**self.values["collection.dispute"]["line_ids"][0][2], "credit_move_id": note.id})
        for context in ({}, {"default_credit_move_id": note.id}):
            disputes = self.env["collection.dispute"].with_user(self.amy).with_context(**context)
            with self._tried():
                dispute = disputes.create({**self.values["collection.dispute"], "line_ids": [line]})
                self.assertFalse(dispute.sudo().line_ids.credit_move_id)

    def test_a_promise_is_not_kept_by_the_context(self):
        promises = self.env["collection.promise"].with_user(self.amy)
        promises = promises.with_context(default_state="kept", default_amount_received=1000000)
        promise = promises.create(self.values["collection.promise"])
        self.assertEqual((promise.state, promise.amount_received), ("open", 0))

    def test_a_plan_is_not_approved_by_the_context(self):
        plans = self.env["collection.plan"].with_user(self.amy)
        plans = plans.with_context(default_state="active", default_approved_by_id=self.lea.id)
        plan = plans.create(self.values["collection.plan"])
        self.assertEqual((plan.state, plan.approved_by_id), ("draft", self.env["res.users"]))

    def test_an_order_comes_with_its_own_responsible_and_an_open_schedule(self):
        context = {"default_collection_schedule_state": "approved", "default_collection_user_id": self.ben.id}
        orders = self.env["sale.order"].with_user(self.amy).with_context(**context)
        order = orders.create(self.values["sale.order"])
        self.assertEqual((order.collection_schedule_state, order.collection_user_id), ("draft", self.amy))

    def test_a_schedule_that_is_approved_grows_by_no_default(self):
        self.order.sudo().collection_schedule_state = "approved"
        lines = self.env["collection.schedule.line"].with_user(self.amy).with_context(default_order_id=self.order.id)
        with self.assertRaisesRegex(UserError, "is approved"):
            lines.create({"name": "More", "amount": 5})

    def test_a_confirmed_order_grows_by_no_default(self):
        self.company.collection_policy_id.credit_rule_limit = "block"
        self.customer.credit_limit = 550
        self.order.action_confirm()
        lines = self.env["sale.order.line"].with_user(self.amy).with_context(default_order_id=self.order.id)
        with self.assertRaisesRegex(UserError, "credit limit"):
            lines.create({"product_id": self.service.id, "price_unit": 100})

    def test_a_leader_still_names_who_answers_for_an_opening_balance(self):
        item = self._receivable(self._entry(300, self.company_data["default_account_revenue"]))
        item.with_user(self.lea).collection_user_id = self.ben
        self.assertEqual(item.collection_user_id, self.ben)
        with self.assertRaises(AccessError):
            item.with_user(self.amy).collection_user_id = self.amy
