import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_audit", {
    steps: () => [
        {
            content: "Finance makes an audit",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "of the month before, and runs it",
            trigger: "button[name=action_run]",
            run: "click",
        },
        {
            content: "It has found one thing",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Claimed Late)",
        },
        {
            content: "Finance opens it",
            trigger: ".o_field_widget[name=line_ids] button[name=action_open_finding]",
            run: "click",
        },
        {
            content: "reads what happened",
            trigger: ".o_field_widget[name=text]:contains(days after the customer paid)",
        },
        {
            content: "and decides",
            trigger: "button[name=action_decide]",
            run: "click",
        },
        {
            content: "that it was in order",
            trigger: ".modal .o_field_widget[name=decision] input[data-value=accepted]",
            run: "click",
        },
        {
            content: "for a reason",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The bank was closed",
        },
        {
            content: "and confirms",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is decided",
            trigger: ".o_field_widget[name=decision_reason]:contains(The bank was closed)",
        },
        {
            content: "Back in the audit",
            trigger: ".o_back_button, .breadcrumb-item a:contains(AUD)",
            run: "click",
        },
        {
            content: "the line says so, and the audit is closed",
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            content: "for good",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is sealed",
            trigger: ".alert-success:contains(Closed and unchanged)",
        },
        {
            content: "and its report is downloaded",
            trigger: "button[name=action_xlsx]",
            run: "click",
        },
        {
            content: "while the audit stays open",
            trigger: ".o_form_view .o_field_widget[name=name]:contains(AUD)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_audit_explain", {
    steps: () => [
        {
            content: "The salesperson opens what he has to explain",
            trigger: ".o_data_row .o_data_cell[name=check_id]:contains(Claimed Late)",
            run: "click",
        },
        {
            content: "answers",
            trigger: "button[name=action_explain]",
            run: "click",
        },
        {
            content: "in his own words",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit I was ill",
        },
        {
            content: "and confirms",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "Now finance decides",
            trigger: ".o_field_widget[name=explanation]:contains(I was ill)",
        },
    ],
});
