from __future__ import annotations

from django import template

from spi_portal.audit import wording

register = template.Library()
register.filter("step", wording.step)
register.filter("request", wording.request)
register.filter("deed", wording.deed)
register.filter("doer", wording.doer)
register.filter("thing", wording.thing)
register.filter("detail", wording.detail)
