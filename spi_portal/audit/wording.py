"""What the ledger's entries say to people: verbs, doers and things in plain Indonesian."""

from __future__ import annotations

from spi_portal.audit.models.approvals import ABOUT_ACCOUNTS

STEPS = {
    "draw": "Menarik sampel",
    "open": "Membuka survei bersamaan dengan survei KPK",
    "count": "Menghitung jawaban",
    "publish": "Menerbitkan hasil",
    "destroy": "Memusnahkan kotak jawaban",
    "instrument": "Menerbitkan kuesioner",
    "reword": "Memperbaiki kata-kata kuesioner di tengah survei",
    "grant_role": "Memberi peran",
    "reset_factor": "Menghapus pengaman kedua",
}

VERBS = {
    "wave.started": "Memulai gelombang",
    "promise.noted": "Mencatat janji kantor",
    "lists.reminded": "Mengingatkan kantor tentang daftarnya",
    "head_letter.recorded": "Mencatat surat kepada kepala kantor",
    "list.extended": "Memberi kantor waktu lebih untuk daftarnya",
    "wave.criteria_changed": "Mengubah syarat responden",
    "wave.calendar_moved": "Mengubah kalender",
    "wave.basis_recorded": "Mencatat dasar hukum",
    "kpk.changed": "Mengubah catatan survei KPK",
    "kpk.columns_set": "Mencatat kolom yang diminta KPK",
    "kpk.added": "Menambah catatan survei KPK",
    "kpk.row_changed": "Mengubah baris catatan survei KPK",
    "kpk.removed": "Menghapus baris catatan survei KPK",
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
    "volunteers.told": "Memberi tahu calon yang tidak ikut, lalu menghapusnya",
    "retention.purged": "Memusnahkan data yang masa simpannya habis",
    "objections.recognised": "Mengenali yang sudah keberatan sebelumnya",
    "inbox.emptied": "Membaca permintaan dari halaman publik",
    "city.built": "Memuat kota contoh",
    "instrument.stored": "Menyimpan kuesioner",
    "instrument.published": "Menerbitkan kuesioner",
    "wave.reworded": "Memperbaiki kata-kata kuesioner",
    "method.stored": "Menyimpan bobot",
    "index.asked": "Meminta indeks dihitung ulang",
    "index.computed": "Menghitung indeks",
    "wave.published": "Menerbitkan hasil",
    "document.asked": "Meminta PDF",
    "briefing.asked": "Menyusun halaman Rapat Senin",
    "statement.asked": "Meminta lembar pernyataan",
    "receipt.asked": "Meminta tanda terima pengesahan",
    "poster.asked": "Meminta poster loket",
    "dossier.asked": "Meminta berkas pemeriksaan",
    "offices.imported": "Memasukkan perangkat daerah",
    "list.received": "Mengunggah daftar",
    "list.checked": "Memeriksa daftar",
    "list.unreadable": "Menolak berkas yang tidak terbaca",
    "list.basis_given": "Mencatat dasar kontak",
    "list.accepted": "Menerima hasil pemeriksaan daftar",
    "list.taken_over": "Memakai daftar",
    "list.dropped": "Membatalkan unggahan",
    "city_file.received": "Mengunggah berkas pegawai seluruh kota",
    "city_file.matched": "Mencocokkan kolom berkas seluruh kota",
    "city_file.placed": "Memadankan unit dengan OPD",
    "city_file.accepted": "Menyetujui pembagian berkas seluruh kota",
    "city_file.shared": "Membagikan berkas seluruh kota kepada OPD",
    "city_file.kept": "Menyimpan daftar pembanding",
    "city_file.dropped": "Membatalkan berkas seluruh kota",
    "city_file.unreadable": "Menolak berkas seluruh kota yang tidak terbaca",
    "roster.forgotten": "Menghapus daftar pembanding",
    "list.returned": "Memasukkan perbaikan dari Excel",
    "contacts.taken": "Membawa kontak keluar portal",
    "list.matched": "Mencocokkan kolom berkas",
    "list.lightened": "Mengeluarkan orang dari daftar",
    "person.added": "Menambah seseorang ke daftar",
    "person.changed": "Mengubah seseorang di daftar",
    "person.removed": "Mengeluarkan seseorang dari daftar",
    "list.signed": "Menandatangani daftar",
    "signature.asked": "Mengirim tautan tanda tangan",
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
    "notices.chosen": "Memilih surel harian atau hanya portal",
    "approval.granted": "Menyetujui",
    "approval.refused": "Menolak",
    "approval.withdrawn": "Menarik permintaan",
    "deputy.named": "Menunjuk pengganti",
    "deputy.ended": "Mengakhiri pengganti",
    "wave.unfrozen": "Membatalkan pembekuan daftar",
    "wave.extension_undone": "Membatalkan perpanjangan",
    "ledger.exported": "Mengunduh jejak audit",
    "city.founded": "Memulai portal untuk kota",
    "city.changed": "Mengubah pengaturan kota",
    "city.arms_changed": "Mengganti lambang kota",
    "city.officials_changed": "Mengganti pejabat pada kertas",
    "office.changed": "Mengubah pengaturan perangkat daerah",
    "office.renamed": "Mencatat kantor yang berganti nama",
    "office.merged": "Mencatat kantor yang digabung",
    "office.split": "Mencatat kantor yang dipecah",
    "account.created": "Membuat akun",
    "inspection.asked": "Meminta pemeriksaan kesiapan",
    "statement.recorded": "Mencatat pernyataan kesiapan",
    "letter.tested": "Mengirim surat uji",
    "desk.looked_up": "Mencari orang di meja bantuan",
    "desk.person_shown": "Membuka data satu orang di meja bantuan",
    "desk.data_handed_over": "Menyerahkan data kepada orangnya",
    "people.transferred": "Memindahkan orang menurut SK mutasi",
    "contact.corrected": "Membetulkan nomor atau surel",
    "objection.recorded": "Mencatat keberatan",
    "objection.withdrawn": "Menarik keberatan",
    "point.opened": "Membuka loket pendaftaran",
    "point.closed": "Menutup loket pendaftaran",
    "volunteers.taken_in": "Menerima calon responden dari loket",
    "volunteers.admitted": "Memasukkan calon responden ke daftar",
    "volunteers.refused": "Menolak calon responden",
    "volunteers.forgotten": "Menghapus calon responden yang tidak terpakai",
}

MACHINES = {
    "surveys.registrar": "Petugas tautan (otomatis)",
    "surveys.counter": "Penghitung (otomatis)",
    "surveys.close_due": "Penutup terjadwal (otomatis)",
    "respondents.roster": "Pembanding daftar (otomatis)",
    "respondents.tasks.work": "Pemeriksa berkas (otomatis)",
    "reports.index": "Penghitung indeks (otomatis)",
    "command index": "Perintah index",
    "import_offices": "Perintah import_offices",
    "demo": "Pembuat data contoh",
    "start_city": "Perintah start_city",
    "drill": "Perintah drill",
    "backup_made": "Perintah backup_made",
}

THINGS = {
    "surveys.wave": "gelombang",
    "surveys.instrumentversion": "kuesioner",
    "respondents.office": "perangkat daerah",
    "respondents.upload": "unggahan",
    "respondents.cityfile": "berkas seluruh kota",
    "reports.document": "PDF",
    "reports.dossier": "berkas pemeriksaan",
    "reports.weightset": "bobot",
    "accounts.user": "akun",
    "box": "kotak permintaan",
    "desk": "meja bantuan",
    "respondents.list": "daftar",
    "respondents.person": "orang",
    "respondents.decree": "SK mutasi",
    "respondents.servicepoint": "loket",
    "volunteers": "calon responden",
    "surveys.city": "",  # it has its own word in its name
    "surveys.statement": "pernyataan",
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
    "purpose": "untuk",
    "basis": "dasar hukum",
    "into": "ke",
    "columns": "kolom",
    "units": "unit",
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
    "organiser": "penyelenggara",
    "public_address": "alamat responden",
    "sender_address": "surel pengirim",
    "help_phone": "telepon bantuan",
    "help_hours": "jam bantuan",
    "time_zone": "zona waktu",
    "dkim_selector": "kunci DKIM",
    "letterhead": "kop surat",
    "minimum_answers": "jawaban paling sedikit",
    "response_internal": "perkiraan jawaban pegawai",
    "response_external": "perkiraan jawaban pengguna layanan",
    "response_expert": "perkiraan jawaban ahli",
    "arms": "lambang",
    "mayor": "wali kota",
    "secretary": "sekda",
    "inspector": "inspektur",
    "is_organiser": "penyelenggara",
    "asks_external": "punya pengguna layanan",
    "about": "tentang",
    "on": "tanggal",
    "person": "oleh",
    "in_place_of": "sebagai pengganti",
    "kind": "sebagai",
    "begins_on": "mulai",
    "ends_on": "sampai",
    "before": "sebelumnya",
    "until": "sampai",
    "left_out": "baris dilewati",
    "letter": "nomor surat",
    "wave": "gelombang",
    "text": "isi",
    "role": "peran",
    "was": "sebelumnya",
    "decree": "SK",
    "decree_on": "tanggal SK",
    "office": "kantor",
    "offices": "kantor",
    "begins": "mulai",
    "last_day": "hari terakhir",
    "acting": "Plh. atau Plt.",
    "checked": "cara memeriksa identitas",
    "devices": "perangkat dikeluarkan",
    "approved_by": "disetujui",
    "hits": "ditemukan",
    "code": "kode",
    "signer": "penanda tangan",
    "how": "cara",
    "digest": "sidik daftar",
    "unsigned": "tidak ditandatangani",
    "what": "yang dibetulkan",
    "frozen_for": "sesudah pembekuan gelombang",
    "channel": "cara",
    "years_in_institution": "tahun di instansi",
    "years_in_unit": "tahun di unit",
    "months_since_service": "bulan sejak layanan",
    "main_task_required": "harus tugas utama",
    "levels_left_out": "jenjang yang tidak diikutkan",
    "sources": "sumber",
}


def step(verb: str) -> str:
    """A step that needs a second person, as its button says it."""
    return STEPS.get(verb, verb)


def request(verb: str, subject: str) -> str:
    """What is asked of a second person, with what it is about."""
    if verb == "instrument":
        return f"{step(verb)}: {subject}"
    if verb not in ABOUT_ACCOUNTS:
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
