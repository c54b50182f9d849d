import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_credit_ask", {
    steps: () => [
        {
            content: "The order says what speaks against it before anybody confirms it",
            trigger: ".o_form_view .alert:contains(The credit limit)",
        },
        {
            content: "Confirming it is refused, in the same words",
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "with what to do",
            trigger: ".modal:contains(Request Approval) footer button, .modal:contains(Request Approval) .btn-close",
            run: "click",
        },
        {
            content: "So the salesperson asks",
            trigger: "button[name=action_collection_credit_ask]",
            run: "click",
        },
        {
            content: "says why",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit He pays the old invoice on Friday",
        },
        {
            content: "and sends it",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The order waits",
            trigger: ".o_form_view .alert:contains(Waiting for a decision)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_credit_approve", {
    steps: () => [
        {
            content: "The manager finds what waits for him",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=partner_id]:contains(Bluebell)",
            run: "click",
        },
        {
            content: "sees the salesperson's reason",
            trigger: ".o_form_view .o_field_widget[name=note]:contains(Friday)",
        },
        {
            content: "and approves",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is approved",
            trigger: ".o_form_view .o_field_widget[name=state] .o_arrow_button_current:contains(Approved)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_credit_propose", {
    steps: () => [
        {
            content: "Finance opens the review",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=partner_id]:contains(Bluebell)",
            run: "click",
        },
        {
            content: "with the figures of the day",
            trigger: ".o_form_view .o_field_widget[name=exposure]:contains(200)",
        },
        {
            content: "proposes a limit",
            trigger: ".o_form_view .o_field_widget[name=proposed_limit] input",
            run: "edit 2500",
        },
        {
            content: "chooses a rating",
            trigger: ".o_form_view .o_field_widget[name=proposed_rating_id] input",
            run: "edit B",
        },
        {
            content: "from the list",
            trigger: ".o-autocomplete--dropdown-item a:contains(B)",
            run: "click",
        },
        {
            content: "and hands it on",
            trigger: "button[name=action_propose]",
            run: "click",
        },
        {
            content: "It is to be decided",
            trigger: ".o_form_view .o_field_widget[name=state] .o_arrow_button_current:contains(To Decide)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_credit_decide", {
    steps: () => [
        {
            content: "The manager opens the review",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=partner_id]:contains(Bluebell)",
            run: "click",
        },
        {
            content: "grants a little less",
            trigger: ".o_form_view .o_field_widget[name=credit_limit] input",
            run: "edit 2000",
        },
        {
            content: "and approves",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "The customer has his new limit",
            trigger: ".o_form_view .o_field_widget[name=state] .o_arrow_button_current:contains(Approved)",
        },
    ],
});
