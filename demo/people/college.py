"""The made-up college: its departments, the countries its people live in, its shared offices."""

MAIL_DOMAIN = "northfield.example"  # .example belongs to nobody (RFC 2606)
PRIVATE_DOMAINS = ("mail.example", "post.example", "inbox.example")

# Name → how many of a hundred people work there.
DEPARTMENTS = {
    "Registrar": 6,
    "Library": 7,
    "Mining Engineering": 8,
    "Geological Engineering": 6,
    "Nursing": 9,
    "Biology": 6,
    "Chemistry": 6,
    "Mathematics": 5,
    "Computer Science": 7,
    "Business": 6,
    "Humanities": 5,
    "Facilities": 9,
    "Student Affairs": 6,
    "Financial Aid": 4,
    "Athletics": 4,
    "IT": 6,
}
IT = "IT"
PRESIDENTS_OFFICE = "President's Office"

# People whose word opens many doors: an attacker would ask for them first.
PRIVILEGED_TITLES = {
    "Nursing": "Dean of Nursing",
    "Mining Engineering": "Dean of Engineering",
    "Business": "Dean of Business",
    "Humanities": "Dean of Humanities",
    "Mathematics": "Dean of Science",
    "Registrar": "Registrar",
    "Financial Aid": "Director of Financial Aid",
    "Student Affairs": "Dean of Students",
    "Library": "Dean of the Library",
    "IT": "Director of IT",
}

TIME_ZONES = {
    "US": ("America/Denver", "America/Denver", "America/Chicago", "America/Los_Angeles"),
    "CA": ("America/Edmonton", "America/Toronto"),
    "GB": ("Europe/London",),
    "DE": ("Europe/Berlin",),
    "FR": ("Europe/Paris",),
    "IN": ("Asia/Kolkata",),
    "AU": ("Australia/Sydney",),
}

# Rooms in which several people answer one telephone: department, how many.
SHARED_OFFICES = (
    ("Registrar", 5),
    ("Facilities", 6),
    ("Library", 4),
    ("Financial Aid", 3),
    ("Nursing", 4),
    ("Athletics", 3),
)
