"""Each tab keeps a draft of its own of what is typed in it: none writes over another's, and none is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.form import wait_for_editors
from tests.browser.test_local_drafts import KEPT, drafts, open_article

pytestmark = pytest.mark.looks
ADD = "/admin/conditions/article/add/"


@pytest.fixture
def author(staff):
    return staff("author")


def new_article(page, title="", **typed):
    """An add form in `page`, with something typed that was kept."""
    page.goto(ADD)
    wait_for_editors(page)
    if title:
        page.locator("#id_title").press_sequentially(title)
        kept(page, title)
    return page


def kept(page, text):
    expect(page.locator("[data-draft-state]")).to_contain_text(KEPT)
    page.wait_for_function("text => Object.values(localStorage).some(draft => draft.includes(text))", arg=text)


def offers(page):
    return page.locator("#draft-offer [data-draft]")


def test_two_new_articles_in_two_tabs_keep_both_texts(author):
    first, second = author, author.context.new_page()
    new_article(first, "Gout")
    new_article(second, "Hammer toe")
    expect(second.locator("#draft-offer")).to_be_hidden()  # the first tab goes on with its own
    first.locator("#id_summary").press_sequentially("Crystals in a joint.")
    kept(first, "Crystals in a joint.")
    context = first.context
    third = context.new_page()
    first.close()
    second.close()
    new_article(third)
    expect(offers(third)).to_have_count(2)
    expect(offers(third).first).to_contain_text("kept what you typed in “Gout” on")
    expect(offers(third).last).to_contain_text("kept what you typed in “Hammer toe” on")
    offers(third).last.get_by_role("button", name="Put it back “Hammer toe”").click()
    expect(third.locator("#id_title")).to_have_value("Hammer toe")
    expect(offers(third)).to_have_count(1)
    third.click("text=Save draft")
    third.wait_for_selector(".messagelist .success")
    assert drafts(third) == 1
    new_article(third)
    offers(third).get_by_role("button", name="Put it back").click()
    expect(third.locator("#id_title")).to_have_value("Gout")
    expect(third.locator("#id_summary")).to_have_value("Crystals in a joint.")


def test_saving_one_new_article_leaves_what_another_tab_sent_in_vain(author):
    first, second = author, author.context.new_page()
    new_article(first, "Bunion")
    first.fill("#id_slug", "tennis-elbow")  # taken: it is refused
    first.click("text=Save draft")
    first.wait_for_selector(".errornote")
    new_article(second, "Mallet finger")
    second.click("text=Save draft")
    second.wait_for_selector(".messagelist .success")
    context = first.context
    first.close()
    new_article(second)
    expect(offers(second)).to_have_count(1)
    expect(offers(second)).to_contain_text("“Bunion”")
    assert context.pages == [second]


def test_what_was_refused_and_mended_is_one_draft_and_forgotten_once_saved(author):
    new_article(author, "Clubfoot")
    author.fill("#id_slug", "tennis-elbow")
    author.click("text=Save draft")
    author.wait_for_selector(".errornote")
    author.fill("#id_slug", "clubfoot")
    kept(author, '"clubfoot"')
    assert drafts(author) == 1
    author.click("text=Save draft")
    author.wait_for_selector(".messagelist .success")
    assert drafts(author) == 0


def test_a_tab_that_is_a_copy_of_another_keeps_a_draft_of_its_own(author):
    new_article(author, "Trigger thumb")
    with author.context.expect_page() as copied:  # it takes a copy of what its opener keeps for the session
        author.evaluate("window.open(location.href)")
    copy = copied.value
    wait_for_editors(copy)
    copy.locator("#id_title").press_sequentially("Skier's thumb")
    kept(copy, "Skier's thumb")
    assert drafts(author) == 2
    expect(copy.locator("#draft-offer")).to_be_hidden()


def test_two_tabs_with_one_article_keep_both_texts(author):
    first, second = author, author.context.new_page()
    open_article(first)
    open_article(second)
    first.fill("#id_summary", "Typed in the first tab.")
    kept(first, "Typed in the first tab.")
    second.fill("#id_summary", "Typed in the second tab.")
    kept(second, "Typed in the second tab.")
    assert drafts(first) == 2
    third = first.context.new_page()
    first.close()
    second.close()
    open_article(third)
    expect(offers(third)).to_have_count(2)
    offers(third).last.get_by_role("button", name="Throw it away").click()
    offers(third).get_by_role("button", name="Put it back").click()
    expect(third.locator("#id_summary")).to_have_value("Typed in the second tab.")
    expect(third.locator("#draft-offer")).to_be_hidden()


def test_what_was_typed_before_another_draft_is_put_back_is_kept_too(author):
    new_article(author, "Flat feet")
    new_article(author, "Claw hand")
    offers(author).get_by_role("button", name="Put it back “Flat feet”").click()
    expect(author.locator("#id_title")).to_have_value("Flat feet")
    new_article(author)
    expect(offers(author)).to_have_count(2)


def test_a_draft_of_an_older_release_is_offered_as_well(author):
    new_article(author, "Lumbago")
    author.evaluate(
        """() => {
          const name = Object.keys(localStorage).find(each => each.startsWith("draft:"));
          localStorage.setItem(name.split("#")[0], localStorage.getItem(name));
          localStorage.removeItem(name);
        }"""
    )
    new_article(author)
    offers(author).get_by_role("button", name="Put it back").click()
    expect(author.locator("#id_title")).to_have_value("Lumbago")


def test_a_browser_without_room_says_that_nothing_is_kept(author):
    author.goto(ADD)
    wait_for_editors(author)
    author.evaluate(
        """() => {
          for (let size = 4_000_000; size; size = Math.floor(size / 2)) {
            try { while (true) localStorage.setItem(`full:${Math.random()}`, "x".repeat(size)); } catch {}
          }
        }"""
    )
    author.locator("#id_title").press_sequentially("Too much")
    expect(author.locator("[data-draft-state]")).to_contain_text("no room to keep your typing")
