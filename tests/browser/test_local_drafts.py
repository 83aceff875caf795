"""What an author typed survives a closed tab and an expired session."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.form import add_row, choose, write, written

pytestmark = pytest.mark.looks

KEPT = "Typing kept in this browser"


@pytest.fixture
def form(staff):
    page = staff("author")
    open_article(page)
    return page


def open_article(page):
    page.goto("/admin/conditions/article/?q=tennis+elbow")
    page.click("#result_list th.field-title a")
    page.wait_for_selector(".row-moves")


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")


def type_everything(page):
    page.fill("#id_summary", "A quick answer that nobody saved.")
    write(page, "causes", "<p>Causes that nobody saved.</p>")
    row = add_row(page, "risk_factor_rows")
    choose(page, f"{row}-term", "Burns")
    page.fill(f"#id_{row}-detail", "A detail that nobody saved.")
    row = add_row(page, "question_rows")
    page.fill(f"#id_{row}-question", "Was this saved?")
    write(page, f"{row}-answer", "<p>Not yet.</p>")
    expect(page.locator("[data-draft-state]")).to_contain_text(KEPT)
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('Not yet.'))")


def assert_everything(page):
    assert page.input_value("#id_summary") == "A quick answer that nobody saved."
    assert "Causes that nobody saved." in written(page, "causes")
    rows = page.locator("#risk_factor_rows-group tr.form-row:not(.empty-form)")
    expect(rows.last.locator("select option:checked")).to_have_text("Severe burns")
    assert rows.last.locator("textarea").input_value() == "A detail that nobody saved."
    question = page.locator("#question_rows-group .inline-related:not(.empty-form)").last
    assert question.locator("input[name$=question]").input_value() == "Was this saved?"
    name = question.locator("textarea").get_attribute("name")
    page.wait_for_function("id => CKEDITOR.instances[id].getData().includes('Not yet.')", arg=f"id_{name}")


def test_a_form_that_was_only_opened_leaves_no_draft(form):
    form.wait_for_timeout(2000)
    assert drafts(form) == 0
    form.reload()
    form.wait_for_selector(".row-moves")
    expect(form.locator("#draft-offer")).to_be_hidden()


def test_typing_survives_a_closed_tab(form):
    type_everything(form)
    context = form.context
    form.close()
    page = context.new_page()
    open_article(page)
    expect(page.locator("#draft-offer")).to_contain_text("did not save")
    assert page.input_value("#id_summary") != "A quick answer that nobody saved."  # only offered, not put back
    page.click("text=Put it back")
    assert_everything(page)
    page.click("text=Save draft")
    page.wait_for_selector(".messagelist .success")
    assert_everything(page)
    page.wait_for_timeout(500)
    expect(page.locator("#draft-offer")).to_be_hidden()
    assert drafts(page) == 0


def test_typing_survives_a_session_that_ended_while_saving(form):
    type_everything(form)
    form.context.clear_cookies(name="session")
    form.click("text=Save draft")
    form.fill("#id_username", "author")
    form.fill("#id_password", PASSWORD)
    form.click("[type=submit]")
    open_article(form)
    form.click("text=Put it back")
    assert_everything(form)
    form.reload()
    form.click("text=Throw it away")
    form.reload()
    form.wait_for_selector(".row-moves")
    expect(form.locator("#draft-offer")).to_be_hidden()


def test_a_new_article_that_was_never_saved_is_offered_too_and_forgotten_once_saved(staff):
    page = staff("author")
    page.goto("/admin/conditions/article/add/")
    page.wait_for_selector(".bar")
    page.wait_for_timeout(1500)
    page.locator("#id_title").press_sequentially("Gout")
    expect(page.locator("[data-draft-state]")).to_contain_text(KEPT)
    page.reload()
    page.click("text=Put it back")
    expect(page.locator("#id_title")).to_have_value("Gout")
    expect(page.locator("#id_slug")).to_have_value("gout")
    page.click("text=Save draft")
    page.wait_for_selector(".messagelist .success")
    page.goto("/admin/conditions/article/add/")
    page.wait_for_timeout(1500)
    expect(page.locator("#draft-offer")).to_be_hidden()


def test_a_draft_put_back_over_a_colleagues_save_is_refused_and_kept(form, staff):
    form.fill("#id_summary", "Typed under a colleague's save.")
    form.wait_for_function("() => Object.values(localStorage).some(text => text.includes('under a colleague'))")
    colleague = staff("manager")
    open_article(colleague)
    write(colleague, "causes", "<p>The colleague's causes.</p>")
    colleague.click("text=Save draft")
    colleague.wait_for_selector(".messagelist .success")
    form.reload()
    form.wait_for_selector("#draft-offer:visible")
    expect(form.locator("#draft-offer")).to_contain_text("saved since by somebody")
    form.click("text=Put it back")
    form.click("text=Save draft")
    expect(form.locator(".errornote")).to_contain_text("Jonah Pruitt saved this article")
    form.click("text=Back to my text")
    expect(form.locator(".errornote + .errorlist")).to_contain_text("Jonah Pruitt saved this article")
    assert form.input_value("#id_summary") == "Typed under a colleague's save."
    colleague.reload()
    assert "The colleague's causes." in written(colleague, "causes")


def test_a_draft_is_offered_to_its_author_alone(form, browser):
    form.fill("#id_summary", "What Nora typed.")
    form.wait_for_function("() => Object.values(localStorage).some(text => text.includes('What Nora typed'))")
    form.context.clear_cookies(name="session")
    form.goto("/admin/")
    form.fill("#id_username", "reviewer")
    form.fill("#id_password", PASSWORD)
    form.click("[type=submit]")
    open_article(form)
    form.wait_for_timeout(1500)
    expect(form.locator("#draft-offer")).to_be_hidden()


def test_a_change_note_survives_a_session_that_ended_and_goes_with_the_act(form):
    form.fill("#id_summary", "Changed for the note.")
    form.click("text=Publish …")
    form.fill("#id_change_note", "A note nobody sent.")
    form.context.clear_cookies(name="session")
    form.click(".act button:text-is('Publish')")
    form.fill("#id_username", "author")
    form.fill("#id_password", PASSWORD)
    form.click("[type=submit]")
    expect(form.locator("#id_change_note")).to_have_value("A note nobody sent.")
    form.click(".act button:text-is('Publish')")
    form.wait_for_selector(".messagelist .success")
    assert form.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('note:')).length") == 0
