"""The real valideur, online: a workbook is sent to data·inclusion, its answer becomes our report (contract §3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from offre_insertion.client import Client
from offre_insertion.dataset import REFUSAL
from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.issues import Issue, Note, Severity
from offre_insertion.schema import Kind
from offre_insertion.valideur.answer import Answer, Row, read_answer
from offre_insertion.verification import Finding, Report, verify_file

__all__ = ["ADDRESS", "SERVICE", "verify_online"]

#: Host of the valideur: the one of the API, at another path.
ADDRESS = "https://api.data.inclusion.gouv.fr"
SERVICE = "data·inclusion"
_PATH = "/valideur/fragments/analyze"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING: dict[Kind, int] = {"structure": 0, "service": 0}


def verify_online(path: Path, *, client: Client) -> Report:
    """Sends the workbook and gives what the valideur says of it; no token is needed.

    ``findings`` are those of the valideur, with our code when we say the very same; ``beyond`` is what it does not
    check, found here. A workbook that it cannot take (422, or 500 with a reason that we know) is a report whose
    ``refusals`` say why. Raises :class:`ReadError` when the file does not read, :class:`RemoteError` when the valideur
    does not answer, or something else than the valideur does.
    """
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise ReadError(f"« {path} » ne se lit pas. Vérifiez le chemin.") from exc
    local = _local(path)
    try:
        response = client.request(
            "POST",
            _PATH,
            files={"dataset": (path.name, content, _XLSX)},
            headers={"Connection": "close"},  # after a 500 the server closes the connection (contract §1.5)
            retry=False,
        )
    except RemoteError as exc:
        return _refused(path, exc, local)
    try:
        answer = read_answer(response.text)
    except ValueError as exc:
        raise RemoteError(
            "La réponse du valideur en ligne n’a pas la forme attendue : est-ce la bonne adresse ? Il a peut-être "
            "changé."
        ) from exc
    return _report(path, answer, local)


def _local(path: Path) -> Report | str:
    """Our own report, or why the file cannot be read."""
    try:
        return verify_file(path)
    except ReadError as exc:
        return str(exc)


def _report(path: Path, answer: Answer, local: Report | str) -> Report:
    ours = local.findings if isinstance(local, Report) else ()
    known = {(one.kind, one.field, one.message): one.note for one in ours}
    issues = local.dataset if isinstance(local, Report) else ()
    return Report(
        name=path.name,
        format="classeur",
        counts={kind: total.analysed for kind, total in answer.totals.items()},
        wrong={kind: total.wrong for kind, total in answer.totals.items()},
        errors={kind: total.errors for kind, total in answer.totals.items()},
        findings=tuple(_finding(row, known.get((row.kind, row.field, row.message))) for row in answer.rows),
        beyond=local.beyond if isinstance(local, Report) else (),
        # It took the file: what we would have refused it for does not hold.
        dataset=tuple(one for one in issues if one.code != REFUSAL),
    )


def _finding(row: Row, note: Note | None) -> Finding:
    note = note or Note("refus-du-valideur", Severity.ERREUR, row.message)
    return Finding(row.kind, row.field, row.value, note, row.lines)


def _refused(path: Path, error: RemoteError, local: Report | str) -> Report:
    """A report that says why nothing was taken. Raises the error when the workbook is not the reason."""
    if error.status == 422:
        reasons = [_explain_422(error)]
    elif error.status == 500 and (reasons := _local_refusals(local)):
        reasons = [f"Le valideur en ligne n’a pas pu lire le classeur (500). {one}" for one in reasons]
    elif error.status == 500:
        raise RemoteError(
            "Le valideur en ligne répond par une erreur (500), et le classeur semble pourtant bien formé. Réessayez "
            "plus tard.",
            status=500,
            is_transient=True,
        ) from error
    else:
        raise error
    issues = tuple(Issue(REFUSAL, Severity.ERREUR, reason) for reason in reasons)
    if isinstance(local, Report):
        others = tuple(one for one in local.dataset if one.code != REFUSAL)
        return replace(
            local,
            name=path.name,
            counts=_NOTHING,
            wrong=_NOTHING,
            errors=_NOTHING,
            findings=(),
            dataset=(*issues, *others),
        )
    return Report(path.name, "classeur", _NOTHING, _NOTHING, _NOTHING, (), dataset=issues)


def _local_refusals(local: Report | str) -> list[str]:
    return [local] if isinstance(local, str) else list(local.refusals)


def _explain_422(error: RemoteError) -> str:
    said = " ; ".join(error.details)
    if said.startswith("Unsupported file type"):
        return "Le valideur en ligne ne prend que les classeurs XLSX. Enregistrez le fichier au format .xlsx."
    if said.startswith("Could not determine file type"):
        return "Le valideur en ligne juge d’après le nom du fichier, qui n’a pas d’extension. Terminez-le par .xlsx."
    return f"Le valideur en ligne refuse l’envoi ({said}). Il a peut-être changé : signalez-le."
