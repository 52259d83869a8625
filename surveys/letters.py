"""Writing the messages: from an invitation to the words that its person reads."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string

from spi_portal.post.channel import Letter
from surveys import duration, links
from surveys.models.cities import City
from surveys.models.messages import Message

TEMPLATES: Mapping[str, str] = {
    Message.Round.INVITATION: "invitation",
    Message.Round.NEW_LINK: "new_link",
}


def write(message: Message, city: City) -> Letter:
    """Render one message. Raises links.RegistrarKeyIsGone."""
    invitation = message.invitation
    wave = invitation.wave
    words = {
        "city": city,
        "wave": wave,
        "group": invitation.group,
        "kind": invitation.group.kind,
        "minutes": duration.minutes(wave, invitation.group.kind),
        "link": f"{settings.PUBLIC_URL}/s/{links.code_of(invitation, wave)}/",
        "check": f"{settings.PUBLIC_URL}/cek/",
    }
    name = TEMPLATES.get(message.round, "reminder")
    subject, text, html = (
        render_to_string(f"messages/{name}{part}", words)
        for part in (".subject.txt", ".txt", ".html")
    )
    return Letter(
        to=invitation.person.email,
        sender=f"{wave.title} <{city.sender_address}>",
        subject=subject.strip(),
        text=text,
        html=html,
        reference=str(message.pk),
    )
