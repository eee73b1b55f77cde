"""The page of a contract's record: how long it is, what was exported; pressing the button makes the bundle."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tachiai.clockwork.limits import Limit
from tachiai.contracts.queries import ContractView
from tachiai.evidence.queries import SealedBundle, chain_state
from tachiai.evidence.sealing import Reader, seal
from tachiai.kernel.refused import Refusal, Refused
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.entry import contract_view, trail

# A bundle is made anew each time, from every file of the contract.
OF_ONE_PERSON = Limit("evidence-bundles", most=20, within=timedelta(hours=1))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: PageRequest, reference: str) -> HttpResponseBase:
    """What there is; sent as a form: the bundle. What stops it stands on the page."""
    view = contract_view(request, reference)
    if request.method != "POST":
        return _page(request, view)
    if wait := OF_ONE_PERSON.seconds_to_wait(str(request.user.pk), request.now):
        return _page(request, view, Refused("evidence.page.too_often", {"minutes": wait // 60 + 1}), status=429)
    try:
        return _bundle(request, view)
    except Refusal as refusal:
        return _page(request, view, *refusal.reasons, status=409)


def _bundle(request: PageRequest, view: ContractView) -> HttpResponseBase:
    """The bundle, made in a file that is gone when it was sent."""
    contract, role = view.contract, _role(request, view)
    reader = Reader(role, request.reader.language, request.user.pk)
    file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the response closes it
    try:
        seal(contract_id=contract.pk, reader=reader, at=request.now, out=file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"tachiai-{contract.reference}-{reading.local(request.now):%Y%m%d-%H%M}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _role(request: PageRequest, view: ContractView) -> str:
    """As whom this person reads the record, also while they act in somebody's place."""
    sides = {person_id: str(side) for side, person_id in view.sides.items()}
    return sides.get(request.user.pk, "staff")


def _page(request: PageRequest, view: ContractView, *reasons: Refused, status: int = 200) -> HttpResponse:
    chain = chain_state(view.contract.pk)
    context = {
        "contract": view.contract,
        "trail": trail(view),
        "chain": chain,
        "bundles": _rows(chain.bundles),
        "reasons": reasons,
        "is_staff": _role(request, view) == "staff",
        "has_authority": bool(settings.TSA_URL),
    }
    return render(request, "evidence/record.html", context, status=status)


def _rows(bundles: Sequence[SealedBundle]) -> list[Mapping[str, Any]]:
    """Past exports: the two sides by name, staff by what they are."""
    return [{"bundle": bundle, "who": _who(bundle), "size": reading.file_size(bundle.size)} for bundle in bundles]


def _who(bundle: SealedBundle) -> str:
    role = reading.plain(f"evidence.role.{bundle.role}")
    return f"{bundle.person_name} ({role})" if bundle.role in ("client", "worker") else role
