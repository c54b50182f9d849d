import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { formatCurrency } from "@web/core/currency";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ReconcileDetail } from "./reconcile_detail";

const MODEL = "collection.reconcile";
/** what a group may do: the keys are those of the buttons */
const GROUPS = ["agreed", "differs", "claimed", "unclaimed", "not_ours"];

/**
 * The bank's lines on the left, what they are joined with on the right, worked off by keyboard or mouse.
 *
 * Nothing is decided here: each click is one call of the server, after which the page is loaded again.
 */
export class ReconcileBoard extends Component {
    static template = "sales_collection.ReconcileBoard";
    static components = { Layout, ReconcileDetail };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.reconcileId = this.props.action.context.active_id;
        this.display = { controlPanel: {} };
        this.state = useState({
            data: null,
            group: "agreed",
            offset: 0,
            text: "",
            index: 0,
            selected: new Set(),
            searching: false,
            busy: false,
            progress: "",
        });
        this.useKeys();
        this.list = useRef("list");
        useEffect(
            () => {
                this.list.el?.querySelector(".o_collection_row_chosen")?.scrollIntoView({ block: "nearest" });
            },
            () => [this.current?.id]
        );
        onWillStart(() => this.start());
    }

    useKeys() {
        const keys = {
            arrowdown: () => this.move(1),
            arrowup: () => this.move(-1),
            pagedown: () => this.page(1),
            pageup: () => this.page(-1),
            j: () => this.move(1),
            k: () => this.move(-1),
            space: () => this.toggle(this.current),
            a: () => this.can.accept && this.decide("action_accept"),
            "shift+a": () => this.state.data.sure && this.acceptSure(),
            r: () => this.can.reject && this.decide("action_reject"),
            u: () => this.can.undo && this.decide("action_undo"),
            s: () => this.can.search && this.search(true),
            o: () => this.can.answer && this.answer("account"),
            g: () => this.can.answer && this.answer("ask"),
            t: () => this.can.answer && this.answer("transfer"),
            n: () => this.can.answer && this.answer("not_ours"),
            escape: () => this.search(false),
        };
        GROUPS.forEach((group, index) => (keys[index + 1] = () => this.open(group)));
        for (const [key, act] of Object.entries(keys)) {
            useHotkey(key, act, {
                allowRepeat: key.startsWith("arrow"),
                // a list to choose from takes letters and arrows itself, a button the space
                isAvailable: (target) =>
                    Boolean(this.state.data) &&
                    !target.closest?.(key === "space" ? "select, button, a, input" : "select"),
            });
        }
    }

    // -- what is shown -----------------------------------------------------------------------------

    /** Open the first group in which something is to be done. */
    async start() {
        if (!this.reconcileId) {
            return;
        }
        await this.load();
        this.env.config.setDisplayName(_t("Reconciliation: %s", this.state.data.name));
        const todo = { agreed: this.state.data.sure, differs: 0, unclaimed: 0, claimed: 0 };
        for (const { name, count } of this.state.data.groups) {
            if (name in todo && name !== "agreed") {
                todo[name] = count;
            }
        }
        const group = Object.keys(todo).find((name) => todo[name]) || "agreed";
        if (group !== this.state.group) {
            await this.open(group);
        }
    }

    async load() {
        const { group, offset, text } = this.state;
        const data = await this.keepLast.add(
            this.orm.call(MODEL, "action_load", [[this.reconcileId]], { group, offset, text })
        );
        if (!data.rows.length && offset) {
            this.state.offset = Math.max(0, offset - data.page);
            return this.load();
        }
        const shown = new Set(data.rows.map((row) => row.id));
        this.state.selected = new Set([...this.state.selected].filter((id) => shown.has(id)));
        this.state.index = Math.max(0, Math.min(this.state.index, data.rows.length - 1));
        this.state.data = data;
    }

    get groupNames() {
        return {
            agreed: _t("Agreed"),
            differs: _t("Amount Differs"),
            claimed: _t("Claimed, Not Banked"),
            unclaimed: _t("Banked, Unclaimed"),
            not_ours: _t("Excluded"),
        };
    }

    get stageNames() {
        return {
            booked: _t("Booked"),
            proposed: _t("To Decide"),
            open: _t("No Proposal"),
            part: _t("Partly Booked"),
            account: _t("On Account"),
            elsewhere: _t("Booked Elsewhere"),
            marked: _t("Marked"),
        };
    }

    get current() {
        return this.state.data?.rows[this.state.index];
    }

    get lineIds() {
        if (this.state.selected.size) {
            return [...this.state.selected];
        }
        return this.current ? [this.current.id] : [];
    }

    get total() {
        return this.state.data.total;
    }

    /** What may be done with the line that is looked at, or with those that are selected. */
    get can() {
        const line = this.current;
        if (!line || this.state.busy || this.state.group === "claimed") {
            return {};
        }
        const open = ["open", "proposed", "part"].includes(line.stage);
        return {
            accept: line.stage === "proposed",
            reject: line.stage === "proposed",
            undo:
                ["account", "part"].includes(line.stage) ||
                (line.stage === "booked" && Boolean(line.match)) ||
                (line.stage === "elsewhere" && line.transfer),
            search: open,
            answer: open,
            ours: line.stage === "marked",
        };
    }

    money(amount) {
        return formatCurrency(amount, this.state.data.currency_id);
    }

    day(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    // -- moving ------------------------------------------------------------------------------------

    async open(group) {
        Object.assign(this.state, { group, offset: 0, index: 0, searching: false, selected: new Set() });
        await this.load();
    }

    async page(step, index = 0) {
        const offset = this.state.offset + step * this.state.data.page;
        if (offset >= 0 && offset < this.total) {
            Object.assign(this.state, { offset, index, searching: false, selected: new Set() });
            await this.load();
        }
    }

    async filter(text) {
        Object.assign(this.state, { text, offset: 0, index: 0, selected: new Set() });
        await this.load();
    }

    /** Go to the next line or the one before; beyond the last one of a page is the next page. */
    async move(step) {
        const { rows, page, offset } = this.state.data;
        const index = this.state.index + step;
        if (index >= 0 && index < rows.length) {
            this.choose(index);
        } else if (offset === this.state.offset) {
            await this.page(step, step > 0 ? 0 : page - 1);
        }
    }

    choose(index) {
        if (index !== this.state.index) {
            Object.assign(this.state, { index, searching: false });
        }
    }

    toggle(row) {
        if (row && this.state.group !== "claimed" && !this.state.selected.delete(row.id)) {
            this.state.selected.add(row.id);
        }
    }

    search(searching) {
        this.state.searching = searching;
    }

    // -- deciding ----------------------------------------------------------------------------------

    /** Call the server, then load the page again, also after an error: somebody else may have been faster. */
    async call(method, ...args) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            return await this.orm.call(MODEL, method, [[this.reconcileId], ...args]);
        } finally {
            this.state.busy = false;
            await this.load();
        }
    }

    async decide(method) {
        await this.call(method, this.lineIds);
        this.state.selected = new Set();
    }

    async join(parts, onAccount) {
        await this.call("action_join", this.current.id, parts, onAccount);
        this.state.searching = false;
    }

    /** Book the sure ones, in portions, until none is left. */
    async acceptSure() {
        let accepted = 0;
        let answer;
        do {
            answer = await this.call("action_accept_sure");
            accepted += answer?.accepted || 0;
            this.state.progress = _t("%s booked", accepted);
        } while (answer?.accepted && answer.left);
        this.state.progress = "";
        this.notification.add(_t("%s proposals were booked.", accepted), { type: "success" });
    }

    async propose() {
        await this.call("action_propose");
        await this.start();
    }

    answer(kind) {
        const names = {
            account: _t("Book on Account"),
            ask: _t("Ask a Salesperson"),
            transfer: _t("Transfer between Own Accounts"),
            not_ours: _t("Exclude"),
        };
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: names[kind],
                res_model: "collection.reconcile.answer",
                views: [[false, "form"]],
                target: "new",
                context: {
                    default_kind: kind,
                    default_reconcile_id: this.reconcileId,
                    default_line_ids: this.lineIds.map((id) => [4, id]),
                },
            },
            { onClose: () => this.load() }
        );
    }

    oursAgain() {
        return this.decide("action_ours_again");
    }

    // -- leaving -----------------------------------------------------------------------------------

    openSummary() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.reconcileId,
            views: [[false, "form"]],
        });
    }

    openClaim() {
        const [model, id] = this.current.receipt_id
            ? ["collection.receipt", this.current.receipt_id]
            : ["account.payment", this.current.payment_id];
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    showKeys() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Keyboard"),
            body: _t(
                "Up, Down or J, K: other line. Page Up, Page Down: other page. 1 to 5: other group. A: accept. Shift+A: accept all certain matches. " +
                    "R: reject. U: undo. S: search, split. O: book on account. G: ask a salesperson. " +
                    "T: transfer between own accounts. N: exclude. Space: select. Esc: leave the search."
            ),
        });
    }
}

registry.category("actions").add("sales_collection.reconcile_board", ReconcileBoard);
