"""What the sender's domain says in the DNS about who may send its mail: SPF, DKIM, DMARC."""

from __future__ import annotations

from collections.abc import Callable

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from surveys.inspection.observation import Observation, attention, good, missing

TIMEOUT = 4.0  # seconds, for all tries of one question
ASK = "Minta pengelola domain"

Texts = Callable[[str], list[str]]  # a name's TXT records


class NoResolver(Exception):
    """The DNS did not answer: nothing is known."""


def ask_dns(name: str) -> list[str]:
    """TXT records of `name`; none when there are none. Raises NoResolver."""
    try:
        resolver = Resolver()
        resolver.timeout, resolver.lifetime = TIMEOUT / 2, TIMEOUT
        return texts_of(name, resolver)
    except DNSException as fault:
        raise NoResolver(name) from fault


def texts_of(name: str, resolver: Resolver) -> list[str]:
    """As ask_dns. Raises DNSException where the resolver gets no answer."""
    try:
        answer = resolver.resolve(name, "TXT", search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    return [b"".join(record.strings).decode(errors="replace") for record in answer]


def spf(domain: str, texts: Texts = ask_dns) -> Observation:
    found = [text for text in texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return missing(
            f"{domain} tidak punya catatan SPF.",
            f"{ASK} menambah TXT, misalnya: v=spf1 mx -all (dengan server surel kota).",
        )
    if len(found) > 1:
        return missing(
            f"{domain} punya {len(found)} catatan SPF; penerima mengabaikan semuanya.",
            f"{ASK} menyisakan satu.",
        )
    last = found[0].lower().split()[-1]
    if last in ("-all", "~all") or last.startswith("redirect="):
        return good(f"Ada: {found[0][:200]}")
    return attention(
        f"Ada, tetapi tidak melarang server lain: {found[0][:200]}",
        f"{ASK} mengakhiri catatan itu dengan -all.",
    )


def dkim(domain: str, selector: str, texts: Texts = ask_dns) -> Observation:
    if not selector:
        return missing(
            "Nama kunci DKIM belum diisi.",
            "Tanyakan nama kunci (selector) kepada pengelola surel, lalu isi di Pengaturan kota.",
        )
    name = f"{selector}._domainkey.{domain}"
    tags = [_tags(text) for text in texts(name)]
    if not any("p" in each for each in tags):
        return missing(f"{name} tidak ada di DNS.", f"{ASK} memasang kunci umum DKIM di nama itu.")
    if not any(each.get("p") for each in tags):
        return missing(f"Kunci {name} sudah dicabut.", f"{ASK} memasang kunci yang berlaku.")
    return good(f"Kunci {name} terpasang.")


def dmarc(domain: str, texts: Texts = ask_dns) -> Observation:
    """The domain's own policy, or that of the domain above it (RFC 7489, 6.6.3)."""
    for above in _upwards(domain):
        tags = [_tags(text) for text in texts(f"_dmarc.{above}")]
        policies = [each for each in tags if each.get("v", "").upper() == "DMARC1"]
        if policies:
            return _judge(above, policies[0], is_above=above != domain)
    return missing(
        f"_dmarc.{domain} tidak ada di DNS.",
        f"{ASK} menambah TXT, misalnya: v=DMARC1; p=quarantine; rua=mailto:(alamat pengelola).",
    )


def _judge(name: str, tags: dict[str, str], *, is_above: bool) -> Observation:
    policy = tags.get("sp", tags.get("p", "")) if is_above else tags.get("p", "")
    if policy.lower() in ("quarantine", "reject"):
        return good(f"_dmarc.{name} meminta surel palsu ditolak ({policy.lower()}).")
    return attention(
        f"_dmarc.{name} hanya mengamati (p={policy or 'kosong'}).",
        f"{ASK} mengganti menjadi p=quarantine bila laporan DMARC sudah bersih.",
    )


def _upwards(domain: str) -> list[str]:
    """`spi.kota.go.id`, `kota.go.id`: never a bare `go.id` or `id`."""
    labels = domain.split(".")
    return [".".join(labels[n:]) for n in range(max(1, len(labels) - 2))][:3]


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}
