"""The operator's colour can be read in both themes, or is refused."""

import re
from pathlib import Path

import pytest

from service.colours import DARK_GROUNDS, LIGHT_GROUNDS, contrast, palette_of

COLOURS = ["#00589c", "#e3000f", "#003366", "#97bf0d", "#f39200", "#7a1f6e", "#000000", "#00a0e3", "#808080", "#0b5c6b"]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", COLOURS)
def test_the_colour_can_be_read_on_every_ground_of_both_themes(colour: str) -> None:
    palette = palette_of(colour)
    for accent, grounds in ((palette.light, LIGHT_GROUNDS), (palette.dark, DARK_GROUNDS)):
        for shade in (accent.plain, accent.strong):
            assert min(contrast(shade, ground) for ground in (*grounds, accent.on)) >= 4.5


def test_a_colour_that_can_be_read_already_stays_as_it_is() -> None:
    assert palette_of("#00589c").light.plain == "#00589c"
    assert palette_of("#0b5c6b").light.plain == "#0b5c6b"


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#c8e6f5"])
def test_a_colour_that_would_have_to_become_another_is_refused_with_a_darker_one(colour: str) -> None:
    with pytest.raises(ValueError, match=r"nicht lesbar .*; lesbar wäre zum Beispiel #[0-9a-f]{6}$") as refused:
        palette_of(colour)
    named = re.findall(r"#[0-9a-f]{6}", str(refused.value))[0]
    assert palette_of(named).light.plain == named


def test_the_grounds_are_those_of_the_pages(repository: Path) -> None:
    light, dark = (repository / "service/page/colours.css").read_text("utf-8").split("@media")[:2]
    for styles, grounds in ((light, LIGHT_GROUNDS), (dark, DARK_GROUNDS)):
        found = [re.findall(rf"--{name}: (#\w+);", styles)[0] for name in ("surface", "ground", "band", "quiet")]
        assert tuple(found) == grounds
