{
    "name": "Sales Collection: Deliveries",
    "summary": "Goods leave only on credit that the customer has",
    "version": "19.0.1.1.0",
    "category": "Accounting/Accounting",
    "author": "Sales Collection contributors",
    "license": "LGPL-3",
    "depends": ["sales_collection", "sale_stock"],
    "auto_install": True,
    "data": [
        "security/collection_stock_rules.xml",
        "security/ir.model.access.csv",
        "wizards/collection_stock_answer_views.xml",
        "views/collection_stock_check_views.xml",
        "views/collection_policy_views.xml",
        "views/stock_picking_views.xml",
    ],
}
