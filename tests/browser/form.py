"""Filling the article form as an author does: typing into editors, choosing from autocompletes, adding rows."""

from playwright.sync_api import expect


def wait_for_editors(page):
    page.wait_for_function(
        """() => document.readyState === 'complete' && window.CKEDITOR
            && Object.values(CKEDITOR.instances).every(editor => editor.status === 'ready')"""
    )


def write(page, name, html):
    """Put `html` into the editor of the field `name`, as typing and formatting would."""
    page.wait_for_function("id => window.CKEDITOR?.instances[id]?.status === 'ready'", arg=f"id_{name}")
    page.evaluate("([id, html]) => CKEDITOR.instances[id].setData(html)", [f"id_{name}", html])


def written(page, name):
    page.wait_for_function("id => window.CKEDITOR?.instances[id]?.status === 'ready'", arg=f"id_{name}")
    return page.evaluate("id => CKEDITOR.instances[id].getData()", f"id_{name}")


def type_into(page, name, text):
    """Type into the editor's frame with the keyboard."""
    page.wait_for_function("id => window.CKEDITOR?.instances[id]?.status === 'ready'", arg=f"id_{name}")
    page.frame_locator(f"#cke_id_{name} iframe").locator("body").click()
    page.keyboard.type(text)


def choose(page, name, text):
    """Choose `text` in the autocomplete of the field `name`."""
    selection = page.locator(f".field-{name.rsplit('-')[-1]} #id_{name} + .select2 .select2-selection")
    selection.click()
    with page.expect_response(lambda response: "/autocomplete/" in response.url and "term=" in response.url):
        page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()
    expect(selection).to_contain_text(text, ignore_case=True)


def add_row(page, prefix):
    """Add a row and return the name that its fields begin with, such as "symptom_rows-0"."""
    number = page.locator(f"#id_{prefix}-TOTAL_FORMS").input_value()
    page.locator(f"#{prefix}-group .add-row a").click()
    return f"{prefix}-{number}"
