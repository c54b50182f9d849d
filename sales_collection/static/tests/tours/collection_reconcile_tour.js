import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_reconcile", {
    steps: () => [
        {
            content: "Finance opens the board of a reconciliation",
            trigger: ".o_data_row button[name=action_open_board]",
            run: "click",
        },
        {
            content: "where one line is sure",
            trigger: ".o_collection_accept_sure:enabled:contains(1)",
        },
        {
            content: "and accepts all sure ones by keyboard",
            trigger: ".o_collection_row_chosen:contains(Bluebell)",
            run: "press Shift+A",
        },
        {
            content: "so that nothing sure is left",
            trigger: ".o_collection_accept_sure:disabled:contains(0)",
        },
        {
            content: "She goes to what differs",
            trigger: ".o_collection_groups",
            run: "press 2",
        },
        {
            content: "a bank fee of 5.00 is missing",
            trigger: ".o_collection_group_chosen[data-group=differs]",
        },
        {
            content: "which is shown with the proposal",
            trigger: ".o_collection_detail:contains(Bank Fee):contains(5.00)",
            run: "press a",
        },
        {
            content: "and is settled now",
            trigger: ".o_collection_row .badge:contains(Booked)",
        },
        {
            content: "She goes to what nobody has claimed",
            trigger: ".o_collection_groups",
            run: "press 4",
        },
        {
            content: "looks at one line",
            trigger: ".o_collection_group_chosen[data-group=unclaimed]",
        },
        {
            content: "after the other",
            trigger: ".o_collection_row_chosen:contains(Rent)",
            run: "press ArrowDown",
        },
        {
            content: "comes back",
            trigger: ".o_collection_row_chosen:contains(Two invoices)",
            run: "press ArrowUp",
        },
        {
            content: "and says that the first is not ours",
            trigger: ".o_collection_row_chosen:contains(Rent)",
            run: "press n",
        },
        {
            content: "for a reason",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The landlord pays back",
        },
        {
            content: "and applies it",
            trigger: ".modal footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "The other line is left: she searches what it pays",
            trigger: "body:not(:has(.modal)) .o_collection_row_chosen:contains(Two invoices)",
            run: "press s",
        },
        {
            content: "by the customer's name",
            trigger: ".o_collection_search_input",
            run: "edit Larkspur && press Enter",
        },
        {
            content: "chooses one invoice",
            trigger: ".o_collection_item:contains(100.00)",
            run: "click",
        },
        {
            content: "and the other",
            trigger: ".o_collection_item:contains(50.00)",
            run: "click",
        },
        {
            content: "sees that nothing is left",
            trigger: ".o_collection_parts tr:last-child:contains(Remaining):contains(0.00)",
        },
        {
            content: "and books the line on both",
            trigger: ".o_collection_book",
            run: "click",
        },
        {
            content: "The last one is cash that was brought to the bank",
            trigger: ".o_collection_row_chosen:contains(Cash deposit)",
            run: "press t",
        },
        {
            content: "from the only cash account",
            trigger: ".modal footer button[name=action_apply]:visible:contains(Transfer)",
            run: "click",
        },
        {
            content: "so that nobody's money is left",
            trigger: ".o_collection_left:contains(No lines)",
        },
        {
            content: "She opens the summary",
            trigger: ".o_collection_summary",
            run: "click",
        },
        {
            content: "which shows the groups and what is left",
            trigger: ".o_field_widget[name=overview]:contains(Excluded)",
        },
        {
            content: "closes the reconciliation",
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            content: "and signs it",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is closed",
            trigger: ".o_form_view .o_arrow_button_current:contains(Closed)",
        },
    ],
});
