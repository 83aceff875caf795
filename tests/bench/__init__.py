"""`make bench`: what the pages cost, served and within one process, at few articles and at very many.

    make bench ARGS="--articles 2000 --rounds 5 --only served"     a quick look
    make bench ARGS="--articles 500 --rounds 6 --only baseline --no-write"     is it slower than the commit in BASELINE?
    make bench ARGS="--articles 500 --self-check"     how uneven is the machine: the baseline beside itself

sites.py makes throw-away sites and serves them, load.py asks, served.py says what is asked; inside/ counts queries and
bytes through Django's own handler. baseline.py makes the older build, beside.py asks both by turns, ratios.py says how
sure the ratios are. report.py writes docs/PERFORMANCE.md, where all was measured.
"""
