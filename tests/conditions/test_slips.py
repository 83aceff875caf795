"""What is a slip put right, and what says something else: in doubt, it says something else."""

import pytest

from clinic_site.richtext.sanitiser import RichText
from conditions.publishing.slips import changes, slips_between, words_in


def whole(sentence):
    """What a page says around a sentence, so that it is judged as within a text."""
    return RichText(f"<p>Heterotopic ossification hurts.</p><p>{sentence}</p><ul><li>Rest.</li></ul>")


def told(old, new):
    old, new = whole(old), whole(new)
    return changes(old, new, before=words_in(old), after=words_in(new))


@pytest.mark.parametrize(
    "old, new",
    [
        ("It is an emergency.", "It is an harmless event."),
        ("It is an emergency.", "It is no emergency."),
        ("Do not run.", "Do run."),
        ("Do run.", "Do not run."),
        ("You should not lift.", "You should lift."),
        ("You must rest.", "You may rest."),
        ("You can walk.", "You can't walk."),
        ("You cannot walk.", "You can walk."),
        ("Take it with food.", "Take it without food."),
        ("Never drive.", "Ever drive."),
        ("Do nothing.", "Do something."),
        ("Take 2 tablets.", "Take 3 tablets."),
        ("Take two tablets.", "Take three tablets."),
        ("Take 1.5 mg.", "Take 15 mg."),
        ("Take 1.5 mg.", "Take 1,5 mg."),
        ("Take 10 mg.", "Take 10 mcg."),
        ("Take 10 mg.", "Take 10 g."),
        ("Take 5 mg.", "Take 5 Mg."),
        ("Rest for 6 weeks.", "Rest for 6 days."),
        ("Rest for 6 weeks.", "Rest for 6 week."),
        ("Rest 2-3 days.", "Rest 23 days."),
        ("Rest 2 to 3 days.", "Rest 2 or 3 days."),
        ("At -5 degrees.", "At 5 degrees."),
        ("Half a tablet.", "A tablet."),
        ("Once a day.", "Twice a day."),
        ("Every second day.", "Every day."),
        ("Take it twice a day.", "Take it twice the day."),
        ("Above 101 °F.", "Above 101 °C."),
        ("Above 101°F.", "Above 101."),
        ("Up to 20%.", "Up to 20."),
        ("Pain > 5.", "Pain < 5."),
        ("Call 911.", "Call us."),
        ("Call 911.", "Call 912."),
        ("Call 911 now.", "Call 911 soon."),
        ("It is safe.", "It is unsafe."),
        ("It is dangerous.", "It is harmless."),
        ("It is always serious.", "It is rarely serious."),
        ("It is serious.", "It is not serious."),
        ("More than usual.", "Less than usual."),
        ("Before meals.", "After meals."),
        ("The left knee.", "The right knee."),
        ("Lie on the sore side.", "Lie on the healthy side."),
        ("Raise the leg.", "Lower the leg."),
        ("Use ice.", "Use heat."),
        ("Rest the arm.", "Run the arm."),
        ("It will heal.", "It will heat."),
        ("The knee is week.", "The knee is weak."),
        ("The hip hurts.", "The lip hurts."),
        ("It is now fine.", "It is not fine."),
        ("Hyperthyroidism is common.", "Hypothyroidism is common."),
        ("You have hypertension.", "You have hypotension."),
        ("Abduction hurts.", "Adduction hurts."),
        ("The peroneal nerve.", "The perineal nerve."),
        ("The fascial plane.", "The facial plane."),
        ("The ilium hurts.", "The ileum hurts."),
        ("It is asymptomatic.", "It is symptomatic."),
        ("An intraarticular shot.", "An interarticular shot."),
        ("Take prednisone.", "Take prednisolone."),
        ("Take prednisolone.", "Take prednisone."),
        ("Take Celexa.", "Take Celebrex."),
        ("You shoud rest.", "You should rest."),
        ("You mst rest.", "You must rest."),
        ("Do nto run.", "Do to run."),
        ("Do nto run.", "Do not run."),
        ("You cant run.", "You can't run."),
        ("No running.", "No, running."),
        ("You feel ill be fine.", "You feel I'll be fine."),
        ("Take Tylenol.", "Take Advil."),
        ("Take oxycodone.", "Take hydrocodone."),
        ("It is ineffective.", "It is effective."),
        ("Avoid alcohol.", "A void alcohol."),
        ("Take 1/2 tablet.", "Take 12 tablet."),
        ("Every 4 hours.", "Every 4-6 hours."),
        ("Few people heal.", "A few people heal."),
        ("There is little risk.", "There is a little risk."),
        ("You do not need rest but ice.", "You do need rest but not ice."),
        ("Ice, not heat.", "Heat, not ice."),
        ("Walk. Do not run.", "Do not walk. Run."),
        ("Take the pill and rest.", "Take the pill."),
        ("Take the pill.", "Take the pill and rest."),
        ("Painful movement.", "Painless movement."),
        ("Use crutches.", "Use a splint."),
        ("The doctor may operate.", "The nurse may operate."),
        ("The L4 root.", "The L5 root."),
        ("See a surgeon.", "See a sturgeon."),
        ("Bend the knees.", "Bend the knee."),
        ("It helps.", "It helped."),
        ("not not safe", "not safe"),
        ("Wear it at night.", "Wear it at noon."),
        ("Avoid heat.", "Apply heat."),
        ("Take it on an empty stomach.", "Take it on a full stomach."),
        ("Unless it hurts.", "If it hurts."),
        ("A nonoperative way.", "An operative way."),
        ("It is inoperable.", "It is operable."),
        ("A displaced break.", "A misplaced break."),
        ("Flexion hurts.", "Extension hurts."),
        ("Start the pills.", "Stop the pills."),
        ("Ask your therapist.", "Ask your the rapist."),
    ],
)
def test_another_meaning_is_no_slip(old, new):
    assert told(old, new), (old, new)


@pytest.mark.parametrize(
    "old, new",
    [
        ("You recieve a brace.", "You receive a brace."),
        ("Bend teh knee.", "Bend the knee."),
        ("Bend hte knee.", "Bend the knee."),
        ("The the knee hurts.", "The knee hurts."),
        ("Pain of the of the knee.", "Pain of the knee."),
        ("Pain in to to the knee.", "Pain in to the knee."),
        ("It is is sore.", "It is sore."),
        ("Bend the kne.", "Bend the knee."),
        ("the knee hurts", "The knee hurts."),
        ("The Knee hurts.", "The knee hurts."),
        ("Rest, ice and a brace help.", "Rest, ice, and a brace help."),
        ("Rest ,ice.", "Rest, ice."),
        ("Rest for 6 weeks", "Rest for 6 weeks."),
        ("Wait 6 weeks , then walk.", "Wait 6 weeks, then walk."),
        ("Its a sprain.", "It's a sprain."),
        ("The patients knee.", "The patient's knee."),
        ("The patient’s knee.", "The patient's knee."),
        ("It hurts alot here.", "It hurts a lot here."),
        ("Stand infront here.", "Stand in front here."),
        ("A arm sling.", "An arm sling."),
        ("See doctor.", "See the doctor."),
        ("Pain in knee.", "Pain in the knee."),
        ("The knees is sore.", "The knees are sore."),
        ("Heterotpic bone.", "Heterotopic bone."),
        ("Arthrits of the hip.", "Arthritis of the hip."),
        ("A torn ligamant.", "A torn ligament."),
        ("Inflamation and cartilege.", "Inflammation and cartilage."),
        ("Physcial therapy.", "Physical therapy."),
        ("Seperate excercises.", "Separate exercises."),
        ("The excersise helps.", "The exercise helps."),
        ("Occured at work.", "Occurred at work."),
        ("It is definately sore.", "It is definitely sore."),
        ("Untill then, rehabilitaion.", "Untill then, rehabilitation."),
        ("A “sore” knee", 'A "sore" knee'),
        ("A weight bearing leg.", "A weight-bearing leg."),
        ("Tendon - the band.", "Tendon – the band."),
        ("Thier knee and wich brace.", "Their knee and which brace."),
        ("<strong>Rest</strong> it.", "Rest it."),
        ("Teh kne hrts.", "The knee hurts."),
        ("Is it a sprain.", "Is it a sprain?"),
        ("We dont know.", "We don't know."),
        ("The docter and tendonsin it.", "The doctor and tendons in it."),
        ("Occassional muscels.", "Occasional muscles."),
    ],
)
def test_a_slip_put_right_is_one(old, new):
    assert told(old, new) == []


@pytest.mark.parametrize(
    "old, new",
    [
        ('<p><a href="/here/">Call</a></p>', '<p><a href="/there/">Call</a></p>'),
        ("<p>10<sup>2</sup>3</p>", "<p>102<sup>3</sup></p>"),
        ("<p>10<sup>2</sup></p>", "<p>102</p>"),
        ("<ul><li>Rest.</li><li>Ice.</li></ul>", "<ul><li>Rest. Ice.</li></ul>"),
        (
            "<table><tbody><tr><td>10 mg</td><td></td></tr></tbody></table>",
            "<table><tbody><tr><td></td><td>10 mg</td></tr></tbody></table>",
        ),
    ],
)
def test_another_link_list_or_table_is_no_slip(old, new):
    assert changes(RichText(old), RichText(new))


def test_names_in_a_list_are_no_sentence():
    assert changes(("Runner's knee", "Patellar pain"), ("Runner's knee", "Patelar pain"))
    assert changes(("Runners knee", "Patellr pain"), ("Runner's knee", "Patellar pain")) == []
    assert changes(("Knee pain",), ("Knee", "pain"))


def test_a_term_of_the_page_that_stays_elsewhere_is_no_misspelling():
    old, new = "The plyca hurts. A plica is a fold.", "The plica hurts. A plica is a fold."
    assert changes(old, new, before=words_in(old), after=words_in(new)) == []
    elsewhere = "We stretch the plyca."
    assert changes(old, new, before=words_in(old, elsewhere), after=words_in(new, elsewhere))


def test_a_change_says_what_became_what_and_why():
    (change,) = told("It is an emergency.", "It is an harmless event.")
    assert change == ("emergency.", "harmless event.", "“emergency” is a word of danger")
    (change,) = told("Bend the hip.", "Bend the foot.")
    assert change.why == "“foot” is a unit"
    (change,) = told("Bend the hip.", "Bend the toe.")
    assert change.why == "other words, not a misspelling put right"


@pytest.mark.parametrize(
    "old, new, number",
    [
        ("", "", 0),
        ("a", "", 1),
        ("teh", "the", 1),
        ("recieve", "receive", 1),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
    ],
)
def test_slips_are_counted_with_swapped_neighbors_as_one(old, new, number):
    assert slips_between(old, new) == slips_between(new, old) == number
