from clinic_site import sqlite

sqlite.use_bundled()  # before Django, or anything else of the site, imports sqlite3
