from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from spi_portal.accounts import links
from surveys.city import founding
from surveys.city.forms import CityForm

ME = "start_city"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    option: str  # also the key of the answer
    text: str
    why: str
    default: str = ""  # may name earlier answers, e.g. "Inspektorat {name}"
    may_be_empty: bool = False


PERSON = "Orang ini menerima tautan untuk membuat kata sandi."
QUESTIONS = (
    Question(option="name", text="Nama kota", why="Lengkap, misalnya Kota Tirtamulya."),
    Question(
        option="organiser",
        text="Penyelenggara",
        why="Yang menandatangani undangan.",
        default="Inspektorat {name}",
    ),
    Question(
        option="public_address",
        text="Alamat halaman responden",
        why="Nama domain yang akan dibuka responden, tanpa https.",
        default="spi.{word}kota.go.id",
    ),
    Question(
        option="sender_address",
        text="Alamat surel pengirim",
        why="Dari alamat ini undangan datang.",
        default="survei@{public_address}",
    ),
    Question(
        option="help_phone",
        text="Telepon bantuan",
        why="Untuk responden yang bertanya. Boleh kosong dulu; isi sebelum undangan dikirim.",
        may_be_empty=True,
    ),
    Question(
        option="help_hours",
        text="Jam telepon bantuan",
        why="Kapan telepon itu dijawab.",
        default="Senin–Jumat 08.00–15.30",
        may_be_empty=True,
    ),
    Question(
        option="time_zone",
        text="Zona waktu",
        why="Asia/Jakarta (WIB), Asia/Makassar (WITA) atau Asia/Jayapura (WIT).",
        default="Asia/Makassar",
    ),
    Question(option="operator_name", text="Nama operator", why=f"Menjalankan survei. {PERSON}"),
    Question(option="operator_email", text="Surel operator", why="Alamat kantor yang dibacanya."),
    Question(
        option="head_name",
        text="Nama Inspektur",
        why=f"Orang kedua untuk langkah penting. {PERSON}",
    ),
    Question(option="head_email", text="Surel Inspektur", why="Lain dari surel operator."),
)
FIELDS: dict[str, forms.Field] = {
    **CityForm.base_fields,
    "operator_name": forms.CharField(max_length=120),
    "operator_email": forms.EmailField(),
    "head_name": forms.CharField(max_length=120),
    "head_email": forms.EmailField(),
}


class Command(BaseCommand):
    help = "Make this empty installation a city's: its settings and its first two accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for question in QUESTIONS:
            parser.add_argument(f"--{question.option.replace('_', '-')}", help=question.text)
        parser.add_argument(
            "--no-input", action="store_true", help="ask nothing: options and defaults only"
        )

    def handle(self, *args: Any, no_input: bool, **options: Any) -> None:
        try:
            founding.refuse()
            answers = self._answers(options, asks=not no_input and sys.stdin.isatty())
            operator, head = founding.found(
                self._city(answers),
                operator=_person(answers, "operator"),
                head=_person(answers, "head"),
                by=ME,
            )
        except founding.CannotBegin as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{answers['name']} dimulai.")
        self.stdout.write(f"Tautan pertama, berlaku {links.SENT_BY_US.days} hari dan hanya sekali:")
        for beginning in (operator, head):
            user = beginning.user
            self.stdout.write(f"  {user.get_role_display()}, {user.name} <{user.email}>")
            self.stdout.write(f"    {beginning.link}")
        self.stdout.write("Tautan itu juga dikirim ke surel keduanya bila server surel bekerja.")

    def _answers(self, options: dict[str, Any], *, asks: bool) -> dict[str, str]:
        answers: dict[str, str] = {}
        for question in QUESTIONS:
            default = question.default.format(word=_word(answers), **answers)
            given = options[question.option]
            if given is None and asks:
                answers[question.option] = self._ask(question, default)
            else:
                answers[question.option] = self._take(question, default if given is None else given)
        return answers

    def _ask(self, question: Question, default: str) -> str:
        """Again until the answer can be taken; an empty one means the default."""
        self.stdout.write(f"\n{question.text}. {question.why}")
        while True:
            said = input(f"[{default}] " if default else "> ").strip() or default
            try:
                return self._take(question, said)
            except CommandError as fault:
                self.stdout.write(str(fault))

    def _take(self, question: Question, said: str) -> str:
        if not said and question.may_be_empty:
            return ""
        try:
            FIELDS[question.option].clean(said)
        except ValidationError as fault:
            option = question.option.replace("_", "-")
            raise CommandError(f"{question.text} (--{option}): {fault.messages[0]}") from fault
        return said

    def _city(self, answers: dict[str, str]) -> dict[str, str]:
        form = CityForm(answers)
        if not form.is_valid():
            field, faults = next(iter(form.errors.items()))
            raise CommandError(f"{form.fields[field].label}: {faults[0]}")
        return form.cleaned_data


def _person(answers: dict[str, str], who: str) -> founding.Person:
    return founding.Person(name=answers[f"{who}_name"], email=answers[f"{who}_email"])


def _word(answers: dict[str, str]) -> str:
    """The city's name as a part of a domain: "Kota Tirta Mulya" is `tirtamulya`."""
    name = answers.get("name", "").lower().removeprefix("kota ")
    return "".join(letter for letter in name if letter.isascii() and letter.isalnum())
