from odoo.tests import BaseCase, tagged

from ...engine.dunning.letters import without_sources


@tagged("post_install", "-at_install")
class TestEngineLetters(BaseCase):
    """A letter loads nothing from elsewhere when it is printed or read."""

    def test_what_is_loaded_from_elsewhere_is_taken_out(self):
        for text in (
            '<img src="http://evil.example/x.png">',
            '<img src="//evil.example/x.png">',
            '<img src="file:///etc/passwd">',
            '<img src=" FILE:///etc/passwd">',
            '<img srcset="https://evil.example/x.png 2x">',
            '<table background="http://evil.example/x.png"><tr><td>1</td></tr></table>',
            '<p style="background-image: URL(http://evil.example/x.png)">a</p>',
            '<iframe src="http://evil.example"></iframe>',
            '<link rel="stylesheet" href="http://evil.example/x.css">',
            '<object data="file:///etc/passwd"></object>',
            '<a href="file:///etc/passwd">list</a>',
            '<video poster="http://evil.example/x.png"></video>',
            '<img src="/web/image/../../etc/passwd">',
        ):
            with self.subTest(text):
                cleaned = without_sources(text, "https://erp.example").lower()
                self.assertNotIn("evil.example", cleaned)
                self.assertNotIn("passwd", cleaned)

    def test_own_pictures_and_text_stay(self):
        for text in (
            "<p>Please pay 1,000.00 by 1 May.</p>",
            '<p>See <a href="https://bluebell.example/pay">our page</a>.</p>',
            '<p><img src="data:image/png;base64,AAAA"></p>',
            '<p><img src="/web/image/12?access_token=x"></p>',
            '<p><img src="https://erp.example/web/image/12"></p>',
            '<p style="color: red">催款通知</p>',
        ):
            with self.subTest(text):
                self.assertEqual(without_sources(text, "https://erp.example"), text)
