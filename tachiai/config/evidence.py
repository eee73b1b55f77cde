"""`tachiai seal REFERENCE --out FILE`: the record of a contract, to be handed out."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from tachiai.clockwork.queries import now
from tachiai.config.voice import language, note, say
from tachiai.contracts.record import contract_called
from tachiai.evidence.sealing import OPERATOR, Reader
from tachiai.evidence.sealing import seal as make_bundle
from tachiai.kernel.refused import Refusal, Refused


def seal(arguments: argparse.Namespace) -> int:
    """Write the bundle of a contract. The file is there when it is whole, or not at all."""
    contract = contract_called(arguments.reference)
    if contract is None:
        raise Refusal(Refused("evidence.refused.no_contract", {"reference": arguments.reference}))
    target = Path(arguments.out)
    if target.exists():
        raise Refusal(Refused("evidence.refused.exists", {"path": target}))
    note("evidence.command.begins", reference=contract.reference)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
        try:
            reader, out = Reader(OPERATOR, language()), cast(BinaryIO, file)
            made = make_bundle(contract_id=contract.pk, reader=reader, at=now(), out=out)
            file.flush()
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    say("evidence.command.sealed", path=target, n=made.length, size=f"{made.size:,}", digest=made.digest)
    return 0
