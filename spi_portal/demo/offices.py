"""The offices of Kota Tirtamulya: 34 that get an index, and units below some of them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

ROOT = "KOTA"
ORGANISERS = ("ITKOT", "DISKOMINFO", "SETDA")

# code, name, short name, kind, services; a unit follows its OPD with ">" before its code
OFFICES = """
SETDA|Sekretariat Daerah|Setda|sekretariat|hibah dan bantuan sosial; kerja sama daerah
>SETDA-PBJ|Bagian Pengadaan Barang dan Jasa|Bag. PBJ|bagian|tender dan seleksi; pembinaan penyedia
>SETDA-KESRA|Bagian Kesejahteraan Rakyat|Bag. Kesra|bagian|hibah keagamaan; beasiswa
SETWAN|Sekretariat DPRD|Setwan|sekretariat|perjalanan dinas dewan; pengadaan barang
ITKOT|Inspektorat|Inspektorat|inspektorat|konsultasi pengawasan; pengaduan
DISDIK|Dinas Pendidikan dan Kebudayaan|Disdik|dinas|penerimaan siswa; mutasi siswa; izin sekolah
DINKES|Dinas Kesehatan|Dinkes|dinas|izin praktik; layanan puskesmas
>PKM-MELATI|Puskesmas Melati|Pusk. Melati|uptd|rawat jalan; imunisasi
>PKM-KENANGA|Puskesmas Kenanga|Pusk. Kenanga|uptd|rawat jalan; imunisasi
DPUPR|Dinas Pekerjaan Umum dan Penataan Ruang|DPUPR|dinas|izin bangunan; pekerjaan jalan
DISPERKIM|Dinas Perumahan dan Permukiman|Disperkim|dinas|rumah layak huni; pemakaman
DISHUB|Dinas Perhubungan|Dishub|dinas|uji kendaraan; izin trayek; parkir
DISDUKCAPIL|Dinas Kependudukan dan Pencatatan Sipil|Disdukcapil|dinas|KTP-el; kartu keluarga; akta
DISNAKER|Dinas Ketenagakerjaan|Disnaker|dinas|kartu pencari kerja; pelatihan
DINSOS|Dinas Sosial|Dinsos|dinas|bantuan sosial; rekomendasi jaminan kesehatan
DKUKM|Dinas Koperasi dan Usaha Kecil|DKUKM|dinas|izin usaha mikro; bantuan modal
DISDAG|Dinas Perdagangan|Disdag|dinas|sewa kios pasar; tera ulang
DISPORAPAR|Dinas Pemuda, Olahraga dan Pariwisata|Disporapar|dinas|sewa gedung; izin acara
DISTAN|Dinas Pangan dan Pertanian|Distan|dinas|bantuan benih; kesehatan hewan
DISKOMINFO|Dinas Komunikasi dan Informatika|Diskominfo|dinas|permohonan informasi; jaringan kantor
DLH|Dinas Lingkungan Hidup|DLH|dinas|dokumen lingkungan; angkut sampah
DP3A|Dinas Pemberdayaan Perempuan dan Perlindungan Anak|DP3A|dinas|pendampingan; konseling
DPMPTSP|Dinas Penanaman Modal dan Perizinan Terpadu|DPMPTSP|dinas|izin usaha; izin reklame
DISPUSIP|Dinas Perpustakaan dan Arsip|Dispusip|dinas|kartu anggota; layanan arsip
DAMKAR|Dinas Pemadam Kebakaran|Damkar|dinas|rekomendasi proteksi kebakaran
BAPPEDA|Badan Perencanaan Pembangunan Daerah|Bappeda|badan|usulan musrenbang; izin riset
BKPSDM|Badan Kepegawaian dan Pengembangan SDM|BKPSDM|badan|kenaikan pangkat; mutasi
BKAD|Badan Keuangan dan Aset Daerah|BKAD|badan|pencairan dana; sewa aset
BAPENDA|Badan Pendapatan Daerah|Bapenda|badan|PBB; BPHTB; pajak restoran
BPBD|Badan Penanggulangan Bencana Daerah|BPBD|badan|bantuan darurat; pelatihan
KESBANGPOL|Badan Kesatuan Bangsa dan Politik|Kesbangpol|badan|izin kegiatan; hibah partai
SATPOLPP|Satuan Polisi Pamong Praja|Satpol PP|satuan|penertiban; pengaduan ketertiban
RSUD|Rumah Sakit Umum Daerah|RSUD|rsud|rawat jalan; rawat inap; pembayaran
PERUMDA-AIR|Perumda Air Minum Tirta Mulya|Perumda Air|bumd|sambungan baru; tagihan
KEC-UTARA|Kecamatan Tirtamulya Utara|Kec. Utara|kecamatan|surat pengantar; legalisasi
>KEL-MAWAR|Kelurahan Mawar|Kel. Mawar|kelurahan|surat keterangan
>KEL-TANJUNG|Kelurahan Tanjung|Kel. Tanjung|kelurahan|surat keterangan
>KEL-CEMARA|Kelurahan Cemara|Kel. Cemara|kelurahan|surat keterangan
KEC-SELATAN|Kecamatan Tirtamulya Selatan|Kec. Selatan|kecamatan|surat pengantar; legalisasi
>KEL-DAMAI|Kelurahan Damai|Kel. Damai|kelurahan|surat keterangan
>KEL-SENTOSA|Kelurahan Sentosa|Kel. Sentosa|kelurahan|surat keterangan
KEC-TIMUR|Kecamatan Tirtamulya Timur|Kec. Timur|kecamatan|surat pengantar; legalisasi
>KEL-HARAPAN|Kelurahan Harapan|Kel. Harapan|kelurahan|surat keterangan
>KEL-BAHARI|Kelurahan Bahari|Kel. Bahari|kelurahan|surat keterangan
KEC-BARAT|Kecamatan Tirtamulya Barat|Kec. Barat|kecamatan|surat pengantar; legalisasi
>KEL-LESTARI|Kelurahan Lestari|Kel. Lestari|kelurahan|surat keterangan
>KEL-MAKMUR|Kelurahan Makmur|Kel. Makmur|kelurahan|surat keterangan
"""

SMALL_VILLAGE = "KEL-MAWAR"  # eleven staff: reported together with its neighbours
BIG = {"DISDIK": 4.0, "DINKES": 2.6, "RSUD": 3.0, "DPUPR": 1.6, "SATPOLPP": 1.8, "SETDA": 1.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str
    parent: str
    opd: str
    kind: str
    services: tuple[str, ...]


def places() -> list[Place]:
    """Every office below the city, units right after the OPD they belong to."""
    found: list[Place] = []
    opd = ""
    for line in OFFICES.strip().splitlines():
        code, name, _, kind, services = line.lstrip(">").split("|")
        is_unit = line.startswith(">")
        opd = opd if is_unit else code
        parent = opd if is_unit else ROOT
        found.append(
            Place(
                code=code,
                name=name,
                parent=parent,
                opd=opd,
                kind=kind,
                services=tuple(services.split("; ")),
            )
        )
    return found


def as_csv(kept: list[Place]) -> bytes:
    """The tree of `kept` in the form that `import_offices` reads."""
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(["code", "name", "short_name", "kind", "parent_code", "services"])
    rows.writerow([ROOT, "Pemerintah Kota Tirtamulya", "Pemkot Tirtamulya", "pemda", "", ""])
    parents = {place.code: place.parent for place in kept}
    for line in OFFICES.strip().splitlines():
        code, name, short_name, kind, services = line.lstrip(">").split("|")
        if code in parents:
            rows.writerow([code, name, short_name, kind, parents[code], services])
    return sheet.getvalue().encode()
