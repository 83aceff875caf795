"""Frequent slips in mail domains get a question, and addresses that are somebody's own get none."""

import pytest

from appointments.forms.mail_slips import FREQUENT, REAL, suggestion

SLIPS = {
    "gmail.com": "gmial.com gmail.con gmai.com gmal.com gamil.com gmail.co gmail.cm gmail.om gnail.com gmaill.com"
    " gmali.com gmial.con gmil.com GMIAL.COM gmail.cmo gmail.comm ggmail.com gmsil.com gmial.co",
    "yahoo.com": "yaho.com yahooo.com yhoo.com yahho.com yaoo.com yahoo.con yhaoo.com yahoo.cm yaho.con",
    "hotmail.com": "hotmial.com hotmal.com hotmil.com homail.com hotmaill.com hotnail.com hotmail.con hotmial.cm",
    "outlook.com": "outlok.com outloook.com outlock.com oulook.com outlook.con otulook.com",
    "icloud.com": "iclould.com icloud.con icoud.com iclod.com icould.com icluod.com",
    "comcast.net": "comcast.ner comcast.nte comcat.net comast.net concast.net",
    "aol.com": "aol.con aol.cmo alo.com",
    "verizon.net": "verzion.net verizon.ner verison.net",
    "att.net": "att.ner att.nte",
    "sbcglobal.net": "sbcgloabl.net sbcglobal.ner sbcgobal.net",
    "bellsouth.net": "belsouth.net bellsouth.nrt",
    "live.com": "live.con lvie.com",
    "protonmail.com": "protonmial.com protonmail.con",
}


@pytest.mark.parametrize(
    "typed, meant", [(typed, meant) for meant, slips in SLIPS.items() for typed in slips.split()], ids=str
)
def test_a_slip_is_asked_about(typed, meant):
    assert suggestion(f"Pat.Doe+x@{typed}") == f"Pat.Doe+x@{meant}"


@pytest.mark.parametrize("typed, meant", [("harbor.ogr", "harbor.org"), ("ufl.eud", "ufl.edu"), ("gmx.con", "gmx.com")])
def test_so_is_an_ending_that_there_is_not(typed, meant):
    assert suggestion(f"pat@{typed}") == f"pat@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        *sorted({*FREQUENT, *REAL}),
        *("harbor-ortho.org", "example.com", "mail.example.org", "ufl.edu", "va.gov", "us.army.mil", "clinic.health"),
        *(
            "yahoo.co.uk",
            "yahoo.com.br",
            "yahoo.fr",
            "yahoo.cl",
            "hotmail.fr",
            "hotmail.co.uk",
            "hotmail.de",
            "gmail.de",
        ),
        *(
            "live.se",
            "outlook.fr",
            "outlook.com.br",
            "googlemail.com",
            "gmx.de",
            "web.de",
            "qq.com",
            "mail.ru",
            "orange.fr",
        ),
        *(
            "apple.com",
            "google.com",
            "amazon.com",
            "dell.com",
            "cisco.com",
            "bet365.bet",
            "tampabay.rr.com",
            "roadrunner.com",
        ),
        *("mailbox.org", "hotels.com", "look.com", "mail.co", "tmomail.net", "bellaire.net", "Gmail.com", "GMX.COM"),
    ],
)
def test_a_real_domain_is_not(domain):
    assert suggestion(f"pat@{domain}") == ""


@pytest.mark.parametrize("address", ["", "pat", "@gmial.com", "pat@", "gmial.com", "pat@localhost", "pat@.con."])
def test_what_is_no_address_is_not_asked_about(address):
    assert suggestion(address) == ""


def test_the_clinics_own_domain_is_not_asked_about():
    assert suggestion("desk@gmaill.org") == "" and suggestion("desk@hotmai.com") != ""
    assert suggestion("desk@hotmai.com", own={"hotmai.com"}) == ""


def test_of_two_meanings_the_nearer_and_then_the_more_frequent_is_asked_about():
    assert suggestion("pat@fmail.com") == "pat@gmail.com"
    assert suggestion("pat@ymaill.com") == "pat@ymail.com"
