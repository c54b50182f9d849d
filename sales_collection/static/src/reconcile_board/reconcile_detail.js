import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { formatCurrency, getCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { parseMonetary } from "@web/views/fields/parsers";

/**
 * A bank line and what it is joined with; while searching, what it could pay and how it is split.
 */
export class ReconcileDetail extends Component {
    static template = "sales_collection.ReconcileDetail";
    static props = {
        reconcileId: Number,
        currencyId: Number,
        row: Object,
        searching: Boolean,
        busy: Boolean,
        stageNames: Object,
        join: Function,
        leave: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ text: "", items: [], parts: [], rest: "open" });
        const input = useRef("search");
        useEffect(
            (searching) => searching && input.el?.focus(),
            () => [this.props.searching]
        );
        onWillStart(() => this.shows(this.props) && this.begin(this.props));
        onWillUpdateProps(async (next) => {
            const other = next.row.id !== this.props.row.id || next.row.rest !== this.props.row.rest;
            if (this.shows(next) && (other || !this.shows(this.props))) {
                await this.begin(next);
            }
        });
    }

    // -- what is shown -----------------------------------------------------------------------------

    /** Whether there is something to choose from: while searching, and for what is open without a proposal. */
    shows({ searching, row }) {
        return searching || (!row.match && ["open", "part"].includes(row.stage));
    }

    money(amount, currencyId = this.props.currencyId) {
        return formatCurrency(amount, currencyId);
    }

    day(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    get differenceNames() {
        return { fee: _t("Bank Fee"), discount: _t("Cash Discount"), rounding: _t("Rounding") };
    }

    get stateNames() {
        return { asked: _t("asked"), claimed: _t("claimed"), declined: _t("declined"), settled: _t("settled") };
    }

    get digits() {
        return getCurrency(this.props.currencyId)?.digits || [16, 2];
    }

    /** The sign of the money: parts of money that went out are negative. */
    get sign() {
        return this.props.row.amount < 0 ? -1 : 1;
    }

    /** What of the bank line is on no item yet. */
    get rest() {
        const used = this.state.parts.reduce((sum, part) => sum + part.amount, 0);
        return this.round(this.sign * this.props.row.rest - used);
    }

    round(amount) {
        return Number(amount.toFixed(this.digits[1]));
    }

    typed(amount) {
        return formatFloat(amount, { digits: this.digits });
    }

    // -- searching ---------------------------------------------------------------------------------

    async begin(props) {
        Object.assign(this.state, { text: "", items: [], parts: [], rest: "open" });
        await this.find(props, "");
    }

    async find(props, text) {
        this.state.items = await this.keepLast.add(
            this.orm.call("collection.reconcile", "action_search_items", [[props.reconcileId], props.row.id, text])
        );
    }

    async search(text) {
        this.state.text = text;
        await this.find(this.props, text);
    }

    // -- splitting ---------------------------------------------------------------------------------

    /** Put an item among those that are paid, with as much money as is left or as it needs; a credit is taken off. */
    add(item) {
        if (this.state.parts.some((part) => part.kind === item.kind && part.id === item.id)) {
            return;
        }
        const rest = this.rest;
        const sameCurrency = item.currency_id === this.props.currencyId;
        const isCredit = sameCurrency && this.sign * item.open < 0;
        let amount = rest;
        if (isCredit) {
            amount = item.open;
        } else if (sameCurrency) {
            amount = this.sign * Math.min(Math.abs(rest), Math.abs(item.open));
        }
        this.state.parts.push({ ...item, amount: this.round(amount), difference: "" });
        if (isCredit) {
            this.fill(this.state.parts[this.state.parts.length - 1]);
        }
    }

    /** Give what a credit takes off to the items that were chosen before it; money is used before the credit. */
    fill(credit) {
        const owed = this.state.parts.filter((part) => this.sign * part.open > 0);
        for (const part of owed) {
            const more = Math.min(Math.abs(this.rest), Math.max(this.sign * this.missing(part), 0));
            part.amount = this.round(part.amount + this.sign * more);
        }
        const unused = this.sign * this.rest;
        if (owed.length && unused > 0 && unused < Math.abs(credit.amount)) {
            credit.amount = this.round(credit.amount + this.sign * unused);
        }
    }

    remove(index) {
        this.state.parts.splice(index, 1);
    }

    setAmount(part, text) {
        try {
            part.amount = this.round(parseMonetary(text));
        } catch {
            part.amount = 0;
        }
    }

    /** What stays open of the item, if both are in one currency. */
    missing(part) {
        return part.currency_id === this.props.currencyId ? this.round(part.open - part.amount) : 0;
    }

    get partner() {
        return this.state.parts[0];
    }

    async book() {
        const parts = this.state.parts.map(({ kind, id, amount, difference }) => ({
            kind,
            id,
            amount,
            difference: difference || false,
        }));
        const onAccount = this.state.rest === "account" && this.rest ? this.partner.partner_id : false;
        await this.props.join(parts, onAccount);
    }
}
