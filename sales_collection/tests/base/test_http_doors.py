from collections import Counter

from odoo.tests import tagged

from .http_doors_common import HttpDoorsCommon


@tagged("post_install", "-at_install")
class TestHttpDoors(HttpDoorsCommon):
    """No address of the server tells or changes what the rules do not give to whoever asks.

    The lists are made of all addresses that name a record, a file, a message, a follower or a report, and of all models
    of the addon that have one of these.
    """

    def test_no_address_opens_what_the_rules_do_not_give(self):
        doors, tried = self._doors(), Counter()
        for model in self._tried_models():
            for record, people in self._forbidden(model).items():
                names = self._marked(record)
                before = self._beside(record)
                for user in people:
                    self._come_as(user)
                    for url, routing, filled in self._asked(doors, record, self._of(user, names)):
                        if user or routing["auth"] == "public":
                            tried[url] += 1
                            with self.subTest(user=user.name, record=str(record), address=url):
                                self.assertNotIn(self._secret(record), self._said(url, routing, filled))
                    with self.subTest(user=user.name, record=str(record)):
                        self.assertEqual(self._beside(record), before)
        self.assertGreater(sum(tried.values()), 1000)

    def test_the_same_addresses_open_for_who_may(self):
        """What is tried above is what opens: a word that is nowhere would be found nowhere."""
        doors = [door for door in self._doors() if "GET" in (door[1]["methods"] or ["GET"]) or "messages" in door[0]]
        self._come_as(self.here.max)
        for model in self._tried_models():
            record = self._records(model, self.here)[:1]
            self.assertTrue(record.with_user(self.here.max).has_access("read"), model)
            names = self._of(self.here.max, self._marked(record))
            asked, secret = self._asked(doors, record, names), self._secret(record)
            opened = [url for url, *rest in asked if secret in self._said(url, *rest)]
            with self.subTest(model):
                self.assertTrue(any("content" in url for url in opened), "its file")
                if "message_ids" in record._fields:
                    self.assertIn("/mail/thread/messages", opened)

    def test_nobody_comes_without_a_session(self):
        self._come_as(self.env["res.users"])
        doors = [door for door in self._doors() if door[0].startswith("/sales_collection/")]
        self.assertTrue(doors)
        for url, routing, _parameters in doors:
            self.assertEqual(routing["auth"], "user", url)
            answer = self.url_open(url.replace("<int:audit_id>", "1"), allow_redirects=False)
            self.assertIn("/web/login", answer.headers["Location"], url)

    def _forbidden(self, model):
        """Return {record: people} of those who may not read it: nobody's, a colleague's, the other company's."""
        found = {}
        nobody = self.env["res.users"]
        for user in (nobody, self.portal, self.employee, self.here.amy, self.here.fay):
            records = self._records(model, self.here if user == self.here.amy else self.there)
            if user:
                readable = records.with_user(user).sudo(False)._filtered_access("read")
                records = records.filtered(lambda record, readable=readable: record.id not in readable.ids)
            for record in records[:1]:
                found.setdefault(record, []).append(user)
        return found

    def _come_as(self, user):
        self.authenticate(user.login or None, user.login or None)

    def _of(self, user, names):
        return {**names, "partner_ids": user.partner_id.ids, "order_line": "order_line"}

    def _beside(self, record):
        """Return how much is fastened to a record, and what it says itself."""
        self.env.invalidate_all()
        files = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        # who asks for the address of an order or an invoice makes Odoo give it a token, and is not told it
        ours = record._name.startswith("collection.")
        found = {"files": files.search_count(domain), "written": ours and record.write_date}
        if "message_ids" in record._fields:
            messages = record.message_ids
            found.update(
                messages=messages.mapped("body"),
                reactions=len(messages.reaction_ids),
                followers=record.message_partner_ids.ids,
            )
        return found
