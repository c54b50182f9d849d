// What is wrong in a browser module of Odoo; how it looks is prettier's matter.
export default [
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: Object.fromEntries(
                ["clearTimeout", "console", "document", "File", "DataTransfer", "Event", "setTimeout", "window"].map(
                    (name) => [name, "readonly"]
                )
            ),
        },
        rules: {
            "constructor-super": "error",
            curly: ["error", "all"],
            eqeqeq: ["error", "always", { null: "ignore" }],
            "no-debugger": "error",
            "no-dupe-keys": "error",
            "no-undef": "error",
            "no-unreachable": "error",
            "no-unused-vars": "error",
            "no-var": "error",
            "prefer-const": ["error", { ignoreReadBeforeAssign: true }],
        },
    },
];
