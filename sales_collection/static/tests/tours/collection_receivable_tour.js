import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_receivable_books", {
    steps: () => [
        {
            content: "Below the list stands what the books have,",
            trigger: ".o_list_renderer .o_collection_books:contains(Receivable accounts in the books):contains(700.00)",
        },
        {
            content: "and that both agree",
            trigger: ".o_collection_books .text-success:contains(Both agree)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_collection_receivable_own", {
    steps: () => [
        {
            content: "A salesperson sees his own rows and nothing of the books",
            trigger: ".o_list_renderer:not(:has(.o_collection_books)) .o_data_row:contains(1,000.00)",
        },
    ],
});
