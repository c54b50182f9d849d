from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .two_companies_common import TwoCompaniesCommon

#: who may read it sees all of the company, whoever is named on it: what everybody is judged by
_OF_THE_COMPANY = {
    "collection.credit.weight",
    "collection.exposure.item",  # see below
    "collection.level",
    "collection.level.charge",
    "collection.policy",
}


@tagged("post_install", "-at_install")
class TestTwoCompanies(TwoCompaniesCommon):
    """Whatever is there of any model: nobody sees or touches what is the other company's, or somebody else's.

    The list is made of all models of the addon, so that it covers those that are written tomorrow.
    """

    def _models(self, transient=False):
        return [
            name
            for name in sorted(self.env)
            if name.startswith("collection.")
            and not self.env[name]._abstract
            and self.env[name]._transient == transient
        ]

    def _of_companies(self):
        return [name for name in self._models() if self._path(name, "company_id")]

    def _readers(self, name):
        """Yield the model as each person of this company who reads it."""
        for user in (*self.here.users, self.here.ben, self.here.zoe):
            records = self.env[name].with_user(user).with_context(active_test=False)
            if records.has_access("read"):
                yield user, records

    def test_each_model_has_records_in_both(self):
        for name in self._of_companies():
            with self.subTest(name):
                for side in (self.here, self.there):
                    self.assertTrue(self._records(name, side), "make one in TwoCompaniesCommon._live")

    def test_what_is_no_company_s_is_guarded_as_shared(self):
        for name in set(self._models()) - set(self._of_companies()):
            with self.subTest(name):
                model = self.env[name]
                changed = any(model.with_user(self.max).has_access(way) for way in ("create", "write", "unlink"))
                shared = isinstance(model, self.registry["collection.shared.mixin"])
                self.assertTrue(shared or not changed, "it serves all companies: inherit collection.shared.mixin")

    # -- reading -------------------------------------------------------------------------------------

    def test_nobody_finds_what_is_the_other_company_s(self):
        for name in self._of_companies():
            others = self._records(name, self.there).ids
            for user, records in self._readers(name):
                found = {
                    "search": set(records.search([]).ids) & set(others),
                    "search_count": records.search_count([("id", "in", others)]),
                    "read_group": records._read_group([("id", "in", others)], [], ["__count"])[0][0],
                    "name_search": records.name_search("", [("id", "in", others)]),
                }
                self.assertFalse({way: what for way, what in found.items() if what}, f"{user.name}: {name}")

    def test_nobody_has_access_to_what_is_the_other_company_s(self):
        for name in self._of_companies():
            others = self._records(name, self.there).ids
            for user, records in self._readers(name):
                for operation in ("read", "write", "unlink"):
                    found = records.browse(others)._filtered_access(operation)
                    self.assertFalse(found, f"{user.name}: {operation} {name}")

    def test_no_method_reaches_what_is_the_other_company_s(self):
        """Max, who may most, by each method of the ORM that a client calls."""
        for name in self._of_companies():
            model = self.env[name].with_user(self.here.max)
            if not model.has_access("read"):
                continue
            other = model.browse(self._records(name, self.there)[:1].id)
            for way, call in {
                "read": lambda other=other: other.read(["display_name"]),
                "web_read": lambda other=other: other.web_read({"display_name": {}}),
                "export_data": lambda other=other: other.export_data([".id"]),
                "write": lambda other=other: other.write({"create_date": False}),
                "copy": lambda other=other: other.copy(),
                "unlink": lambda other=other: other.unlink(),
            }.items():
                if way == "web_read" and not self.env[name]._auto:
                    continue  # a row that is not there has no values
                with self.subTest(f"{way} {name}"), self.assertRaises(UserError):
                    call()

    def test_nobody_switches_to_a_company_that_is_not_his(self):
        for user in self.here.users:
            for name in ("collection.promise", "collection.entry", "collection.receivable"):
                records = self.env[name].with_user(user).with_context(allowed_company_ids=self.there.company.ids)
                with self.assertRaises(AccessError):
                    records.search([])

    def test_a_colleague_s_records_are_a_colleague_s(self):
        """Amy finds what names her, Lea what names somebody of her team."""
        here = self.here
        mine = {here.amy: here.amy, here.lea: here.amy | here.ben | here.lea}
        strange = {}
        for name in self._of_companies():
            paths = [] if name in _OF_THE_COMPANY else self._people_of(name)
            for user, team in mine.items() if paths else ():
                records = self.env[name].with_user(user).with_context(active_test=False)
                found = records.search([]).sudo() if records.has_access("read") else ()
                for record in found:
                    named = self._named(record, paths)
                    if not named & team:
                        strange.setdefault((user.name, name), set()).update(named.mapped("name"))
        self.assertFalse(strange)

    def test_of_an_exposure_one_reads_no_document_of_a_colleague(self):
        """The customer's limit is one for all, so all count; what a colleague answers for is a sum only."""
        items = self.env["collection.exposure.item"].with_user(self.here.amy).search([])
        others = items.filtered(lambda item: item.user_id != self.here.amy)
        self.assertTrue(others)
        self.assertFalse(others.filtered(lambda item: not item.of_others))
        for name in ("move_id", "order_id", "receipt_id"):
            self.assertFalse(any(others.mapped(name)), name)

    def _named(self, record, paths):
        return self.env["res.users"].union(*(record.mapped(path).with_env(self.env) for path in paths))

    # -- both at once --------------------------------------------------------------------------------

    def test_who_works_in_both_sees_of_each_what_its_own_people_see(self):
        """Nothing is added up twice, and no figure depends on which company comes first."""
        both = self.max
        both.sudo().company_ids += self.there.company
        for name in self._of_companies():
            model = self.env[name].with_user(both)
            if model.has_access("read"):
                for side in (self.here, self.there):
                    alone = self._figures(model, side, side.company)
                    for first, second in ((self.here, self.there), (self.there, self.here)):
                        with self.subTest(name, company=side.company.name, first=first.company.name):
                            together = self._figures(model, side, first.company + second.company)
                            self.assertEqual(together, alone)

    def test_a_customer_of_both_owes_both_and_each_thing_once(self):
        self.max.sudo().company_ids += self.there.company
        customer = self.customer.with_user(self.max)
        companies = self.here.company + self.there.company
        for name in ("collection_amount_open", "collection_amount_overdue", "collection_notice_count"):
            here, there, both = (
                customer.with_context(allowed_company_ids=chosen.ids)[name] for chosen in (*companies, companies)
            )
            self.assertTrue(here and there, name)
            if customer._fields[name].type == "monetary":
                there = self.there.currency._convert(there, self.here.currency, self.there.company)
            self.assertAlmostEqual(both, here + there, 2, name)

    def test_amounts_are_in_the_currency_of_their_company(self):
        for name in self._of_companies():
            fields = [field for field in self.env[name]._fields.values() if field.type == "monetary"]
            for side in (self.here, self.there):
                records = self._records(name, side) if fields else ()
                told = {
                    (record, field.name): record[field.get_currency_field(record)]
                    for field in fields
                    for record in records
                }
                with self.subTest(name, company=side.company.name):
                    self.assertFalse({what: one.name for what, one in told.items() if one and one != side.currency})

    def test_what_is_said_of_a_customer_is_said_in_one_company(self):
        here, there = (self.customer.sudo().with_company(side.company) for side in (self.here, self.there))
        ours = [
            field for field in here._fields.values() if field.company_dependent and field.name.startswith("collection_")
        ]
        self.assertTrue(ours)
        before = {field.name: here[field.name] for field in ours}
        there.write({field.name: self._forged(field, there) for field in ours})
        for name, value in before.items():
            self.assertEqual(here[name], value, name)
            self.assertNotEqual(there[name], value, name)

    def _figures(self, model, side, companies):
        """Return {id: values} of all that is of a company, as seen by who is switched to these companies."""
        self.env.invalidate_all()
        records = model.with_context(active_test=False, allowed_company_ids=companies.ids)
        found = records.search([("id", "in", self._records(model._name, side).ids)])
        names = [
            name
            for name, field in model._fields.items()
            if not field.relational and field.type not in ("binary", "html", "json") and name[:8] not in _OF_ODOO
        ]
        return {
            row["id"]: row
            for row in found.read([name for name in names if model._has_field_access(model._fields[name], "read")])
        }


@tagged("post_install", "-at_install")
class TestTwoCurrencies(TestTwoCompanies):
    """The same, where the other company keeps its books in another currency."""

    @classmethod
    def _other_values(cls):
        euro = cls.setup_other_currency("EUR")
        euro.rate_ids.company_id = False  # one rate for both
        return {"currency_id": euro.id}

    def test_the_companies_have_two_currencies(self):
        self.assertNotEqual(self.here.currency, self.there.currency)
        self.assertNotEqual(self.there.currency._convert(1, self.here.currency, self.there.company), 1)


@tagged("post_install", "-at_install")
class TestBranch(TestTwoCompanies):
    """The same, where the other company is a branch of this one, with people and a bank of its own."""

    @classmethod
    def _other_values(cls):
        return {"parent_id": cls.company.id}

    @classmethod
    def setup_other_company(cls, **values):
        data = super().setup_other_company(**values)
        bank = {"type": "bank", "name": "Bank of the Branch", "company_id": data["company"].id}
        data["default_journal_bank"] = cls.env["account.journal"].create(bank)
        return data

    def test_the_other_company_is_a_branch(self):
        self.assertEqual(self.there.company.parent_id, self.here.company)


#: beginnings of the names of fields that are not ours: chatter and activities
_OF_ODOO = {"activity", "message_", "my_activ", "has_mess", "__last_u", "write_da"}
