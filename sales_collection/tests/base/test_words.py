import ast
import re
from pathlib import Path
from unittest import skipUnless

import polib

from odoo.tests import BaseCase, TransactionCase, tagged

ADDON = Path(__file__).parents[2]
REPOSITORY = ADDON.parent
ADDONS = ("sales_collection", "sales_collection_stock")
GLOSSARY = REPOSITORY / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?!English |-)(.+?) \| (.+?) \| (.+?) \|$", re.M)
#: a label is a noun phrase: no question without its mark, no half sentence, no riddle
RIDDLE = re.compile(
    r"^(?:What|Who|Whom|Whose|Why|How|Which|When|Where)\b(?!.*\?$)|^(?:Mine|Again|Sure|Older|Later|Home|For|By|Over)$"
    r"|\b(?:by itself|by themselves|looked at|looked into|there (?:is|was|were)|perhaps|not ours|in force|at stake)\b"
    r"|\b(?:said (?:by|on)|work it out|put (?:it )?in|up to|last to)\b",
    re.I,
)
#: nobody is "he": roles have names, and the system does things automatically
PERSON = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself|by itself|by themselves|so many|so much)\b", re.I)


def messages(source):
    """Return the translated texts of a Python source."""
    return [
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and (getattr(call.func, "attr", None) or getattr(call.func, "id", None)) in {"_", "_lt"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    """Labels are noun phrases, and texts are plain: docs/glossary.md has the words."""

    def _of_the_addons(self, model):
        named = self.env["ir.model.data"].search([("module", "in", ADDONS), ("model", "=", model)])
        return self.env[model].browse(named.mapped("res_id")).exists()

    def _labels(self):
        fields = self._of_the_addons("ir.model.fields")
        named = ("ir.model", "ir.model.fields.selection", "ir.ui.menu", "ir.actions.act_window", "ir.actions.report")
        labels = set(fields.mapped("field_description"))
        return labels.union(*(self._of_the_addons(model).mapped("name") for model in named))

    def _texts(self):
        """Return what is written in help texts, empty lists, views and messages."""
        texts = set(self._of_the_addons("ir.model.fields").mapped("help")) - {False}
        for model, field in (("ir.ui.view", "arch_db"), ("ir.actions.act_window", "help")):
            records = self._of_the_addons(model).filtered(field)
            texts.update(*(records._fields[field].get_trans_terms(record[field]) for record in records))
        for path in ADDON.parent.glob("sales_collection*/**/*.py"):
            if "tests" not in path.parts:
                texts.update(messages(path.read_text(encoding="utf-8")))
        return texts

    def test_labels_are_noun_phrases(self):
        labels = self._labels()
        self.assertLessEqual({"Population", "My Collection", "Collection Receipt", "Promise to Pay"}, labels)
        self.assertEqual({label for label in labels if RIDDLE.search(label) or PERSON.search(label)}, set())

    def test_buttons_and_groups_are_no_riddles(self):
        views = self._of_the_addons("ir.ui.view")
        told = {text for view in views for text in re.findall(r'\bstring="([^"]+)"', view.arch_db)}
        self.assertEqual({text for text in told if RIDDLE.search(text)}, set())

    def test_nobody_is_he(self):
        texts = self._texts()
        self.assertGreater(len(texts), 1000)
        self.assertEqual({text for text in texts if PERSON.search(text)}, set())


@skipUnless(GLOSSARY.exists(), "the page is in the repository")
class TestGlossary(BaseCase):
    """The glossary decides each word once, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = ROW.findall(GLOSSARY.read_text(encoding="utf-8"))
        cls.chinese = {english: chinese for english, chinese, _meaning in cls.rows}

    def test_each_term_is_decided_once(self):
        self.assertGreater(len(self.rows), 100)
        self.assertEqual(len(self.chinese), len(self.rows))

    def test_the_chinese_of_a_term_is_that_of_the_glossary(self):
        for addon in ADDONS:
            other = {
                entry.msgid: entry.msgstr
                for entry in polib.pofile(str(REPOSITORY / addon / "i18n" / "zh_CN.po"))
                if entry.msgstr and self.chinese.get(entry.msgid, entry.msgstr) != entry.msgstr
            }
            with self.subTest(addon):
                self.assertEqual(other, {})
