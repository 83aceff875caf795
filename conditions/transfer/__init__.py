"""Articles out of one clinic's site and into another's, as a folder of readable files.

`manifest.json` lists every other file with its SHA-256 and is written last: a folder that was cut short, or changed
since, is known by it. Beside it stand `articles/<address>.json`, `photos/<digest>.jpg` and `photos.json` (titles),
`vocabulary.json`, and `clinic.json`: what care cards and publish checks take from the clinic itself. Drafts stay at
home: what travels is what patients read.
"""
