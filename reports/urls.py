from __future__ import annotations

from django.urls import path

from reports.views import (
    auditor,
    cases,
    derivation,
    methods,
    minutes,
    offices,
    posters,
    precision,
    receipts,
    review,
    sekda,
    signals,
    statements,
    weights,
)

app_name = "reports"
urlpatterns = [
    # /sekda/
    path("sekda/", sekda.choose, name="sekda"),
    path("sekda/<slug:slug>/", sekda.dashboard, name="dashboard"),
    path("sekda/<slug:slug>/ketelitian/", precision.show, name="precision"),
    path("sekda/<slug:slug>/opd/<str:code>/", offices.of_city, name="office"),
    path("sekda/<slug:slug>/opd/<str:code>/pdf/", offices.paper_of_city, name="office-paper"),
    # /pemeriksa/
    path("pemeriksa/", auditor.show, name="auditor"),
    path("pemeriksa/<slug:slug>/berkas/", auditor.dossier, name="dossier"),
    # /opd/
    path("opd/hasil/", offices.mine, name="mine"),
    path("opd/<str:code>/hasil/", offices.newest, name="newest"),
    path("opd/<str:code>/hasil/<slug:slug>/", offices.own, name="own"),
    path("opd/<str:code>/hasil/<slug:slug>/pdf/", offices.own_paper, name="own-paper"),
    path("opd/<str:code>/<slug:slug>/pernyataan/", statements.show, name="statement"),
    path("opd/<str:code>/<slug:slug>/pernyataan/pdf/", statements.download, name="statement-pdf"),
    path(
        "opd/<str:code>/<slug:slug>/tanda-terima/<int:pk>/", receipts.show, name="signature-receipt"
    ),
    path(
        "opd/<str:code>/<slug:slug>/tanda-terima/<int:pk>/pdf/",
        receipts.download,
        name="signature-receipt-pdf",
    ),
    path("opd/<str:code>/loket/<int:pk>/poster/", posters.show, name="poster"),
    path("opd/<str:code>/loket/<int:pk>/poster/pdf/", posters.download, name="poster-pdf"),
    # /kelola/
    path("kelola/bobot/", weights.list_versions, name="weight-sets"),
    path("kelola/bobot/baru/", weights.begin, name="new-weights"),
    path("kelola/bobot/<int:pk>/", weights.show, name="weight-set"),
    path("kelola/bobot/<int:pk>/beda/", weights.compare, name="weights-difference"),
    path("kelola/bobot/<int:pk>/ubah/<str:part>/", weights.edit, name="edit-weights"),
    path("kelola/bobot/<int:pk>/buang/", weights.drop, name="drop-weights"),
    path("kelola/bobot/<int:pk>/permintaan/", weights.ask, name="ask-weights"),
    path("kelola/bobot/<int:pk>/terbit/", weights.publish, name="publish-weights"),
    path("kelola/<slug:slug>/berita-acara/<slug:about>/", minutes.show, name="minutes"),
    path("kelola/<slug:slug>/berita-acara/<slug:about>/pdf/", minutes.download, name="minutes-pdf"),
    path("kelola/<slug:slug>/hasil/", review.review, name="review"),
    path("kelola/<slug:slug>/hasil/asal/<str:code>/", derivation.show, name="derivation"),
    path("kelola/<slug:slug>/hasil/metode/", methods.show, name="method"),
    path("kelola/<slug:slug>/hasil/perkara/", cases.show, name="cases"),
    path("kelola/<slug:slug>/hasil/perkara/catat/", cases.record, name="record-case"),
    path("kelola/<slug:slug>/hasil/perkara/<int:pk>/dokumen/", cases.document, name="case-file"),
    path("kelola/<slug:slug>/hasil/perkara/<int:pk>/pakai/", cases.count, name="count-case"),
    path("kelola/<slug:slug>/hasil/perkara/<int:pk>/cabut/", cases.take_out, name="take-out-case"),
    path("kelola/<slug:slug>/hasil/tanda/", signals.show, name="signals"),
    path("kelola/<slug:slug>/hasil/tanda/usul/", signals.propose, name="propose-signal"),
    path("kelola/<slug:slug>/hasil/tanda/<int:pk>/catat/", signals.decide, name="decide-signal"),
    path("kelola/<slug:slug>/hasil/hitung-ulang/", review.recompute, name="recompute"),
    path("kelola/<slug:slug>/hasil/bobot/", review.store_weights, name="weights"),
    path("kelola/<slug:slug>/hasil/permintaan/", review.ask, name="ask"),
    path("kelola/<slug:slug>/hasil/terbit/", review.publish, name="publish"),
]
