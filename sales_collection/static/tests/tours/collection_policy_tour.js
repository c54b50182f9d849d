import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_policy", {
    steps: () => [
        {
            content: "The manager opens the policy",
            trigger: ".o_data_row .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "goes to its guard rails",
            trigger: ".o_notebook .nav-link[name=rails]",
            run: "click",
        },
        {
            content: "lets more days lie between two notices",
            trigger: ".o_field_widget[name=interval_days] input",
            run: "edit 5",
        },
        {
            content: "and looks at the preview",
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "which counts who hears something today",
            trigger: ".modal .o_field_widget[name=today_count]:contains(1)",
        },
        {
            content: "and closes it",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            content: "The policy is there again",
            trigger: "body:not(:has(.modal)) .o_form_saved, body:not(:has(.modal)) .o_form_view",
        },
    ],
});
