import { registry } from "@web/core/registry";

const enterPromise = [
    {
        content: "He enters by when",
        trigger: ".o_field_widget[name=date_promised] button, .o_field_widget[name=date_promised] input",
        run: "click",
    },
    {
        content: "the customer pays",
        trigger: ".o_field_widget[name=date_promised] input",
        run: "edit today +7d && press Tab",
    },
    {
        content: "who promised",
        trigger: ".o_field_widget[name=promised_by] input",
        run: "edit Ms Li",
    },
    {
        content: "through what",
        trigger: ".o_field_widget[name=channel_id] input",
        run: "edit Visit",
    },
    {
        content: "a visit",
        trigger: ".ui-menu-item > a:contains(Visit)",
        run: "click",
    },
    {
        content: "and saves",
        trigger: ".o_form_button_save",
        run: "click",
    },
    {
        content: "It is pending",
        trigger: ".o_form_saved .o_arrow_button_current:contains(Pending)",
    },
];

registry.category("web_tour.tours").add("sales_collection_promise_activity", {
    steps: () => [
        {
            content: "The salesperson looks at his activities",
            trigger: ".o_menu_systray i[aria-label=Activities]",
            run: "click",
        },
        {
            content: "those about customers",
            trigger: ".o-mail-ActivityGroup[data-model_name='res.partner']",
            run: "click",
        },
        {
            content: "has called Bluebell, whose form it leads to",
            trigger: ".o_kanban_record:contains(Bluebell), .o_data_row:contains(Bluebell) .o_data_cell",
            run: "click",
        },
        {
            content: "The call is there",
            trigger: ".o-mail-Activity:contains(Call Bluebell)",
        },
        {
            content: "and the customer has promised to pay",
            trigger: ".o-form-buttonbox button[name=action_collection_promise]",
            run: "click",
        },
        {
            content: "What is due is proposed",
            trigger: ".o_field_widget[name=move_line_ids] .o_data_row",
        },
        ...enterPromise,
        {
            content: "He goes back to the customer",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Bluebell)",
            run: "click",
        },
        {
            content: "where the call is done, with the promise as its result",
            trigger: ".o-mail-Message:contains(Promised:)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_promise", {
    steps: () => [
        {
            content: "The salesperson selects the invoice of a customer who has called",
            trigger: ".o_data_row:contains(Bluebell) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "and says that he promised to pay",
            trigger: ".o_control_panel button[name=action_collection_promise]",
            run: "click",
        },
        {
            content: "All that is open is proposed",
            trigger: ".o_field_widget[name=move_line_ids] .o_data_row",
        },
        ...enterPromise,
        {
            content: "He goes back to his receivables",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "where the invoice is on hold now",
            trigger: ".o_data_row:contains(Bluebell) .o_data_cell[name=hold_reason]:contains(Promise to Pay)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_dispute", {
    steps: () => [
        {
            content: "Finance opens the dispute that a salesperson recorded",
            trigger: ".o_data_row .o_data_cell:contains(Bluebell)",
            run: "click",
        },
        {
            content: "sees what is disputed",
            trigger: ".o_field_widget[name=line_ids] .o_data_row .o_data_cell[name=amount]:contains(40)",
        },
        {
            content: "and accepts it",
            trigger: "button[name=action_accept]",
            run: "click",
        },
        {
            content: "The draft credit note is there",
            trigger: ".o_form_view:contains(Credit Note) .o_arrow_button_current:contains(Draft)",
        },
    ],
});
