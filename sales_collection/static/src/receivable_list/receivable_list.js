import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/**
 * Below the list of open receivables: what the receivable accounts of the books have, and whether both agree.
 *
 * The server answers only who sees all of a company's receivables.
 */
export class ReceivableBooks extends Component {
    static template = "sales_collection.ReceivableBooks";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ companies: [] });
        // not awaited: the list does not wait for the books
        const load = () => {
            this.load();
        };
        onWillStart(load);
        onWillUpdateProps(load);
    }

    async load() {
        this.state.companies = await this.orm.call("collection.receivable", "get_books", []);
    }

    totals(company) {
        return _t("All open receivables: %(open)s. Receivable accounts in the books: %(books)s.", {
            open: formatCurrency(company.open, company.currency_id),
            books: formatCurrency(company.books, company.currency_id),
        });
    }

    verdict(company) {
        return company.agrees
            ? _t("Both agree.")
            : _t("They differ by %(amount)s. Inform accounting.", {
                  amount: formatCurrency(company.difference, company.currency_id),
              });
    }
}

export class ReceivableListRenderer extends ListRenderer {
    static template = "sales_collection.ReceivableListRenderer";
    static components = { ...ListRenderer.components, ReceivableBooks };
}

registry.category("views").add("collection_receivable_list", { ...listView, Renderer: ReceivableListRenderer });
