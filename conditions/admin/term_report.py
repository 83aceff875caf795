from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conditions.admin.term_merge import may_merge
from conditions.models import Symptom
from conditions.vocabulary.report import report

SHOWN = 200  # of each part; what is mended makes room for the rest


@require_safe
@permission_required("conditions.change_symptom", raise_exception=True)
def term_report(request):
    """Show the report on the vocabulary, all kinds of words on one page."""
    context = {
        **admin.site.each_context(request),
        "opts": Symptom._meta,
        "title": "Vocabulary report",
        "parts": {name: _part(rows, request.user) for name, rows in report()._asdict().items()},
    }
    return render(request, "admin/conditions/term_report.html", context)


def _part(rows, user):
    """{"all": how many there are, "shown": the first of them}, each with the word's kind and what `user` may do."""
    shown = [{"row": row, "opts": row[0]._meta, "may_merge": may_merge(user, type(row[0]))} for row in rows[:SHOWN]]
    return {"all": len(rows), "shown": shown}
