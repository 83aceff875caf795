"""The journey the site exists for: an author enters an article part by part, a patient finds and reads it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.form import add_row, choose, type_into, write

pytestmark = pytest.mark.database


def test_an_article_from_the_authors_keyboard_to_the_patients_phone(staff, open_page, tmp_path, picture):
    page = staff("author")
    page.goto("/admin/conditions/article/add/")

    page.locator("#id_title").press_sequentially("Trigger finger")
    expect(page.locator("#id_slug")).to_have_value("trigger-finger")
    page.fill("#id_also_known_as", "Stenosing tenosynovitis\nLocked finger")
    row = add_row(page, "body_area_rows")
    choose(page, f"{row}-term", "Hand and wrist")
    choose(page, "author", "Nora Whitfield")
    page.fill("#id_summary", "A finger catches or locks when you bend it. Rest and a splint often help.")

    file = tmp_path / "hand.jpg"
    file.write_bytes(picture)
    with page.expect_popup() as popup:
        page.click("#add_id_lead_photo")
    popup.value.set_input_files("#id_upload", file)
    popup.value.fill("#id_title", "A hand")
    popup.value.click("[name=_save]")
    expect(page.locator("#select2-id_lead_photo-container")).to_contain_text("A hand")
    page.fill("#id_photo_alt", "A hand with one finger bent.")
    page.fill("#id_photo_caption", "The ring finger is caught.")

    type_into(page, "overview", "A tendon no longer glides through its sheath.")
    write(page, "when_to_seek_care", "<p>Come when the finger stays locked.</p>")
    write(page, "causes", "<p>The sheath grows thick.</p>")
    row = add_row(page, "risk_factor_rows")
    choose(page, f"{row}-term", "Diabetes")
    page.fill(f"#id_{row}-detail", "Sugar stiffens the sheath.")

    row = add_row(page, "symptom_rows")
    choose(page, f"{row}-term", "Locking or catching")
    page.fill(f"#id_{row}-detail", "It snaps straight all at once.")
    page.select_option(f"#id_{row}-urgency", "clinic")
    row = add_row(page, "symptom_rows")
    with page.expect_popup() as popup:
        page.click(f"#add_id_{row}-term")
    popup.value.fill("#id_name", "Lump in the palm")
    popup.value.fill("#id_description", "A small firm lump you can feel.")
    popup.value.click("[name=_save]")
    expect(page.locator(f"#select2-id_{row}-term-container")).to_contain_text("Lump in the palm")
    page.fill(f"#id_{row}-detail", "At the base of the finger.")
    page.select_option(f"#id_{row}-urgency", "clinic")
    row = add_row(page, "symptom_rows")
    choose(page, f"{row}-term", "Fever")
    page.fill(f"#id_{row}-detail", "With a hot, swollen finger it may be an infection.")
    page.select_option(f"#id_{row}-urgency", "emergency")

    write(page, "diagnosis", "<p>We watch the finger move.</p>")
    row = add_row(page, "test_rows")
    choose(page, f"{row}-term", "Ultrasound")
    page.fill(f"#id_{row}-detail", "Shows the thick sheath.")
    write(page, "treatment", "<h3>At home</h3><p>Rest the hand at night in a splint.</p>")
    row = add_row(page, "section_rows")
    page.fill(f"#id_{row}-heading", "Back to work")
    write(page, f"{row}-text", "<p>Vary your grip.</p>")
    row = add_row(page, "question_rows")
    page.fill(f"#id_{row}-question", "Will it come back?")
    write(page, f"{row}-answer", "<p>It can.</p>")
    row = add_row(page, "source_rows")
    page.fill(f"#id_{row}-title", "Trigger finger")
    page.fill(f"#id_{row}-publisher", "MedlinePlus")
    page.fill(f"#id_{row}-url", "https://medlineplus.gov/ency/article/007392.htm")
    page.fill(f"#id_{row}-read_on", "2026-10-20")
    row = add_row(page, "related_rows")
    choose(page, f"{row}-related", "Carpal tunnel syndrome")

    page.click("text=Save draft")
    expect(page.locator(".messagelist")).to_contain_text("Patients do not see it yet")
    visitor = open_page(width=360, height=740, javascript=False)
    assert visitor.goto("/conditions/trigger-finger/").status == 404

    page.click("button:text('Preview')")
    expect(page.locator("h1")).to_have_text("Trigger finger")
    expect(page.locator(".preview-banner")).to_contain_text("draft")
    page.click(".preview-banner a")

    page.click("text=Publish …")
    expect(page.locator("#content")).to_contain_text("Nobody but the author")
    expect(page.locator("#content")).to_contain_text("/conditions/trigger-finger/")
    page.fill("#id_change_note", "First published, after two patients asked.")
    page.click(".act button:text-is('Publish')")
    expect(page.locator(".messagelist")).to_contain_text("Patients now read edition 1")

    visitor.goto("/")
    visitor.click("text=Hand and wrist")
    visitor.click("text=all that we treat here")
    visitor.click("main >> text=Trigger finger")
    article = visitor.locator("main")
    expect(visitor).to_have_title(re.compile("Trigger finger"))
    for words in [
        "Stenosing tenosynovitis",
        "Nora Whitfield",
        "MS, ATC",
        "A finger catches or locks",
        "The ring finger is caught.",
        "A tendon no longer glides through its sheath.",
        "Come when the finger stays locked.",
        "The sheath grows thick.",
        "Sugar stiffens the sheath.",
        "It snaps straight all at once.",
        "Lump in the palm",
        "With a hot, swollen finger it may be an infection.",
        "We watch the finger move.",
        "Shows the thick sheath.",
        "Rest the hand at night in a splint.",
        "Back to work",
        "Vary your grip.",
        "Will it come back?",
        "It can.",
        "MedlinePlus",
        "Carpal tunnel syndrome",
    ]:
        expect(article).to_contain_text(words)
    picture_shown = visitor.locator("main picture img")
    expect(picture_shown).to_have_attribute("alt", "A hand with one finger bent.")
    assert visitor.locator("main a[href^='tel:+1904']").count() >= 2

    visitor.goto("/symptoms/fever/")
    expect(visitor.locator("main")).to_contain_text("With a hot, swollen finger it may be an infection.")
    visitor.goto("/conditions/")
    expect(visitor.locator("main")).to_contain_text("Locked finger")
