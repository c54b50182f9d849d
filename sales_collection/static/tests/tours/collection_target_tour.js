import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_collection_target", {
    steps: () => [
        {
            content: "The leader makes a target",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "names whose it is",
            trigger: ".o_field_widget[name=user_id] input",
            run: "edit Amy",
        },
        {
            content: "Amy's",
            trigger: ".ui-menu-item > a:contains(Amy)",
            run: "click",
        },
        {
            content: "whose team is filled in",
            trigger: ".o_field_widget[name=team_id] input:value(North)",
        },
        {
            content: "enters what she is to collect",
            trigger: ".o_field_widget[name=amount] input",
            run: "edit 2000",
        },
        {
            content: "and saves",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "What has been collected is there, a fifth of it",
            trigger: ".o_form_saved .o_field_widget[name=progress]:contains(20)",
        },
        {
            content: "The leader copies it into the next month",
            trigger: "button:contains(Copy Forward)",
            run: "click",
        },
        {
            content: "as it is",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The new one is shown",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:contains(Not Started)",
        },
        {
            content: "She goes back to the running target",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Amy)",
            run: "click",
        },
        {
            content: "and changes it",
            trigger: "button:contains(Change Target)",
            run: "click",
        },
        {
            content: "to a higher amount",
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 2500",
        },
        {
            content: "says why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit A customer of Ben's comes to her",
        },
        {
            content: "and applies it",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The chatter keeps why",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains(A customer of Ben's comes to her)",
        },
    ],
});
