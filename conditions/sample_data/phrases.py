"""Phrases of invented articles (articles.py). They hold for any sore bone, joint or muscle.

On cold, rest and moving again: MedlinePlus, "Sprains and strains", and NHS, "Sprains and strains"; on four steps:
Stiell and others, "Decision rules for the use of radiography in acute ankle injuries", JAMA 1993.
"""

QUALIFIERS = [
    *["", "Acute", "Bilateral", "Chronic", "Delayed", "Early", "Flaring", "Gradual", "Hidden", "Intermittent"],
    *["Juvenile", "Kneeling-related", "Late", "Mild", "Nagging", "Ongoing", "Persistent", "Quiet", "Recurrent"],
    *["Stubborn", "Temporary", "Unexplained", "Vague", "Worsening", "X-ray-proven", "Youth", "Zonal"],
]
# {slug: (name, sites there)}
AREAS = {
    "elbow": ("Elbow", ["elbow", "inner elbow", "outer elbow", "triceps tendon", "forearm"]),
    "foot-and-ankle": ("Foot and ankle", ["ankle", "heel", "foot arch", "Achilles tendon", "big toe", "midfoot"]),
    "hand-and-wrist": ("Hand and wrist", ["wrist", "hand", "thumb", "index finger", "little finger", "knuckle"]),
    "hip": ("Hip", ["hip", "groin", "outer hip", "hip flexor", "buttock"]),
    "knee": ("Knee", ["knee", "kneecap", "inner knee", "outer knee", "patellar tendon", "quadriceps tendon"]),
    "lower-back": ("Lower back", ["lower back", "lumbar spine", "sacroiliac joint", "tailbone"]),
    "neck": ("Neck", ["neck", "nape", "upper neck"]),
    "pelvis": ("Pelvis", ["pelvis", "sit bone", "pubic joint"]),
    "shoulder": ("Shoulder", ["shoulder", "collarbone", "shoulder blade", "rotator cuff", "biceps tendon"]),
    "lower-leg": ("Lower leg", ["calf", "shin", "fibula"]),
    "thigh": ("Thigh", ["thigh", "hamstring", "quadriceps"]),
    "upper-arm": ("Upper arm", ["upper arm", "deltoid"]),
    "upper-back": ("Upper back", ["upper back", "rib", "mid-spine"]),
}
LAY = {  # {trouble: what patients call it, before the name of a site}
    "ache": "aching",
    "bone spur": "bony",
    "bruise": "bruised",
    "bursitis": "puffy",
    "calcification": "chalky",
    "cartilage wear": "worn",
    "contracture": "stuck",
    "cyst": "lumpy",
    "effusion": "watery",
    "fasciitis": "stabbing",
    "fatigue": "tired",
    "friction pain": "rubbing",
    "impingement": "pinched",
    "inflammation": "hot",
    "instability": "wobbly",
    "joint swelling": "swollen",
    "ligament strain": "stretched",
    "loose body": "clicking",
    "muscle spasm": "cramping",
    "muscle tightness": "tight",
    "nerve irritation": "tingling",
    "osteoarthritis": "creaky",
    "overuse pain": "overworked",
    "scar tissue": "scarred",
    "snapping": "snapping",
    "sprain": "twisted",
    "stiffness": "stiff",
    "strain": "pulled",
    "synovitis": "inflamed",
    "tendinitis": "sore",
    "tendinosis": "thickened",
    "weakness": "weak",
}
TROUBLES = list(LAY)
CIRCUMSTANCES = [
    *["", "at work", "with diabetes", "with night pain", "without an injury"],
    *["after a car crash", "after a fall", "after a long drive", "after bed rest", "after joint replacement"],
    *["after pregnancy", "after surgery", "from gripping", "from jumping", "from kneeling", "from lifting"],
    *["from throwing", "from typing", "in carpenters", "in children", "in climbers", "in cyclists", "in dancers"],
    *["in drivers", "in gardeners", "in golfers", "in musicians", "in nurses", "in office workers", "in older adults"],
    *["in painters", "in racket sports", "in rowers", "in runners", "in swimmers", "in teenagers", "in winter sports"],
]
RED_FLAGS = {  # {slug: (name, what it is like)}
    "fever": ("Fever", "With a hot, swollen joint this may be an infection."),
    "cannot-bear-weight": ("Cannot bear weight", "If you cannot take four steps, a bone may be broken."),
    "chills": ("Chills", "Shaking chills with a painful joint may mean an infection."),
    "deformity": ("Change in shape", "If it looks crooked after an injury, do not try to straighten it."),
    "saddle-numbness": ("Numbness around the groin", "With back pain this may mean that nerves are pressed."),
}
GENERAL_SYMPTOMS = {  # the most common first
    "pain-with-activity": "Pain with activity",
    "stiffness": "Stiffness",
    "swelling": "Swelling",
    "tenderness": "Tenderness",
    "joint-pain": "Joint pain",
    "limited-movement": "Limited movement",
    "pain-at-night": "Pain at night",
    "weakness": "Weakness",
    "warmth-and-redness": "Warmth and redness",
    "morning-stiffness": "Morning stiffness",
    "numbness-or-tingling": "Numbness or tingling",
    "grinding": "Grinding or clicking",
    "bruising": "Bruising",
    "instability": "Giving way",
    "muscle-spasms": "Muscle spasms",
    "locking": "Locking or catching",
    "popping-sound": "Popping sound at injury",
    "pain-on-stairs": "Pain on stairs",
    "pain-after-rest": "Pain after rest",
    "trembling": "Trembling",
}
FEELINGS = [
    *["Aching", "Throbbing", "Burning", "Tightness", "Heaviness", "Sharp pain", "Pins and needles", "Cramping"],
    *["Pressure", "Coldness", "Itching", "Buzzing"],
]
RISK_FACTORS = {
    "age": "Older age",
    "earlier-injury": "Earlier injury of the same joint",
    "repetitive-motion": "Repeated motion",
    "overweight": "Excess weight",
    "heavy-lifting": "Heavy lifting",
    "injury": "Injury",
    "falls": "Falls",
    "standing-work": "Long hours standing",
    "overhead-work": "Overhead work or sport",
    "smoking": "Smoking",
    "diabetes": "Diabetes",
    "family-history": "Family history",
    "unsuitable-footwear": "Unsuitable footwear",
    "desk-work": "Long hours at a desk",
    "sudden-training": "A sudden rise in training",
    "vibrating-tools": "Work with vibrating tools",
    "kneeling-work": "Work on the knees",
    "hard-ground": "Training on hard ground",
    "little-sleep": "Too little sleep",
    "stress": "Stress",
}
TESTS = {
    "physical-exam": "Physical exam",
    "x-ray": "X-ray",
    "ultrasound": "Ultrasound",
    "mri": "MRI scan",
    "blood-tests": "Blood tests",
    "ct-scan": "CT scan",
    "nerve-conduction": "Nerve conduction study",
    "gait-analysis": "Gait analysis",
    "grip-test": "Grip strength test",
    "range-of-motion": "Range of motion test",
}
WHEN = [
    "Worse after long sitting",
    "Worse on stairs",
    "Worst with the first steps of the day",
    "Comes when you lift",
    "Comes at the end of a long day",
    "Comes on during sport",
    "Felt when somebody presses on the {site}",
    "Felt as you turn over in bed",
    "Begins some hours after work",
]
RELIEF = [
    "better after a short rest",
    "easier with gentle movement",
    "eased by cold",
    "eased by warmth",
    "gone by the next morning",
    "slow to settle",
    "on most days",
    "on some days only",
]
WHY_RISK = [
    "It adds to the load that the {site} carries.",
    "It leaves the {site} less time to recover.",
    "We ask about it, because it can be changed or allowed for.",
    "It comes up often when people tell us about {name}.",
]
WHY_TEST = [
    "Used where the answer would change what we do about the {site}.",
    "Compares the {site} with the other side.",
    "Helps to rule out other reasons for pain in the {site}.",
    "Not everybody with {name} needs it.",
]
SUMMARY = [
    [
        "This page stands for one on {name}.",
        "Here you would read about {name}.",
        "A stand-in for a page on {name}, to measure by.",
    ],
    [
        "Less load for some days and gentle movement are where most people begin.",
        "Many people begin with care at home and add exercises step by step.",
        "A physical therapist can show you how to move the {site} with less pain.",
    ],
    [
        "Make an appointment if it does not get better.",
        "See us if it keeps you from sleep or from work.",
        "Call us if it gets worse instead of better.",
    ],
]

# Of each part of an article the ways to say it, in paragraphs
OVERVIEW = [
    (
        "The {site} moves and carries load many times a day. With {trouble} it lets you know when that was too much.",
        "How long it lasts differs from one person to the next. Most people keep up part of what they like to do.",
    ),
    (
        "People who come to us with {trouble} often point at one spot: the {site}. It hurts, feels odd or tires early.",
        "It can begin within a day or creep up over months. What you did before tells us a lot, so think back.",
    ),
    (
        "Think of the {site} as a hinge with straps around it. When one of them is sore, the others work harder.",
        "That is how {trouble} can spread to places nearby. It helps to look at the whole, and not at one spot alone.",
    ),
]
CAUSES = [
    (
        "Often there is no single cause. Work, sport and sleep all add up in the {site}.",
        "A new task, new shoes or a new tool can be enough to tip the scale.",
    ),
    (
        "It may follow a clear event, such as a fall or a twist. Many people cannot name one, though.",
        "Doing the same movement for hours is a common story. So is doing too much after a long break.",
    ),
    ("Load that rises faster than the {site} can get used to it is a usual reason. A slow start is the best guard.",),
]
SEEK_CARE = [
    ("If the {site} keeps you from work or sleep, make an appointment. Bring a list of what you take.",),
    ("Two weeks of care at home without a change are a good reason to call us about the {site}.",),
    ("After a hard fall or blow to the {site}, do not wait to see how it goes: have it looked at.",),
]
DIAGNOSIS = [
    (
        "We ask when it began, what makes it worse and what you hope to do again.",
        "Then we look at the {site}, press gently and watch it move. Often that is all it takes.",
    ),
    (
        "The exam starts with the side that does not hurt. We test strength and how far the {site} moves.",
        "A scan is used where its answer would change the plan.",
    ),
]
TREATMENT = [
    (
        "Do less of what hurts for some days, and keep the rest of you moving. Full rest is seldom needed.",
        "Cold for up to 20 minutes, with a cloth between ice and skin, can ease pain in the {site}.",
        "In physical therapy you load the {site} step by step. Two exercises that you do beat ten that you skip.",
    ),
    (
        "Ask a pharmacist which pain reliever goes with your other medicines.",
        "Gentle movement several times a day keeps the {site} from getting stiff.",
        "Once daily tasks go well, add strength: slow, few and often.",
    ),
    (
        "We agree on a goal with you: a walk, a shift at work, a game. The plan for the {site} leads there.",
        "Exercises come first. Other steps follow only where those were not enough.",
    ),
]
SECTIONS = [
    (
        "Getting back to sport",
        ("Start with half of what you did. Add a little each week if the {site} agrees.",),
    ),
    ("At work", ("Change tasks often. A short break each hour gives the {site} time to recover.",)),
    ("Sleep", ("A pillow can take the weight off the {site}. Try a few places before you give up.",)),
    ("Keeping it away", ("Keep up two of your exercises for good. The {site} likes what it knows.",)),
    ("For those who help", ("Ask before you lift or pull. A steady arm to hold helps the {site} more than haste.",)),
]
QUESTIONS = [
    ("May I still walk?", ("Yes, as far as the {site} allows. Shorter walks, more often, are a good start.",)),
    ("How long does {name} last?", ("Weeks for some people and months for others. Tell us how the {site} is doing.",)),
    ("Should I use heat or cold?", ("Whichever feels better on the {site}. Keep a cloth between it and your skin.",)),
    ("Can I drive?", ("Only when you can brake hard without thinking of the {site}.",)),
    ("Will it come back?", ("It may. Those who keep exercising the {site} often notice it sooner and less.",)),
]
