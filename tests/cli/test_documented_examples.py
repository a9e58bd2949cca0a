import re
import shlex
from pathlib import Path

import pytest

from cli.main import main

PAGE = Path(__file__).parents[2] / "docs" / "asking.md"
EXAMPLES = re.findall(r"```\n\$ swapdesk (.+)\n((?:.*\n)+?)```", PAGE.read_text(encoding="utf-8"))


def test_the_page_has_two_examples_for_each_of_the_five_programmes() -> None:
    programmes = [re.findall(r"\w+_\w+|opswat", command)[0] for command, _ in EXAMPLES]
    assert {name: programmes.count(name) for name in programmes} == {
        "atea_smartservice": 2,
        "exer_cst": 2,
        "opswat": 2,
        "smartoptics_smart_care": 2,
        "emetrotel_assurance": 2,
    }


@pytest.mark.parametrize(("command", "printed"), EXAMPLES, ids=[one[0][:60] for one in EXAMPLES])
def test_what_the_page_shows_is_what_the_command_prints(
    command: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(shlex.split(command))
    assert capsys.readouterr().out.rstrip() == printed.rstrip()
