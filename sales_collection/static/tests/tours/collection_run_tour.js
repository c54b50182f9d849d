import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_run", {
    steps: () => [
        {
            content: "Finance makes the run of today",
            trigger: "button[name=action_run_today]",
            run: "click",
        },
        {
            content: "which has prepared a notice for each of two customers",
            trigger: ".o_form_view .o_field_widget[name=draft_count]:contains(2)",
        },
        {
            content: "opens the notices",
            trigger: "button[name=action_open_notices]",
            run: "click",
        },
        {
            content: "whose list shows the net position",
            trigger: ".o_list_renderer th[data-name=net_position]",
        },
        {
            content: "and the one to Larkspur",
            trigger: ".o_list_renderer .o_data_cell[name=partner_id]:contains(Larkspur)",
            run: "click",
        },
        {
            content: "to drop it",
            trigger: ".o_form_view header button:contains(Drop), .o_statusbar_buttons button:contains(Drop)",
            run: "click",
        },
        {
            content: "for a reason",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The owner called",
        },
        {
            content: "and confirms",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is dropped, the reason is shown",
            trigger: ".alert:contains(The owner called)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_run_send", {
    steps: () => [
        {
            content: "Finance opens the run",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=draft_count]",
            run: "click",
        },
        {
            content: "and sends what needs no click",
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            content: "so that nothing waits any more",
            trigger: ".o_form_view .o_field_widget[name=draft_count]:contains(0)",
        },
    ],
});
