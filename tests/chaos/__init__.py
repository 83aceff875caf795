"""`make chaos`: what becomes of acknowledged things when processes are killed and what a site stands on fails.

    make chaos ARGS="--only served --databases sqlite --share 0.1"     a quick look

docs/CHAOS.md says what is done and what must hold. Nothing here is a test of CI but test_counting.py.
"""
