from __future__ import annotations

import pytest

from respondents import contacts


@pytest.mark.parametrize(
    "written",
    [
        "081200000147",
        "0812 0000 0147",
        "0812-0000-0147",
        "0812.0000.0147",
        "0812/0000/0147",
        "+62 812-0000-0147",
        "6281200000147",
        "006281200000147",
        "+62081200000147",
        "'081200000147",
        "081200000147.0",
    ],
)
def test_one_number_has_one_right_form(written):
    assert contacts.read_phone(written) == contacts.Reading("+6281200000147")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0812-0000", "wa_pendek"),
        ("8120000", "wa_pendek"),
        ("08120000014789999", "wa_panjang"),
        ("0800000000000", "wa_salah"),
        ("081200000147 / 0813…", "wa_dua"),
        ("081200000147 atau 081300001234", "wa_dua"),
        ("081200000147 081300001234", "wa_dua"),
        ("081200000147\n081300001234", "wa_dua"),
        ("(000) 4444-120", "wa_kantor"),
        ("0542-123456", "wa_kantor"),
        ("0628-20123", "wa_kantor"),
        ("021 5551234", "wa_kantor"),
        ("+60123456789", "wa_asing"),
        ("8,12E+11", "wa_sci"),
        ("hub. istri", "wa_huruf"),
    ],
)
def test_what_is_no_mobile_number_is_not_used(written, code):
    reading = contacts.read_phone(written)

    assert (reading.value, reading.finding.code, reading.finding.severity) == ("", code, "blocks")


@pytest.mark.parametrize("written", ["", "-", "tidak ada", "N/A"])
def test_a_word_for_nothing_is_nothing(written):
    assert contacts.read_phone(written) == contacts.read_email(written) == contacts.Reading()


def test_a_lost_zero_can_be_restored():
    reading = contacts.read_phone("81200000147")

    assert reading.value == "+6281200000147"
    assert (reading.finding.code, reading.finding.severity) == ("wa_nol", "repairable")
    assert reading.finding.proposal == "081200000147"


def test_no_message_quotes_the_number():
    for written in ("0812-0000", "(000) 4444-120", "081200000147 / 081300001234"):
        message = contacts.read_phone(written).finding.message

        assert written not in message
        assert "0000" not in message


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Budi@Contoh.ID", "budi@contoh.id"),
        (" <budi@contoh.id> ", "budi@contoh.id"),
        ("mailto:budi@contoh.id", "budi@contoh.id"),
    ],
)
def test_an_address_is_kept_in_lower_case(written, address):
    assert contacts.read_email(written) == contacts.Reading(address)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("budi", "surel_salah"),
        ("budi contoh@x.id", "surel_salah"),
        ("budi@contoh", "surel_salah"),
        ("a@contoh.id; b@contoh.id", "surel_dua"),
    ],
)
def test_what_is_no_address_is_not_used(written, code):
    reading = contacts.read_email(written)

    assert (reading.value, reading.finding.code) == ("", code)


@pytest.mark.parametrize(
    "domain",
    "gmial.com gmai.com gmail.con gmail.co gmaik.com gmaill.com gmail.co.id yaho.com yahoo.co.di "
    "yahoo.coid outlok.com hotmial.com hotmail.co iclod.com".split(),
)
def test_a_likely_typing_error_warns_only(domain):
    reading = contacts.read_email(f"budi@{domain}")

    assert reading.value == f"budi@{domain}"
    assert (reading.finding.code, reading.finding.severity) == ("surel_ketik", "warns")
    assert reading.finding.proposal.startswith("budi@")


@pytest.mark.parametrize(
    "domain", ["gmail.com", "mail.com", "email.com", "ymail.com", "love.com", "contoh.go.id"]
)
def test_a_good_domain_is_left_alone(domain):
    assert contacts.read_email(f"budi@{domain}").finding is None


def test_masks_keep_two_figures_and_the_domain():
    assert contacts.mask_phone("+6281200003434") == "08•• •••• 34"
    assert contacts.mask_email("budi@contoh.id") == "b•••@contoh.id"
    assert contacts.mask_phone("") == contacts.mask_email("") == ""
