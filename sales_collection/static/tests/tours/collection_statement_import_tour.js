import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const CSV = `Date,Payer,Text,Amount,Balance
2026-01-30,Bluebell Ltd,Invoice 1,100.00,1100.00
2026-01-31,Larkspur Ltd,Invoice 2,50.00,1150.00
2026-01-31,,Fee,-10.00,1140.00
`;

registry.category("web_tour.tours").add("sales_collection_statement_import", {
    steps: () => [
        {
            content: "The clerk chooses the bank's file",
            trigger: ".o_field_widget[name=file]",
            async run() {
                const file = new File([CSV], "bank.csv", { type: "text/csv" });
                await inputFiles(".o_field_widget[name=file] input[type=file]", [file]);
            },
        },
        {
            content: "sees its name",
            trigger: ".o_field_widget[name=file] input:value(bank.csv)",
        },
        {
            content: "and has it read",
            trigger: "button[name=action_read]:contains(Read File)",
            run: "click",
        },
        {
            content: "Every line is shown, with what was understood",
            trigger: ".o_field_widget[name=shown_line_ids] .o_data_row:contains(Larkspur):contains(50.00)",
        },
        {
            content: "and the sums of the good ones",
            trigger: ".o_field_widget[name=money_in]:contains(150.00)",
        },
        {
            content: "He looks at the columns",
            trigger: ".nav-link:contains(Columns)",
            run: "click",
        },
        {
            content: "of which the payer was recognised",
            trigger: ".o_field_widget[name=column_ids] .o_data_row:contains(Payer's name)",
        },
        {
            content: "and imports",
            trigger: "button[name=action_import]",
            run: "click",
        },
        {
            content: "The bank lines are there",
            trigger: ".o_list_view .o_data_row:contains(Invoice 1):contains(100.00)",
        },
        {
            content: "the fee too",
            trigger: ".o_list_view .o_data_row:contains(Fee)",
        },
    ],
});
