"""Each view runs in one transaction, and within it sees the rows that its user may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpRequest, HttpResponse

from respondents import access


class ActingMiddleware:
    """Last in the list: the view itself runs inside, so an exception rolls its work back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Django shows no middleware what a view raises that was called from here, and allauth
        # asks for the password again by raising.
        self.answer_of_allauth = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        try:
            with access.acting(request.user):
                return view(request, *args, **kwargs)
        except (ImmediateHttpResponse, ReauthenticationRequired) as interruption:
            answer: HttpResponse = self.answer_of_allauth(request, interruption)
            return answer
