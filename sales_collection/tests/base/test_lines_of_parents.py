from contextlib import suppress

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .client_input_common import REFUSED, ClientInputCommon

#: what every document has, kept by Odoo's own rights
_OF_MAIL = (
    "activity_ids",
    "message_ids",
    "message_follower_ids",
    "message_partner_ids",
    "rating_ids",
    "website_message_ids",
)


@tagged("post_install", "-at_install")
class TestLinesOfParents(ClientInputCommon):
    """Through the lines and links of what somebody may write he reaches no record that he may not.

    The list is made of all such fields of the addon's models, and of those that it adds to Odoo's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sudo: what nobody of those who try may write: Zoe's, of the other team
        own = cls.env(su=True)
        customer = own["res.partner"].create({"name": "Zinnia Ltd", "is_company": True, "user_id": cls.zoe.id})
        invoice = cls._open(300, user=cls.zoe, partner=customer)
        item = cls._receivable(invoice)
        line = Command.create({"product_id": cls.service.id, "price_unit": 100})
        order = own["sale.order"].create(
            {"partner_id": customer.id, "user_id": cls.zoe.id, "team_id": cls.other_team.id, "order_line": [line]}
        )
        bank = cls._bank_line(70, partner=customer)
        claim = cls._receipt(20, partner_id=customer.id, user=cls.zoe)
        replaced = {
            "partner_id": customer.id,
            "order_id": order.id,
            "move_line_id": item.id,
            "move_id": invoice.id,
            "receipt_id": claim.id,
            "user_id": cls.zoe.id,
            "move_line_ids": [Command.set(item.ids)],
        }
        cls.others = {
            "account.bank.statement.line": bank,
            "account.move": invoice,
            "account.move.line": item,
            "collection.receipt": claim,
            "res.partner": customer,
            "sale.order": order,
            "res.users": cls.zoe,
        }
        for name, values in cls.values.items():
            if name not in cls.others:
                values = {key: replaced.get(key, value) for key, value in values.items()}
                if name == "collection.dispute":
                    values["line_ids"] = [Command.create({"move_line_id": item.id, "amount": 5})]
                cls._make(name, values)
        cls.others["collection.dispute.line"] = cls.others["collection.dispute"].line_ids
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.env.transaction, "default_env", self.env.transaction.default_env)

    @classmethod
    def _make(cls, name, values):
        for model in (cls.env[name].with_user(cls.zoe), cls.env[name].sudo()):
            with suppress(*REFUSED), cls.env.cr.savepoint():
                cls.others[name] = model.with_company(cls.company).create(values).sudo()
                return

    @classmethod
    def _fields(cls, model):
        """Return the fields by which records of this model hold or link others."""
        ours = model._name.startswith("collection.")
        return [
            field
            for name, field in model._fields.items()
            if (field.type == "one2many" or field.type == "many2many" and field.store)
            and not (field.compute or field.related or name in _OF_MAIL)
            and (ours or name.startswith("collection_"))
        ]

    def _parents(self, model, user):
        """Return what the user may write: what he makes himself, and of what is there."""
        own = model.with_user(user).with_company(self.company)
        with suppress(*REFUSED), self.env.cr.savepoint():
            yield own.create(self.values.get(model._name, {}))
        there = self.others.get(model._name) or model.sudo().search([], limit=1)
        if there and there.with_user(user).has_access("write"):
            yield there.with_user(user)

    def _commands(self, field, child):
        """Return {what it is: command} of all ways to reach another one's record through a field."""
        comodel = self.env[field.comodel_name]
        plain = (
            other
            for other in comodel._fields.values()
            if other.store and not other.compute and not other.related and other.type in ("char", "text", "float")
        )
        change = next(plain, None)
        return {
            "changed": change and Command.update(child.id, {change.name: self._forged(change, child)}),
            "deleted": Command.delete(child.id),
            "unlinked": Command.unlink(child.id),
            "linked": Command.link(child.id),
            "set": Command.set(child.ids),
            "cleared": Command.clear(),
            "created": Command.create(self.values.get(comodel._name, {})),
        }

    def _row(self, record):
        """Return what the database holds of a record, without who has written it when."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT * FROM %s WHERE id = %s", SQL.identifier(record._table), record.id))
        row = self.env.cr.dictfetchone()
        return row and {name: value for name, value in row.items() if name not in ("write_date", "write_uid")}

    def _harm(self, parent, field, child, command, may):
        """Return what a command does to another one's record beyond these rights on it; empty if it is refused."""
        before, harm = self._row(child), []
        comodel = self.env[field.comodel_name].sudo()
        held, count = parent.sudo()[field.name], comodel.search_count([])
        with self._tried():
            parent.write({field.name: [command]})
            after = self._row(child)
            self.env.invalidate_all()
            if after is None and not may["unlink"]:
                harm.append("deleted")
            if after not in (before, None) and not may["write"]:
                harm.append("changed")
            if child in parent.sudo()[field.name] - held and not may["read"]:
                harm.append("linked")
            if comodel.search_count([]) > count and not may["create"]:
                harm.append("created")
        return harm

    def _found(self, parent, field, tried):
        """Return what harm is done through a field of what somebody may write."""
        other = self.env[field.comodel_name].sudo()
        child = self.others.get(field.comodel_name) or other.search([], limit=1)
        user = parent.env.user
        may = {right: child.with_user(user).has_access(right) for right in ("read", "write", "unlink")}
        may["create"] = other.sudo(False).with_user(user).has_access("create")
        if not child or all(may.values()) or not parent._has_field_access(field, "write"):
            return
        tried.add((parent._name, field.name))
        for door, command in self._commands(field, child).items():
            for what in self._harm(parent, field, child, command, may) if command else ():
                yield (parent._name, field.name, door, user.login, what)

    def test_no_line_of_a_parent_reaches_what_its_user_may_not(self):
        found, tried = [], set()
        models = [self.env[name] for name in self.env if self.env[name]._auto and not self.env[name]._transient]
        for model in filter(self._fields, models):
            for user in self.users:
                # as if the request were this user's: Odoo falls back on him for users and what else it guards
                self.env.transaction.default_env = self.env(user=user)
                for parent in self._parents(model, user):
                    for field in self._fields(model):
                        found += self._found(parent, field, tried)
        self.assertFalse(found)
        self.assertGreater(len(tried), 10)
