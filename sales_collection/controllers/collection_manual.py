from odoo.http import Controller, request, route

_PAGES = {"README", "salesperson", "team-leader", "finance", "manager", "administrator"}


class CollectionManualController(Controller):
    """The manual that comes with the addon, in the language of whoever reads it."""

    @route(
        ["/sales_collection/manual", "/sales_collection/manual/<string:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def manual(self, page="README"):
        """Open a page of the manual; addresses in the app name it without a language."""
        if page not in _PAGES:
            raise request.not_found()
        language = "zh_CN" if (request.env.user.lang or "").startswith("zh") else "en"
        return request.redirect(f"/sales_collection/static/manual/{language}/{page}.html")
