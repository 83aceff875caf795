"""The clinic's publishing rules: one page, a choice for each rule, and a log of what was changed."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from conditions.models import PublishingRules
from conditions.publishing.readiness import RULES
from tests.admin.conftest import act
from tests.admin.forms import opened
from tests.conftest import signed_in

LIST = reverse("admin:conditions_publishingrules_changelist")
ROW = reverse("admin:conditions_publishingrules_change", args=[1])


@pytest.fixture
def jonah(manager):
    client = signed_in(manager)
    client.get(LIST)
    return client


def change(client, **typed):
    return client.post(ROW, opened(client, ROW) | typed)


def test_the_front_page_leads_to_the_one_row_with_the_defaults(jonah):
    assert LIST in jonah.get(reverse("admin:index")).content.decode()
    for _ in range(2):
        response = jonah.get(LIST)
        assert (response.status_code, response.url) == (302, ROW)
    assert PublishingRules.objects.count() == 1
    values = opened(jonah, ROW)
    assert {name: values[f"level_{name}"] for name in ("phone", "sources", "approval")} == {
        "phone": "stop",
        "sources": "worry",
        "approval": "worry",
    }
    assert values["review_months"] == "24"


def test_every_rule_is_named_with_its_default_and_fixed_ones_without_a_choice(jonah):
    page = jonah.get(ROW).content.decode()
    values = opened(jonah, ROW)
    for code, rule in RULES.items():
        assert rule.label.replace("'", "&#x27;") in page
        assert (f"level_{code.replace('-', '_')}" in values) is not rule.fixed
    assert len(re.findall(r"Default: (Stops|Worries|Off)\.", page)) == len([r for r in RULES.values() if not r.fixed])


def test_only_departures_from_the_defaults_are_kept(jonah):
    assert change(jonah, level_sources="stop", level_headings="off", review_months="12").status_code == 302
    rules = PublishingRules.load()
    assert rules.levels == {"sources": "stop", "headings": "off"} and rules.review_months == 12
    assert opened(jonah, ROW)["level_sources"] == "stop"
    change(jonah, level_sources="worry")
    assert PublishingRules.load().levels == {"headings": "off"}


def test_the_log_says_what_was_changed_from_what_to_what(jonah):
    change(jonah, level_sources="stop", review_months="12")
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == (
        "No sources are named: Worries → Stops. Months between clinical reviews: 24 → 12."
    )
    assert (
        "Worries → Stops" in jonah.get(reverse("admin:conditions_publishingrules_history", args=[1])).content.decode()
    )


@pytest.mark.parametrize("typed", [{"level_sources": "loud"}, {"review_months": "0"}, {"review_months": "121"}])
def test_what_cannot_be_is_refused(jonah, typed):
    assert change(jonah, **typed).status_code == 200
    rules = PublishingRules.load()
    assert (rules.levels, rules.review_months) == ({}, 24)


def test_a_fixed_rule_is_not_changed_by_a_forged_form(jonah):
    change(jonah, level_title="off")
    assert PublishingRules.load().levels == {}


def test_a_rule_that_stops_holds_on_the_publish_page(jonah, writing, draft, clinic):
    draft.source_rows.all().delete()
    change(jonah, level_sources="stop")
    page = writing.get(act(draft, "publish"))
    assert [finding.rule for finding in page.context["errors"]] == ["sources"]
    change(jonah, level_sources="off")
    page = writing.get(act(draft, "publish"))
    assert not page.context["errors"] and "sources" not in {finding.rule for finding in page.context["warnings"]}


def test_others_do_not_change_them(writing, frontdesk):
    PublishingRules.objects.create()
    for client in (writing, signed_in(frontdesk)):
        assert {client.get(where).status_code for where in (LIST, ROW)} == {403}
