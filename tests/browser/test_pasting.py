"""What is pasted from a real clipboard: it arrives, deleted words do not, and what could not be kept is named."""

import re

import pytest
from playwright.sync_api import expect

from clinic_site.richtext.sanitiser import dropped
from tests.browser import clipboard
from tests.browser.form import wait_for_editors, write, written

pytestmark = pytest.mark.looks


@pytest.fixture
def form(staff):
    page = staff("author", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/admin/conditions/article/add/")
    wait_for_editors(page)
    return page


def pasted(page, html, name="causes"):
    """What the editor holds after `html` was pasted into it, without line breaks, and the notices."""
    page.locator("#id_title").focus()
    clipboard.copy(page, html)
    clipboard.paste_into(page, name)
    page.wait_for_function("id => CKEDITOR.instances[id].getData() !== ''", arg=f"id_{name}")
    return re.sub(r"\s*\n\s*", "", written(page, name))


def notices(page):
    return page.locator(".cke_notification_message")


def google_docs(*spans):
    return clipboard.GOOGLE_DOCS.format("".join(spans))


def test_google_docs_with_an_unstyled_span_arrives(form):
    text = pasted(
        form,
        google_docs(
            clipboard.span("Do "),
            clipboard.span("not", "text-decoration:line-through"),
            "<span> put </span>",
            clipboard.span("weight", "font-weight:700"),
            clipboard.span("2", "vertical-align:super"),
            '<span style="background-color:transparent"> on it</span>',
        ),
    )
    assert text == (
        '<p>Do put <strong>weight</strong><sup>2</sup> on it</p><ol type="a"><li>Walk<ul><li>slowly</li></ul></li></ol>'
    )
    expect(notices(form)).to_have_text("Left out of what you pasted: struck-out or deleted text (“not”).")


def test_word_with_tracked_changes_arrives(form):
    assert pasted(form, clipboard.WORD) == (
        "<h3>After surgery</h3><p>Do put weight on it for 6 weeks, <strong>ever</strong>.</p>"
        '<ol start="3"><li>Rest</li></ol><p>&nbsp;</p>'
    )
    expect(notices(form)).to_have_text(
        "Left out of what you pasted: struck-out or deleted text (“not”, “2”, “or so”), hidden text (“Ask again”), "
        "a picture, a heading of level 1, 5 or 6, underlined text. Pictures go into the photo field. "
        "Such headings became level 3 or 4."
    )


def test_libre_office_arrives(form):
    assert pasted(form, clipboard.LIBRE_OFFICE) == (
        '<p>Do put <strong>weight</strong> on it at all for 6 weeks.</p><ol start="4" type="a"><li>Rest</li></ol>'
    )
    expect(notices(form)).to_have_text(
        "Left out of what you pasted: struck-out or deleted text (“not”, “2”), underlined text."
    )


def test_a_filter_of_the_editor_that_fails_does_not_swallow_the_paste(form):
    form.evaluate("""() => new Promise((loaded) => CKEDITOR.plugins.pastetools.loadFilters(
        ["pastetools/filter/common.js", "pastetools/filter/image.js", "pastefromword/filter/default.js"]
            .map((file) => CKEDITOR.getUrl(`plugins/${file}`)), loaded))""")
    form.evaluate("() => { CKEDITOR.cleanWord = () => { window.failed = true; throw new TypeError('replace') } }")
    text = pasted(form, clipboard.WORD)
    assert form.evaluate("window.failed")
    assert "Do put weight on it for 6 weeks, <strong>ever</strong>." in text and "not" not in text


def test_a_paste_that_cannot_be_read_arrives_all_the_same(form):
    form.evaluate("() => { window.readPasted = () => { throw new TypeError('style') } }")
    assert pasted(form, "<p>Rest</p>") == "<p>Rest</p>"
    expect(notices(form)).to_contain_text("could not be checked")


def test_what_a_page_cannot_hold_is_named_as_after_saving(form):
    assert pasted(form, clipboard.WEB_PAGE) == "<h3>Rest</h3><p>See now</p>"
    told = notices(form).inner_text()
    for words in dropped(clipboard.WEB_PAGE):
        assert words in told
    assert "a picture" in told and "embedded" in told and "a video" in told and "underlined text" in told


def test_deleted_words_are_shown_in_the_notice_as_text(form):
    pasted(form, "<p>Rest <s>&lt;img src=x onerror=alert(1)&gt;</s></p>")
    expect(notices(form)).to_contain_text("(“<img src=x onerror=alert(1)>”)")


def test_a_picture_alone_is_answered(form):
    form.evaluate(clipboard.COPY_PICTURE)
    clipboard.paste_into(form, "causes")
    expect(notices(form)).to_have_text("Left out of what you pasted: a picture. Pictures go into the photo field.")
    assert written(form, "causes") == ""


def test_files_alone_are_answered(form):
    form.evaluate(clipboard.PASTE_FILES, ["id_causes", [["a.png", "image/png"], ["b.pdf", "application/pdf"]]])
    expect(notices(form)).to_have_text(
        "Left out of what you pasted: a picture, a file. Pictures go into the photo field."
    )
    assert written(form, "causes") == ""


def test_text_of_the_editor_itself_is_moved_without_a_word(form):
    html = '<ol start="3" type="a"><li value="5">One</li></ol><p><a href="tel:+19045550123">Call</a></p>'
    write(form, "treatment", html)
    form.frame_locator("#cke_id_treatment iframe").locator("body").click()
    form.keyboard.press("Control+a")
    form.keyboard.press("Control+c")
    clipboard.paste_into(form, "causes")
    form.wait_for_function("() => CKEDITOR.instances.id_causes.getData() !== ''")
    text = written(form, "causes")
    assert 'start="3"' in text and 'type="a"' in text and "tel:+19045550123" in text
    expect(notices(form)).to_have_count(0)


def test_deleted_words_stay_out_of_plain_fields(form):
    form.locator("#id_title").focus()
    clipboard.copy(form, "<p>Do <s>not</s> rest</p><p>Walk</p>", "Do not rest\nWalk")
    for name, text in [("#id_title", "Do rest Walk"), ("#id_summary", "Do rest\nWalk")]:
        form.locator(name).focus()
        form.keyboard.press("Control+v")
        expect(form.locator(name)).to_have_value(text)
        expect(form.locator(f"{name} + [role=status]")).to_have_text(
            "Left out of what you pasted: struck-out or deleted text (“not”)."
        )


def test_a_phone_link_is_kept_however_its_number_is_written(form):
    form.locator("#id_title").fill("Phones")
    form.frame_locator("#cke_id_causes iframe").locator("body").click()
    form.locator("#cke_id_causes .cke_button__link").click()
    dialog = form.locator(".cke_dialog:visible")
    dialog.get_by_label("Display Text").fill("Call us")
    dialog.get_by_label("Link Type").select_option(label="Phone")
    dialog.get_by_label("Phone number").fill("(904) 555-0123")
    dialog.locator(".cke_dialog_ui_button_ok").click()
    form.click("text=Save draft")
    form.wait_for_selector(".messagelist .success")
    expect(form.locator(".messagelist .warning")).to_have_count(0)
    assert 'href="tel:+19045550123"' in written(form, "causes")
