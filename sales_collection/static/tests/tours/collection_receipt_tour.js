import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("sales_collection_claim", {
    steps: () => [
        {
            content: "The salesperson opens his receipts",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            content: "names the customer",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Bluebell",
        },
        {
            content: "and picks him",
            trigger: ".ui-menu-item > a:contains(Bluebell)",
            run: "click",
        },
        {
            content: "enters what was paid",
            trigger: ".o_field_widget[name=amount] input",
            run: "edit 700 && press Tab",
        },
        {
            content: "sees the oldest invoice paid in full and the next in part",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:nth-child(2) .o_data_cell[name=amount]:contains(400)",
        },
        {
            content: "says how it was paid",
            trigger: ".o_field_widget[name=method_id] input",
            run: "edit Bank Transfer",
        },
        {
            content: "by bank transfer",
            trigger: ".ui-menu-item > a:contains(Bank Transfer)",
            run: "click",
        },
        {
            content: "and with which reference",
            trigger: ".o_field_widget[name=reference] input",
            run: "edit TRF-4711",
        },
        {
            content: "and submits the claim",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "which now waits for finance",
            trigger: ".o_arrow_button_current:contains(Submitted)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_confirm", {
    steps: () => [
        {
            content: "Finance opens what waits for confirmation",
            trigger: ".o_data_row .o_data_cell:contains(Bluebell)",
            run: "click",
        },
        {
            content: "and confirms it",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is confirmed",
            trigger: ".o_arrow_button_current:contains(Confirmed)",
        },
        ...stepUtils.goToAppSteps("sales_collection.menu_collection_root", "Finance goes to the reports"),
        {
            content: "opens the reports",
            trigger: "button[data-menu-xmlid='sales_collection.menu_collection_reports']",
            run: "click",
        },
        {
            content: "of collected money",
            trigger: "a[data-menu-xmlid='sales_collection.menu_collection_entries']",
            run: "click",
        },
        {
            content: "and finds it under its salesperson",
            trigger: ".o_pivot table:contains(Amy) .o_pivot_cell_value:contains(700.00)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_mine", {
    steps: () => [
        {
            content: "The salesperson sees his own collections only",
            trigger: ".o_data_row:contains(Bluebell)",
        },
        {
            content: "and nobody else's",
            trigger: ".o_list_view:not(:contains(Larkspur))",
        },
    ],
});
