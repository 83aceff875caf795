"""What a patient types on the first page."""

FIRST_PAGE = {
    "asking_for": "me",
    "first_name": "Quillon",
    "last_name": "Vanterpool",
    "birth_date_month": "March",
    "birth_date_day": "14",
    "birth_date_year": "1971",
    "phone": "(904) 555-0163",
    "voicemail": "yes",
    "call_times": ["morning"],
    "body_area": "none",
    "danger_signs": ["none"],
    "consent": "2026-11/90",
}
