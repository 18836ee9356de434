"""The examples for cron, systemd and Windows say what they must, with commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.test_repository import unknown_words

CRON = Path(__file__).parent.parent / "scripts" / "cron"
#: minute hour day month weekday, each a number, a list, a range or *, with an optional step; then the command.
FIELD = r"(?:\*|\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)(?:/\d+)?"
ENTRY = re.compile(rf"((?:{FIELD}\s+){{5}})(\S.*)")
BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
TASK = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def words_of(command: str) -> list[str]:
    """What follows the program, up to a redirection."""
    words = re.split(r"\s(?:>>?|2>|\|)", command)[0].split()
    assert re.fullmatch(r"(?:/|C:\\).*offre-insertion(?:\.exe)?", words[0]), words[0]
    return words[1:]


def test_the_crontab_is_variables_and_one_entry_within_bounds() -> None:
    lines = [line for line in (CRON / "crontab").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert re.fullmatch(r'\w+=".*"', lines[0])
    (entry,) = lines[1:]
    match = ENTRY.fullmatch(entry)
    assert match
    for field, (low, high) in zip(match[1].split(), BOUNDS, strict=True):
        assert all(low <= int(number) <= high for number in re.findall(r"\d+", field))
    assert "%" not in match[2], "cron change « % » en fin de ligne"
    assert unknown_words(words_of(match[2])) == []


@pytest.mark.skipif(shutil.which("crontab") is None, reason="crontab n'est pas installé sur cette machine")
def test_crontab_itself_accepts_the_file() -> None:
    checked = subprocess.run(
        ["crontab", "-T", str(CRON / "crontab")], capture_output=True, text=True, check=False
    )
    if "invalid option" in checked.stderr or "usage" in checked.stderr.lower():
        pytest.skip("cette version de crontab ne sait pas vérifier sans installer")
    assert checked.returncode == 0, checked.stderr


def test_the_service_calls_a_command_that_exists() -> None:
    text = (CRON / "offre-insertion.service").read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    assert unknown_words(words_of(command)) == []
    assert "Type=oneshot" in text


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd n'est pas installé sur cette machine"
)
def test_systemd_accepts_the_service_and_the_timer(tmp_path: Path) -> None:
    for path in CRON.glob("offre-insertion.*"):
        text = path.read_text("utf-8")
        # The program and the user of the example are not on this machine.
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE)
        (tmp_path / path.name).write_text(
            re.sub(r"^User=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8"
        )
    units = sorted(str(path) for path in tmp_path.iterdir())
    command = ["systemd-analyze", "verify", "--man=no", *units]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (
        checked.returncode,
        [line for line in checked.stderr.splitlines() if "offre-insertion" in line],
    ) == (0, [])


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd n'est pas installé sur cette machine"
)
def test_systemd_reads_the_calendar_as_every_night() -> None:
    (calendar,) = re.findall(
        r"^OnCalendar=(.*)$", (CRON / "offre-insertion.timer").read_text("utf-8"), re.MULTILINE
    )
    command = ["systemd-analyze", "calendar", "--iterations=2", calendar]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0
    assert checked.stdout.count("03:17:00") >= 2


def test_the_windows_task_runs_every_day_a_command_that_exists() -> None:
    task = ET.parse(CRON / "tache-windows.xml").getroot()
    order = [child.tag.partition("}")[2] for child in task]
    assert order == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert (
        task.findtext("t:Triggers/t:CalendarTrigger/t:ScheduleByDay/t:DaysInterval", namespaces=TASK) == "1"
    )
    assert task.findtext("t:Settings/t:MultipleInstancesPolicy", namespaces=TASK) == "IgnoreNew"
    program = task.findtext("t:Actions/t:Exec/t:Command", namespaces=TASK)
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", namespaces=TASK)
    assert unknown_words(words_of(f"{program} {arguments}")) == []
    (context,) = task.findall("t:Actions", TASK)
    assert task.find(f"t:Principals/t:Principal[@id='{context.get('Context')}']", TASK) is not None
