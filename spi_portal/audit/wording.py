"""What the ledger's entries say to people: verbs, doers and things in plain Indonesian."""

from __future__ import annotations

STEPS = {
    "draw": "Menarik sampel",
    "count": "Menghitung jawaban",
    "publish": "Menerbitkan hasil",
    "destroy": "Memusnahkan kotak jawaban",
    "grant_role": "Memberi peran",
    "reset_factor": "Menghapus pengaman kedua",
}
OF_ACCOUNTS = frozenset({"grant_role", "reset_factor"})  # all others are steps of a wave

VERBS = {
    "wave.started": "Memulai gelombang",
    "wave.frozen": "Membekukan daftar",
    "wave.drawn": "Menarik sampel",
    "wave.issue_asked": "Meminta tautan disiapkan",
    "wave.issued": "Menyiapkan tautan",
    "wave.opened": "Membuka survei",
    "wave.extended": "Memperpanjang survei",
    "wave.closed": "Menutup survei",
    "wave.box_key_made": "Membuat kunci kotak jawaban",
    "wave.registrar_key_destroyed": "Memusnahkan kunci tautan",
    "wave.counted": "Menghitung jawaban",
    "messages.queued": "Memasukkan pesan ke antrean",
    "inbox.emptied": "Membaca permintaan dari halaman publik",
    "instrument.stored": "Menyimpan kuesioner",
    "method.stored": "Menyimpan bobot",
    "index.asked": "Meminta indeks dihitung ulang",
    "index.computed": "Menghitung indeks",
    "wave.published": "Menerbitkan hasil",
    "document.asked": "Meminta PDF",
    "offices.imported": "Memasukkan perangkat daerah",
    "list.received": "Mengunggah daftar",
    "list.checked": "Memeriksa daftar",
    "list.unreadable": "Menolak berkas yang tidak terbaca",
    "list.accepted": "Menerima hasil pemeriksaan daftar",
    "list.taken_over": "Memakai daftar",
    "list.dropped": "Membatalkan unggahan",
    "account.invited": "Mengundang",
    "account.role_granted": "Memberi peran",
    "account.link_sent": "Mengirim tautan masuk",
    "account.opened": "Membuat kata sandi lewat tautan",
    "account.ended": "Mengakhiri akun",
    "account.password_reset": "Menghapus kata sandi setelah memeriksa identitas",
    "account.factor_reset": "Menghapus pengaman kedua",
    "duty.begun": "Memberi tugas kantor",
    "duty.ended": "Mengakhiri tugas kantor",
    "approval.asked": "Meminta persetujuan",
    "approval.granted": "Menyetujui",
    "approval.refused": "Menolak",
    "ledger.exported": "Mengunduh jejak audit",
}

MACHINES = {
    "surveys.registrar": "Petugas tautan (otomatis)",
    "surveys.counter": "Penghitung (otomatis)",
    "surveys.close_due": "Penutup terjadwal (otomatis)",
    "reports.index": "Penghitung indeks (otomatis)",
    "command index": "Perintah index",
    "import_offices": "Perintah import_offices",
    "demo": "Pembuat data contoh",
}

THINGS = {
    "surveys.wave": "gelombang",
    "surveys.instrumentversion": "kuesioner",
    "respondents.office": "perangkat daerah",
    "respondents.upload": "unggahan",
    "reports.document": "PDF",
    "reports.weightset": "bobot",
    "accounts.user": "akun",
    "box": "kotak permintaan",
}

DETAILS = {
    "step": "langkah",
    "reason": "alasan",
    "people": "orang",
    "groups": "kelompok",
    "sample": "terpilih",
    "reserve": "cadangan",
    "invitations": "undangan",
    "messages": "pesan",
    "messages_cancelled": "pesan dibatalkan",
    "round": "putaran",
    "closes_at": "tutup",
    "new_rights": "hak baru",
    "wishes": "permintaan",
    "root": "akar daftar",
    "commitment": "janji acak",
    "copies": "salinan",
    "kinds": "jenis responden",
    "items": "butir",
    "received": "diterima",
    "counted": "dihitung",
    "entries": "catatan",
    "file": "berkas",
    "bytes": "ukuran (bita)",
    "rows": "baris",
    "ready": "baris siap",
    "faults": "temuan",
    "with_repairs": "dengan perbaikan",
    "added": "baru",
    "changed": "berubah",
    "unchanged": "sama",
    "absent": "tidak ada lagi",
    "problem": "sebab",
    "run": "perhitungan",
    "result": "sidik hasil",
    "why_invalid": "sebab tidak sah",
    "name": "nama",
    "role": "peran",
    "was": "sebelumnya",
    "decree": "SK",
    "decree_on": "tanggal SK",
    "office": "kantor",
    "begins": "mulai",
    "last_day": "hari terakhir",
    "acting": "Plh. atau Plt.",
    "checked": "cara memeriksa identitas",
    "devices": "perangkat dikeluarkan",
    "approved_by": "disetujui",
}


def step(verb: str) -> str:
    """A step that needs a second person, as its button says it."""
    return STEPS.get(verb, verb)


def request(verb: str, subject: str) -> str:
    """What is asked of a second person, with what it is about."""
    if verb not in OF_ACCOUNTS:
        return f"{step(verb)}, gelombang {subject}"
    return f"{step(verb)} {subject.partition(' ')[2]}"


def deed(verb: str) -> str:
    return VERBS.get(verb, verb)


def doer(actor: str) -> str:
    """`12 Ratna Wulandari` is a person; any other name is a task or a command."""
    number, _, name = actor.partition(" ")
    return name if number.isdigit() and name else MACHINES.get(actor, actor)


def thing(subject: str) -> str:
    kind, _, name = subject.partition(" ")
    if kind.isdigit() and name:  # an account's number, in what was asked of a second person
        return name
    return f"{THINGS.get(kind, kind)} {name}".strip()


def detail(details: dict[str, object]) -> list[tuple[str, str]]:
    """Pairs of a word and a value, in the order in which they were recorded."""
    return [(DETAILS.get(key, key), _written(value)) for key, value in details.items()]


def _written(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return STEPS.get(value, value) if isinstance(value, str) else str(value)
