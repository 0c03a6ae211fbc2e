"""My desk: one page per role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gongjian.portal import queries
from gongjian.portal.navigation import CHOSEN, chosen_desk


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is to do today, in the organisation that the person works for now; `?as=` changes it."""
    desks = queries.desks_of(request.user)
    asked = request.GET.get("as", "")
    if asked:
        if asked in {each.key for each in desks}:
            request.session[CHOSEN] = asked
        return redirect("portal:desk")
    chosen = chosen_desk(request)
    context = {
        "shown": queries.desk_page(request.user, chosen),
        "desks": [(each, each.key == chosen.key) for each in desks],
        "today": queries.today(),
    }
    return render(request, f"portal/desk_{chosen.role}.html", context)
