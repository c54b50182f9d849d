import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_incentive_manager", {
    steps: () => [
        {
            content: "The manager opens the plan",
            trigger: ".o_data_row .o_data_cell[name=name]:contains(Collect)",
            run: "click",
        },
        {
            content: "simulates it",
            trigger: "button[name=action_simulate]",
            run: "click",
        },
        {
            content: "on the last months",
            trigger: ".modal footer button[name=action_simulate]",
            run: "click",
        },
        {
            content: "sees what each person would have got",
            trigger: ".modal .o_data_row:contains(Amy) .o_data_cell[name=amount]:contains(30.00)",
        },
        {
            content: "closes it",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            content: "computes the statements",
            trigger: "body:not(:has(.modal)) button[name=action_compute]",
            run: "click",
        },
        {
            content: "opens them",
            trigger: "button[name=action_open_statements]",
            run: "click",
        },
        {
            content: "opens Amy's for the month that is over",
            trigger:
                ".o_list_view .o_data_row:has(.o_data_cell[name=amount_total]:contains(30.00)) .o_data_cell[name=user_id]",
            run: "click",
        },
        {
            content: "reads the formula",
            trigger: ".o_form_view .o_data_cell[name=formula]:contains(3,000.00 collected)",
        },
        {
            content: "and confirms",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is confirmed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Confirmed)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_incentive_mine", {
    steps: () => [
        {
            content: "The salesperson opens the statement of last month",
            trigger: ".o_data_row:has(.o_data_cell[name=amount_total]:contains(30.00)) .o_data_cell[name=date_from]",
            run: "click",
        },
        {
            content: "reads how it came about",
            trigger: ".o_form_view .o_data_cell[name=formula]:contains(1 % = 30.00)",
        },
        {
            content: "objects to the line",
            trigger: ".o_data_row button:contains(Raise Objection)",
            run: "click",
        },
        {
            content: "says why",
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit It was 3,500",
        },
        {
            content: "and sends it",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The statement says that an answer is awaited",
            trigger: "body:not(:has(.modal)) .alert:contains(must be answered before)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_incentive_pay", {
    steps: () => [
        {
            content: "The manager opens the statement with an objection",
            trigger: ".o_data_row:has(.o_data_cell[name=amount_total]:contains(30.00)) .o_data_cell[name=user_id]",
            run: "click",
        },
        {
            content: "looks at the objection",
            trigger: ".o_notebook .nav-link[name=objections]",
            run: "click",
        },
        {
            content: "answers it",
            trigger: ".o_data_row:contains(It was 3,500) button:contains(Answer)",
            run: "click",
        },
        {
            content: "refuses",
            trigger: ".modal .o_field_widget[name=accepted] input[data-value=no]",
            run: "click",
        },
        {
            content: "says why",
            trigger: ".modal .o_field_widget[name=answer] textarea",
            run: "edit The bank says 3,000",
        },
        {
            content: "and sends the answer",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "pays",
            trigger: "body:not(:has(.modal)) button[name=action_pay]",
            run: "click",
        },
        {
            content: "It is paid",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Paid)",
        },
    ],
});
