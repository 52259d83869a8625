"""Fields that no page of ours sends, bodies that are no form, and forms of another page."""

from __future__ import annotations

import gzip

from tests.misbehaviour.behaviour import Table, does
from tests.misbehaviour.portal import FULL, HALF, Portal
from tests.misbehaviour.visitor import FORM, Visitor

# {field} and {code} are a question of the section and one of its choices.
FIELDS: dict[str, str | bytes] = {
    "an unknown question": "aksi=maju&j-zzz=ya",
    "a question of another section": "aksi=maju&j-i_s1=ya",
    "a question without our prefix": "aksi=maju&i_s1=ya",
    "an unknown choice": "aksi=maju&{field}=mungkin",
    "an empty choice": "aksi=maju&{field}=",
    "a question without a choice": "aksi=maju&{field}",
    "the number of a choice": "aksi=maju&{field}=0",
    "a negative number": "aksi=maju&{field}=-1",
    "not a number": "aksi=maju&{field}=NaN",
    "a choice in capitals": "aksi=maju&{field}=SETUJU",
    "a choice with a blank": "aksi=maju&{field}={code}+",
    "a choice with a line break": "aksi=maju&{field}={code}%0A",
    "a choice with NUL": "aksi=maju&{field}={code}%00",
    "a field with NUL": "aksi=maju&{field}%00={code}",
    "NUL bytes as they are": b"aksi=maju&{field}=\x00\x00",
    "only NUL": b"\x00" * 64,
    "bytes that are no text": b"aksi=maju&{field}=\xff\xfe",
    "bytes that are no text, quoted": "aksi=maju&{field}=%ff%fe",
    "an overlong sign": "aksi=maju&{field}=%c0%80",
    "half a surrogate pair": "aksi=maju&{field}=%ed%a0%80",
    "UTF-16": "aksi=maju&{field}={code}".encode("utf-16"),
    "a quote that is none": "aksi=maju&{field}=%zz",
    "an emoji": "aksi=maju&{field}=%F0%9F%98%80",
    "a look-alike letter": "aksi=maju&{field}=set%D1%83ju",
    "text that turns round": "aksi=maju&{field}=%E2%80%AE{code}",
    "markup": "aksi=maju&{field}=<script>alert(1)</script>",
    "SQL": "aksi=maju&{field}=ya'; DROP TABLE box_draft;--",
    "a template": "aksi=maju&{field}={{{{7*7}}}}",
    "a path": "aksi=maju&{field}=../../etc/passwd",
    "a list": "aksi=maju&{field}[]={code}",
    "an object": "aksi=maju&{field}[a]={code}",
    "the same question twice": "aksi=maju&{field}={code}&{field}={code}",
    "two choices": "aksi=maju&{field}={code}&{field}=tidak",
    "an unknown button": "aksi=hapus&{field}={code}",
    "the button of another page": "aksi=kirim&{field}={code}",
    "two buttons": "aksi=maju&aksi=jeda&{field}={code}",
    "an empty button": "aksi=&{field}={code}",
    "a nonce where none belongs": "aksi=maju&{field}={code}&nonce=" + "0" * 32,
    "a token of another framework": "aksi=maju&{field}={code}&csrfmiddlewaretoken=x",
    "a method in a field": "_method=DELETE&aksi=maju&{field}={code}",
    "the number of another section": "aksi=maju&{field}={code}&halaman=9",
    "semicolons between fields": "aksi=maju;{field}={code}",
    "three hundred and one fields": "&".join(f"j-{n}=ya" for n in range(301)),
    "five thousand fields": "&".join(f"{n}" for n in range(5000)),
    "a long name": "j-" + "i" * 60_000 + "=ya",
    "a long choice": "{field}=" + "y" * 60_000,
    "JSON that says it is a form": '{{"aksi": "maju"}}',
    "packed with gzip": gzip.compress(b"aksi=maju"),
}
TOO_LARGE = {"just too much": 2**16 + 1, "a megabyte": 2**20, "four megabytes": 4 * 2**20}
OF_THE_CHECK = {
    "without a nonce": "aksi=kirim",
    "with an empty nonce": "aksi=kirim&nonce=",
    "with a short nonce": "aksi=kirim&nonce=abc",
    "with a long nonce": "aksi=kirim&nonce=" + "0" * 33,
    "with a nonce in capitals": "aksi=kirim&nonce=" + "A" * 32,
    "with a nonce that is no hexadecimal": "aksi=kirim&nonce=" + "g" * 32,
    "with a nonce of Arabic digits": "aksi=kirim&nonce=" + "%D9%A1" * 32,
    "with two nonces": "aksi=kirim&nonce=" + "0" * 32 + "&nonce=" + "1" * 32,
    "without a button": "nonce=" + "0" * 32,
    "with the button of a section": "aksi=maju&nonce=" + "0" * 32,
    "with answers in it": "aksi=kirim&j-i_s1=ya&nonce=" + "0" * 32,
    "changing section nought": "ubah=0&nonce=" + "0" * 32,
    "changing section -1": "ubah=-1&nonce=" + "0" * 32,
    "changing section 99": "ubah=99&nonce=" + "0" * 32,
    "changing and sending": "ubah=1&aksi=kirim&nonce=" + "0" * 32,
    "changing section ² in small": "ubah=%C2%B2&nonce=" + "0" * 32,
}
TYPES = {
    "a file": "multipart/form-data; boundary=x",
    "a file without a boundary": "multipart/form-data",
    "a file with a boundary of a kilobyte": "multipart/form-data; boundary=" + "x" * 1000,
    "plain text": "text/plain",
    "JSON": "application/json",
    "XML": "text/xml",
    "bytes": "application/octet-stream",
    "an unknown type": "x/y",
    "a type that is none": ";;;",
}
EMPTY_FORMS = ("/", "/tarik/", "/tidak-ikut/", "/bukan-saya/", "/hapus-nomor/")


def _filled(body: str | bytes, portal: Portal) -> bytes:
    field, code = next(iter(portal.ticks(2).items()))
    if isinstance(body, str):
        return body.format(field=field, code=code).encode() if "{" in body else body.encode()
    return body.replace(b"{field}", field.encode()).replace(b"{code}", code.encode())


def _posting(body: str | bytes, tail: str = "/2/", content_type: str = FORM):  # type: ignore[no-untyped-def]
    def deed(portal: Portal, visitor: Visitor) -> None:
        visitor.post(tail, _filled(body, portal), Content_Type=content_type)

    return deed


def _alright_but_for_its_type(content_type: str):  # type: ignore[no-untyped-def]
    def deed(portal: Portal, visitor: Visitor) -> None:
        visitor.post("/2/", portal.form(2), Content_Type=content_type)

    return deed


TABLE: Table = {
    **{f"in a section: {name}": does(_posting(body), 400, state=HALF)
       for name, body in FIELDS.items()},
    **{f"in a section: {name}": does(
        _posting("j-x=" + "y" * size), 413, state=HALF, may_be_silent=True)
       for name, size in TOO_LARGE.items()},
    **{f"sending {name}": does(_posting(body, "/kirim/"), 400, state=FULL)
       for name, body in OF_THE_CHECK.items()},
    **{f"as {name}": does(_alright_but_for_its_type(sort), 400, state=HALF)
       for name, sort in TYPES.items()},
    **{f"something in the form of {tail}": does(_posting("aksi=ya", tail), 400, state=FULL)
       for tail in EMPTY_FORMS},
    "a type in capitals": does(_alright_but_for_its_type(FORM.upper()), 303, state=HALF),
    "a type with a character set": does(
        _alright_but_for_its_type(f"{FORM}; charset=iso-8859-1"), 303, 400, state=HALF
    ),
    "a type with an unknown character set": does(
        _alright_but_for_its_type(f"{FORM}; charset=tidak-ada"), 303, 400, state=HALF
    ),
}  # fmt: skip
