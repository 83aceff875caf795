"""`make bench`: what the pages cost, served and within one process, at few articles and at very many.

    make bench ARGS="--articles 2000 --rounds 5 --only served"     a quick look

sites.py makes throw-away sites and serves them, load.py asks, served.py says what is asked; inside/ counts queries and
bytes through Django's own handler. report.py writes docs/PERFORMANCE.md, where all was measured.
"""
