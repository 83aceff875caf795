"""Two people on one article: each is told of the other, and whoever saves second saves both versions together."""

import pytest
from playwright.sync_api import expect

from tests.browser.form import wait_for_editors, write, written
from tests.browser.test_accessibility import assert_accessible


def open_article(page, words="frozen+shoulder"):
    page.goto(f"/admin/conditions/article/?q={words}")
    page.click("#result_list th.field-title a")
    page.wait_for_selector(".bar")


def told(page):
    return page.locator("[data-presence]")


def look_again(page):
    """What a browser does when its reader comes back to the tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def looks_until_told(page, words):
    """What `words` say ("": nobody) may take a moment longer to arrive than the first look."""
    for _ in range(60):
        look_again(page)
        page.wait_for_timeout(250)
        said = told(page).inner_text()
        if words in said if words else not said:
            return
    raise AssertionError(said)


def test_each_is_told_who_else_is_writing_and_when_they_left(staff):
    nora, jonah = staff("author"), staff("manager")
    open_article(nora)
    expect(told(nora)).to_be_empty()
    open_article(jonah)
    expect(told(jonah)).to_contain_text("Nora Whitfield has had this article open.")
    nora.focus("#id_summary")
    looks_until_told(nora, "Jonah Pruitt has had this article open. You can both write")
    assert nora.evaluate("document.activeElement.id") == "id_summary"
    jonah.goto("/admin/")
    looks_until_told(nora, "")
    jonah.go_back()
    looks_until_told(nora, "Jonah Pruitt")
    jonah.close()
    looks_until_told(nora, "")


def test_saving_does_not_make_the_form_forget_that_it_is_open(staff):
    nora, jonah = staff("author"), staff("manager")
    open_article(jonah)
    jonah.click("text=Save draft")
    jonah.wait_for_selector(".messagelist .success")
    jonah.wait_for_timeout(500)
    open_article(nora)
    expect(told(nora)).to_contain_text("Jonah Pruitt has had this article open.")


def test_a_session_that_ended_is_told_and_breaks_nothing(staff):
    nora = staff("author")
    open_article(nora)
    nora.fill("#id_summary", "Typed before the session ended.")
    nora.context.clear_cookies(name="session")
    look_again(nora)
    expect(told(nora)).to_contain_text("You have been signed out. What you type is kept in this browser")
    assert nora.input_value("#id_summary") == "Typed before the session ended."


def type_both(staff, words):
    """Both change the treatment; Nora the quick answer too. Jonah saves first."""
    nora, jonah = staff("author"), staff("manager")
    open_article(nora, words)
    open_article(jonah, words)
    nora.fill("#id_summary", "What Nora typed.")
    write(nora, "treatment", "<p>Nora's treatment.</p>")
    write(jonah, "treatment", "<p>Jonah's treatment.</p>")
    write(jonah, "causes", "<p>Jonah's causes.</p>")
    wait_for_editors(nora)
    jonah.click("text=Save draft")
    jonah.wait_for_selector(".messagelist .success")
    nora.click("text=Save draft")
    expect(nora.locator(".errornote")).to_contain_text("Jonah Pruitt saved this article while you were writing")
    return nora


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")


def test_both_versions_are_saved_together_where_they_clash_by_decision(staff):
    nora = type_both(staff, "carpal+tunnel")
    nora.click("text=Save both versions together")  # the browser asks for the decision first
    expect(nora.locator(".clash")).to_have_count(1)
    nora.locator(".clash").get_by_label("Your version").check()
    nora.click("text=Save both versions together")
    nora.wait_for_selector(".messagelist .success")
    assert nora.input_value("#id_summary") == "What Nora typed."
    assert "Nora's treatment." in written(nora, "treatment") and "Jonah's causes." in written(nora, "causes")
    nora.wait_for_timeout(1500)
    expect(nora.locator("#draft-offer")).to_be_hidden()
    assert drafts(nora) == 0


def test_back_at_ones_text_everything_is_there(staff):
    nora = type_both(staff, "hip+fracture")
    nora.click("text=Back to my text")
    expect(nora.locator(".errornote + .errorlist")).to_contain_text("Your text is kept below")
    assert nora.input_value("#id_summary") == "What Nora typed."
    assert "Nora's treatment." in written(nora, "treatment")


def test_what_was_typed_survives_a_tab_that_is_closed_while_deciding(staff):
    nora = type_both(staff, "herniated+disc")
    context = nora.context
    nora.close()
    nora = context.new_page()
    open_article(nora, "herniated+disc")
    nora.click("text=Put it back")
    assert nora.input_value("#id_summary") == "What Nora typed."
    wait_for_editors(nora)
    nora.click("text=Save draft")
    expect(nora.locator(".errornote")).to_contain_text("Jonah Pruitt saved this article")
    expect(nora.locator("#mine-heading ~ .difference h3")).to_have_text(
        ["Quick answer", "Treatment and physical therapy"]
    )


@pytest.mark.looks
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_with_both_versions_is_accessible(staff, width):
    def sign_in(name):
        return staff(name, width=width, bypass_csp=True)

    nora = type_both(sign_in, "tennis+elbow" if width == 360 else "acl+tear")
    assert_accessible(nora)
