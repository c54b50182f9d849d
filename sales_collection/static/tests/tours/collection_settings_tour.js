import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_first_steps", {
    steps: () => [
        {
            content: "Open the settings of Invoicing",
            trigger: ".settings_tab [data-key='account']",
            run: "click",
        },
        {
            content: "Nobody has set a target yet",
            trigger: "#collection_step_target .text-warning:not(.o_invisible_modifier)",
        },
        {
            content: "Its button opens the targets",
            trigger: "#collection_step_target button",
            run: "click",
        },
        {
            content: "The list says what to do first",
            trigger: ".o_view_nocontent_smiling_face",
        },
    ],
});
