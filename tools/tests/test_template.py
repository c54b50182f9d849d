"""When a template database is made again."""

from tools import addon, template
from tools.template import BRIDGED, DEMO, PLAIN


def test_the_name_follows_odoo_dependencies_and_kind():
    """Any of them changes what is inside."""
    names = {
        template.name("19.0", ["account", "sale"], PLAIN),
        template.name("19.1", ["account", "sale"], PLAIN),
        template.name("19.0", ["account", "sale", "sms"], PLAIN),
        template.name("19.0", ["account", "sale"], DEMO),
    }
    assert len(names) == 4


def test_the_order_of_dependencies_does_not_matter():
    """The same set, the same database."""
    one = template.name("19.0", ["account", "sale"], PLAIN)
    assert one == template.name("19.0", ["sale", "account"], PLAIN)


def test_dependencies_come_from_the_manifest(tmp_path):
    """Another dependency in the manifest is another set."""
    (tmp_path / addon.NAME).mkdir()
    manifest = tmp_path / addon.NAME / "__manifest__.py"
    manifest.write_text("{'name': 'x', 'depends': ['sale', 'account']}")
    assert template.modules(tmp_path, PLAIN) == ["account", "base_automation", "sale"]
    manifest.write_text("{'name': 'x', 'depends': ['sale', 'account', 'sms']}")
    assert template.modules(tmp_path, DEMO) == ["account", "sale", "sale_management", "sms"]


def test_what_bridges_depend_on_is_in_a_template_of_its_own(tmp_path):
    """The others stay without it."""
    for name, needed in ((addon.NAME, ["sale"]), ("bridge", [addon.NAME, "stock"])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(str({"depends": needed}))
    assert template.modules(tmp_path, PLAIN) == ["base_automation", "sale"]
    assert template.modules(tmp_path, BRIDGED) == ["sale", "stock"]
