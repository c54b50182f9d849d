import inspect
import io
import json
import re
import zipfile
from contextlib import suppress

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL

from .two_companies_common import TwoCompaniesCommon

#: what these parameters of addresses are given, beside those that name the record
_GIVEN = {
    "action": "add",
    "content": "x",
    "converter": "html",
    "crop": "0",
    "domain": [],
    "emails": ["x@example.com"],
    "filename": "x",
    "filetype": "pdf",
    "height": 10,
    "post_data": {"body": "x"},
    "report_type": "html",
    "ufile": "x",
    "unique": "x",
    "update_data": {"body": "x"},
    "width": 10,
    "zip_name": "x.zip",
}
#: places in an address that say how, and not of what
_OF_NO_RECORD = {"filename", "height", "unique", "width"}
_PLACE = re.compile(r"<(?:(?P<kind>[^:>]+):)?(?P<name>\w+)>")
_MODEL = re.compile(r"models?\(\"(.+)\"\)")


class HttpDoorsCommon(TwoCompaniesCommon, HttpCase):
    """Every address of the server that names a record, a file, a message, a report, or a follower by its number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "portal_of_customer", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.employee = new_test_user(cls.env, "employee", groups="base.group_user", company_id=cls.company.id)

    # -- records

    def _tried_models(self):
        """Return the models that an address may name: ours with a chatter, a file or a report, and documents."""
        reports = self.env["ir.actions.report"].sudo().search([("report_name", "=like", "sales_collection.%")])
        stored = [name for name, model in self.registry.items() if model._auto and not model._transient]
        for name in sorted(name for name in stored if name.startswith("collection.")):
            model = self.env[name]
            if name in reports.mapped("model") or "message_ids" in model._fields or self._files_of(model):
                yield name
        yield from ("account.move", "sale.order")

    def _files_of(self, model):
        return [name for name, field in model._fields.items() if field.type in ("binary", "image")]

    def _secret(self, record):
        """Return what is put into every text of a record, its messages and files."""
        return f"secret-{record._table}-{record.id}-"

    def _marked(self, record):
        """Put the word that is searched for into whatever a record says, and return {parameter: value} that name it."""
        record, secret = record.sudo(), self._secret(record)
        self.env.flush_all()
        for name, field in record._fields.items():
            if field.type in ("char", "text") and field.store and field.column_type and not field.translate:
                column = SQL.identifier(name)
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s || ' ' || %s WHERE id = %s AND %s <> ''",
                        SQL.identifier(record._table),
                        column,
                        column,
                        secret,
                        record.id,
                        column,
                    )
                )
        self.env.invalidate_all()
        files = self.env["ir.attachment"].sudo()
        of_record = {"res_model": record._name, "res_id": record.id}
        file = files.create({"name": f"{secret}.txt", "raw": secret.encode(), **of_record})
        names = {
            "attachment_id": file.id,
            "docids": record.id,
            "file_ids": file.id,
            "id": record.id,
            "ids": record.id,
            "res_id": record.id,
            "thread_id": record.id,
            f"{record._name.rpartition('.')[2]}_id": record.id,
            **dict.fromkeys(("model", "res_model", "thread_model"), record._name),
        }
        if record._name == "account.move":
            names["invoice_id"] = record.id
        if "message_ids" in record._fields:
            subtype = self.env.ref("mail.mt_note")
            post = record.with_context(mail_notify_force_send=False).message_post
            names["message_id"] = post(body=secret, subtype_id=subtype.id, attachment_ids=file.copy().ids).id
            record.message_subscribe(partner_ids=self.here.max.partner_id.ids)
            names["follower_id"] = record.message_follower_ids[:1].id
        return names

    # -- addresses

    def _doors(self):
        """Return (address, routing, parameters) of what a client may ask, one of each handler and shape."""
        http, doors = self.env["ir.http"], {}
        modules = sorted(self.registry._init_modules)
        for url, endpoint in http._generate_routing_rules(modules, http._get_converters()):
            handler = endpoint.original_endpoint
            parameters = list(inspect.signature(handler).parameters.values())[1:]
            places = frozenset(match["name"] for match in _PLACE.finditer(url)) - {
                "filename",
                "unique",
                "width",
                "height",
            }
            if endpoint.routing["auth"] in ("public", "user") and endpoint.routing["type"] in ("http", "jsonrpc"):
                doors.setdefault((handler, places), (url, endpoint.routing, parameters))
        return list(doors.values())

    def _filled(self, door, names):
        """Return the address and the parameters that name a record at a door; None where it cannot be named there."""
        url, routing, parameters = door
        known, places = {**_GIVEN, **names}, {match["name"]: match for match in _PLACE.finditer(url)}
        if "id" in places and "model" not in places:
            known["id"] = names["attachment_id"]
        for place, match in places.items():
            if model := _MODEL.match(match["kind"] or ""):
                known[place] = {names["model"]: names["id"], "ir.attachment": names["attachment_id"]}.get(model[1])
        required = {
            one.name
            for one in parameters
            if one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
        }
        wanted = required | set(places)
        if any(known.get(name) is None for name in wanted):
            return None
        filled = {one.name: known[one.name] for one in parameters if one.name in known} | {
            name: known[name] for name in wanted
        }
        if not any(filled.get(name) == value for name, value in names.items() if name in filled):
            return None
        for name, match in places.items():
            url = url.replace(match[0], str(filled.pop(name)))
        return url, filled

    def _said(self, url, routing, filled):
        """Return what a door answers, unpacked."""
        if routing["type"] == "jsonrpc":
            answer = self.url_open(url, json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": filled})
        elif "GET" in (routing.get("methods") or ["GET"]):
            answer = self.url_open(url, params=filled, allow_redirects=False)
        else:
            files = {"ufile": ("x.txt", b"x")} if filled.pop("ufile", None) else None
            data = {**filled, "csrf_token": Request.csrf_token(self)}
            answer = self.url_open(url, data=data, files=files, allow_redirects=False)
        said = answer.content + json.dumps(dict(answer.headers)).encode()
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            said += b"".join(packed.read(name) for name in packed.namelist()) + " ".join(packed.namelist()).encode()
        return said.decode(errors="replace")

    def _asked(self, doors, record, names):
        """Yield the address, routing and parameters of whatever is asked about a record, its files and its reports."""
        reports = self.env["ir.actions.report"].sudo().search([("model", "=", record._name)])
        file = {"model": "ir.attachment", "id": names["attachment_id"], "field": "raw"}
        variants = [{**names, **file}, names]
        variants += [{**names, "field": field} for field in self._files_of(record)]
        variants += [{**names, "reportname": report.report_name} for report in reports]
        asked = set()
        for door in doors:
            for variant in variants:
                filled = self._filled(door, variant)
                if filled and str(filled) not in asked:
                    asked.add(str(filled))
                    yield filled[0], door[1], filled[1]
