"""The promises a repository makes about itself, kept true."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from offre_insertion import __version__
from offre_insertion.cli import cli
from offre_insertion.issues import CODES
from offre_insertion.text import slug

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

#: Where packages are fetched from is the business of each machine; so are its folders.
REGISTRIES = re.compile(r"pypi\.org|files\.pythonhosted|artifactory|/simple\b/")
MACHINE_PATHS = re.compile(r"(?<![\w.:/])/(?:home|Users|root|work)/\w")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("ce dossier n'est pas un dépôt git : rien à lister")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    """`file:line` of every tracked text that matches, this file apart: it holds the patterns."""
    found = []
    for path in set(tracked_files()) - {Path(__file__)}:
        content = path.read_bytes()
        if b"\0" not in content:
            lines = content.decode("utf-8", "replace").splitlines()
            found += [
                f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line)
            ]
    return found


def project() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return loaded


def test_no_tracked_file_names_a_package_registry() -> None:
    assert lines_matching(REGISTRIES) == []


def test_no_tracked_file_holds_a_path_of_a_machine() -> None:
    assert lines_matching(MACHINE_PATHS) == []


def test_every_dependency_has_its_reason() -> None:
    loaded = project()
    wanted = [*loaded["project"]["dependencies"], *loaded["dependency-groups"]["test"]]
    names = {match[0] for text in wanted if (match := re.match(r"[\w-]+", text))}
    reasons = re.findall(r"^\| `([\w-]+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    assert names == set(reasons)


def test_every_dependency_is_pinned() -> None:
    loaded = project()
    wanted = [*loaded["project"]["dependencies"], *loaded["dependency-groups"]["test"]]
    names = {match[0].lower() for text in wanted if (match := re.match(r"[\w-]+", text))}
    pins = re.findall(r"^([\w-]+)==", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    assert names <= set(pins)


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pin = re.compile(r'[a-z0-9-]+==[\w.]+( ; sys_platform == "win32")?')
    assert [line for line in lines if not line.startswith("#") and not pin.fullmatch(line)] == []


def test_the_changelog_tells_of_the_version() -> None:
    titles = re.findall(
        r"^## \[?([\w. ]+?)\]?(?: - .*)?$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert titles[0] == "Non publié"
    if ".dev" not in __version__:
        assert __version__ in titles


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {anchor(title) for title in titles}


def anchor(title: str) -> str:
    """As the forges compute it: lower case, punctuation dropped, spaces as dashes, accents kept."""
    kept = re.sub(r"[^\w\s-]", "", title.strip().lower())
    return re.sub(r"\s", "-", kept)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_titles_that_exist(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            broken.append(link)
    assert broken == []


def shown_commands(page: Path) -> Iterator[list[str]]:
    """The words of every `offre-insertion …` line of the console blocks of a page."""
    for language, block in FENCE.findall(page.read_text("utf-8")):
        if language in {"console", "bash", "sh"}:
            for line in block.replace("\\\n", " ").splitlines():
                words = line.removeprefix("$ ").split()
                if words[:1] == ["offre-insertion"]:
                    yield words[1:]


def unknown_words(words: list[str]) -> list[str]:
    """Sub-commands and options that the command line does not have."""
    command: click.Command = cli
    options = option_names(cli)
    unknown = []
    is_value = False
    for word in words:
        if word in {"|", ">", "&&", ">>", ";"}:
            break
        if is_value:
            is_value = False
        elif word.startswith("-") and word != "-":
            unknown += [] if word.partition("=")[0] in options else [word]
            is_value = word in valued_option_names(command)
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            if found is None:
                return [*unknown, word]
            command = found
            options |= option_names(found)
    return unknown


def valued_option_names(command: click.Command) -> set[str]:
    """The options of a command that are followed by a value."""
    parameters = command.get_params(click.Context(command))
    valued = [
        one for one in parameters if isinstance(one, click.Option) and not one.is_flag and not one.count
    ]
    return {name for one in valued for name in one.opts}


def option_names(command: click.Command) -> set[str]:
    """Every option of a command, `--help` included."""
    parameters = command.get_params(click.Context(command))
    return {name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_shown_in_the_docs_exist(page: Path) -> None:
    wrong = {" ".join(words): unknown_words(words) for words in shown_commands(page)}
    assert {command: unknown for command, unknown in wrong.items() if unknown} == {}


def test_a_wrong_command_in_the_docs_would_be_seen() -> None:
    assert unknown_words(["convertir", "x.csv", "--connecteur", "exemple", "--inconnue"]) == ["--inconnue"]
    assert unknown_words(["inconnue", "--vers", "x"]) == ["inconnue"]
    assert unknown_words(["couverture", "--maille", "commune"]) == []
    assert unknown_words(["couverture", "commune"]) == ["commune"]


def commands(group: click.Group, prefix: str = "offre-insertion") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{prefix} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "commandes.md").read_text("utf-8")
    assert [command for command in commands(cli) if command not in page] == []


def calls_of_the_package() -> Iterator[ast.Call]:
    for path in sorted((ROOT / "offre_insertion").rglob("*.py")):
        yield from (
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        )


def issue_codes() -> set[str]:
    """The codes given in plain: `code="…"`, or the first argument of `Note` and `Issue`."""
    found = set()
    for call in calls_of_the_package():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
        if name in {"Note", "Issue"}:
            given += call.args[:1]
        found |= {
            node.value for node in given if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return found


def test_every_issue_code_is_explained() -> None:
    assert issue_codes() - set(CODES) == set()


def test_every_explained_code_is_used() -> None:
    texts = {
        node.value
        for path in (ROOT / "offre_insertion").rglob("*.py")
        if path.name != "issues.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(CODES) - texts == set()


def test_issue_codes_are_written_the_same_way() -> None:
    assert [code for code in CODES if code != slug(code)] == []


@pytest.mark.parametrize("script", ["build_schemas.py", "build_docs.py", "build_example.py"])
def test_generated_files_are_up_to_date(script: str) -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_continuous_integration_runs_the_command_of_the_readme() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    ran = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert ran == ['exec python3 scripts/test.py "$@"']
    assert "python3 scripts/test.py" in (ROOT / "README.md").read_text("utf-8")
