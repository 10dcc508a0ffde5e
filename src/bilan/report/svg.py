"""A chart drawn as an SVG that is read in ten seconds, in light and in dark, on a wide page and on a phone."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

import vl_convert

from bilan.label import Label, Language
from bilan.report import words
from bilan.report.chart_tables import in_rows
from bilan.report.charts import Bullets, Chart, Columns
from bilan.report.drawings import NARROW, WIDE, Spec, Width, bullets, columns, columns_fit, funnel

_PARTS_ALOUD: Final = re.compile(r' role="graphics-[a-z]+" aria-roledescription="[^"]*"')
SIZES: Final[dict[str, Width]] = {"wide": WIDE, "narrow": NARROW}


@lru_cache(maxsize=256)  # the same chart stands in several versions of a document, and in each on two media
def draw(chart: Chart, language: Language, width: Width = WIDE) -> str:
    """The chart as SVG, the same bytes for the same data on every machine.

    Every place is computed here and none by the machine's fonts; colours are CSS custom properties with a light
    fallback, so that one drawing follows the page's theme. Nothing is fetched.
    """
    spec, says = _described(chart, language, width)
    picture: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return _accessible(picture, chart.title, says.to(language))


def _described(chart: Chart, language: Language, width: Width) -> tuple[Spec, Label]:
    if isinstance(chart, Bullets):
        return bullets(chart, language, width), words.BARS
    if not isinstance(chart, Columns):
        return funnel(chart, language, width), words.STEPS
    if columns_fit(chart, width):
        return columns(chart, language, width), words.UPRIGHT
    return bullets(in_rows(chart, language), language, width), words.BARS


def _accessible(picture: str, title: str, description: str) -> str:
    """One image with a name and a description, scaled by the page instead of by fixed pixels."""
    opening, _, rest = picture.partition(">")
    rest = _PARTS_ALOUD.sub("", rest)  # one image, not a hundred nameless ones
    box = opening.partition('viewBox="')[2].partition('"')[0]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{rest}"
    )
