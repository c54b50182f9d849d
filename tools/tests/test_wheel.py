"""Packing the addon."""

import zipfile

from tools import run_wheel


def test_the_zip_file_holds_the_addons_folder_only(tmp_path):
    """Ready to be unpacked into an addons path."""
    wheel, archive = tmp_path / "a.whl", tmp_path / "a.zip"
    with zipfile.ZipFile(wheel, "w") as content:
        content.writestr("odoo/addons/sales_collection/__manifest__.py", "{}")
        content.writestr("odoo/addons/sales_collection_other/__manifest__.py", "{}")
        content.writestr("odoo_addon_sales_collection-1.dist-info/METADATA", "x")
    run_wheel.repack("sales_collection", wheel, archive)
    with zipfile.ZipFile(archive) as content:
        assert content.namelist() == ["sales_collection/__manifest__.py"]
