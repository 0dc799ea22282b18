"""Dates as text ↔ CSL dates: years, months by name, seasons, ranges, doubt."""

import re
from collections.abc import Mapping
from typing import Any

Date = dict[str, Any]
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_OTHER_MONTHS = {  # as databases in other languages print them
    "mär": 3,
    "maer": 3,
    "mai": 5,
    "okt": 10,
    "dez": 12,
    "dic": 12,
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "avr": 4,
    "fév": 2,
    "fev": 2,
    "août": 8,
    "aou": 8,
    "déc": 12,
    "juin": 6,
    "juil": 7,
    "set": 9,
    "out": 10,
    "mag": 5,
    "giu": 6,
    "lug": 7,
    "ott": 10,
    "gen": 1,
}
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_SEASONS |= {"spr": 1, "sum": 2, "aut": 3, "fal": 3, "win": 4}  # in Web of Science
SEASON_NAMES = {1: "Spring", 2: "Summer", 3: "Autumn", 4: "Winter"}
_YEAR = r"(?:1[0-9]|20)\d\d"
_ISO = re.compile(
    rf"({_YEAR})(?:[-/.](\d\d?)?(?:[-/.](\d\d?)?)?)?[-/.]?(?:T.*| \d\d:.*)?"
)
_YEAR_ALONE = re.compile(rf"[\[(]?[©c]?({_YEAR})[a-z]?\.?[\])]?")  # '[c2001]', '2001a'
_IN_ONE = re.compile(rf"({_YEAR})(0[1-9]|1[0-2])([0-2]\d|3[01])")  # '20010315'
_EAST_ASIAN = re.compile(
    rf"({_YEAR}) ?[年년](?: ?(\d\d?) ?[月월](?: ?(\d\d?) ?[日일])?)?"
)
_NUMERIC = re.compile(rf"(\d\d?)[/.](\d\d?)[/.]({_YEAR})")
_MONTH_FIRST = re.compile(rf"(0?[1-9]|1[0-2])[/.-]({_YEAR})")
_BEFORE_CHRIST = re.compile(r"(\d{1,4}) ?(?:BCE?|B\. ?C\.(?: ?E\.)?)|-(\d{1,4})")
_SHORT_RANGE = re.compile(r"((?:1[0-9]|20)\d\d)(?:--?|–|/)(\d\d)")  # '1998-99'
_TWO_YEARS = re.compile(rf"(.*{_YEAR}.*?)\s*(?:--?|–|/)\s*(.*{_YEAR}.*)")
_BESIDE_NUMBERS = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|\b(?:de|del|of)\b", re.I)
_DAYS = re.compile(r"(?<!\d)\d\d? ?(?:--?|–|/) ?\d\d?(?!\d)")
_QUARTER = re.compile(r"([1-4])(?:st|nd|rd|th)? quart(?:er)?|q([1-4])", re.I)
_RANGE = re.compile(rf"({_YEAR})\s*(?:--?|–|/)\s*({_YEAR})")
_EDTF_SEASON = 20
_LAST_MONTH, _LAST_DAY = 12, 31
_SPAN = 20  # years that a range in short form may have


def parse(text: str) -> Date | None:
    """A CSL date; words that are no date are kept as they stand, nothing is None."""
    words = " ".join(text.replace("~", " ").split()).strip(" ,;/")
    if not words:
        return None
    if match := _YEAR_ALONE.fullmatch(words):
        return {"date-parts": [[int(match[1])]]}
    if match := _RANGE.fullmatch(words):
        return {"date-parts": [[int(match[1])], [int(match[2])]]}
    found = (
        _short_range(words)
        or _in_numbers(words)
        or _doubted(words)
        or _in_words(words)
        or _two_years(words)
    )
    return found or {"literal": " ".join(text.split())}


def _short_range(words: str) -> Date | None:
    """'1998-99'; what can be a month is one."""
    match = _SHORT_RANGE.fullmatch(words)
    if not match or not _LAST_MONTH < int(match[2]):
        return None
    first = int(match[1])
    last = first - first % 100 + int(match[2])
    return {"date-parts": [[first], [last]]} if 0 < last - first < _SPAN else None


def _in_numbers(words: str) -> Date | None:
    if match := _BEFORE_CHRIST.fullmatch(words):
        return {"date-parts": [[-int(match[1] or match[2])]]}
    if match := _MONTH_FIRST.fullmatch(words):
        return {"date-parts": [[int(match[2]), int(match[1])]]}
    for pattern in (_IN_ONE, _EAST_ASIAN):
        if match := pattern.fullmatch(words):
            return {
                "date-parts": [_valid([int(part) for part in match.groups() if part])]
            }
    parts = _iso(words) or _numeric(words)
    return {"date-parts": [parts]} if parts else None


def _doubted(words: str) -> Date | None:
    """'[1850?]' and '[ca. 1850]', as libraries write what the book does not say."""
    bare = words.removeprefix("[").removesuffix("]")
    if bare.endswith("?") and (match := _YEAR_ALONE.fullmatch(bare[:-1])):
        return {"date-parts": [[int(match[1])]], "circa": True}
    return _in_words(bare) if bare != words else None


def _two_years(words: str) -> Date | None:
    """'2001 Nov-2002 Jan': each end a date of its own."""
    match = _TWO_YEARS.fullmatch(words)
    ends = [_one_of_two(end.strip(" ,;/")) for end in match.groups()] if match else []
    return {"date-parts": ends} if all(ends) and ends[:1] < ends[1:] else None


def _one_of_two(words: str) -> list[int]:
    """The parts of one plain date; empty for ranges, seasons and doubts."""
    if match := _YEAR_ALONE.fullmatch(words):
        return [int(match[1])]
    date = _in_numbers(words) or _in_words(words) or {}
    parts: list[list[int]] = date.get("date-parts", [])
    return parts[0] if len(parts) == 1 and date.keys() == {"date-parts"} else []


def _iso(words: str) -> list[int]:
    match = _ISO.fullmatch(words)
    return _valid([int(part) for part in match.groups() if part]) if match else []


def _numeric(words: str) -> list[int]:
    """31/12/2001 or 12/31/2001; which of two small numbers is the day stays open."""
    match = _NUMERIC.fullmatch(words)
    if not match:
        return []
    first, second, year = (int(part) for part in match.groups())
    if first > _LAST_MONTH:
        return _valid([year, second, first])
    if second > _LAST_MONTH:
        return _valid([year, first, second])
    return [year, first] if first == second else [year]


def _valid(parts: list[int]) -> list[int]:
    """Cut before the first part that cannot be."""
    if len(parts) > 1 and not 1 <= parts[1] <= _LAST_MONTH:
        return parts[:1]
    if len(parts) > 2 and not 1 <= parts[2] <= _LAST_DAY:
        return parts[:2]
    return parts


def _in_words(words: str) -> Date | None:
    """'2011 Nov 1', '3 May 2001', 'Nov-Dec 1998', 'Spring 2001', 'c. 1850'."""
    years = re.findall(rf"(?<!\d){_YEAR}(?!\d)", words)
    if len(set(years)) != 1:
        return None
    year = int(years[0])
    rest = re.sub(years[0], " ", words)
    if match := _QUARTER.fullmatch(rest.strip(" -,.")):
        last = 3 * int(match[1] or match[2])
        return {"date-parts": [[year, last - 2], [year, last]]}
    rest = _BESIDE_NUMBERS.sub(" ", rest)
    names = [name.rstrip(".").lower() for name in re.findall(r"[^\W\d_]+\.?", rest)]
    numbers = re.findall(r"(?<!\d)\d\d?(?!\d)", rest)
    date: Date = {"date-parts": [[year]]}
    if names and names[0] in {"c", "ca", "circa"}:
        return date | {"circa": True} if len(names) == 1 and not numbers else None
    if names and all(name in _SEASONS for name in names):
        return date | {"season": _SEASONS[names[0]]} if not numbers else None
    months = [month_number(name) for name in names]
    days = [int(number) for number in numbers]
    if len(days) == 2 and len(months) == 1 and not _DAYS.search(rest):
        return None
    return _of_months(year, months, days)


def _of_months(year: int, months: list[int], days: list[int]) -> Date | None:
    """'Nov 1', 'Nov 1-8', 'Nov 28-Dec 4' or 'Nov-Dec' of a year."""
    if not months or not all(months):
        return None
    if len(months) == 1 and len(days) < 2:
        return {"date-parts": [_valid([year, months[0], *days])]}
    if len(months) == 1 and len(days) == 2 and 0 < days[0] < days[1] <= _LAST_DAY:
        return {"date-parts": [[year, months[0], day] for day in days]}
    if len(months) == len(days) == 2 and months[0] < months[1]:
        both = zip(months, days, strict=True)
        return {"date-parts": [_valid([year, *end]) for end in both]}
    if len(months) == 2 and not days:
        backwards = months[0] > months[1]  # of which year the first is stays open
        ends = [[year]] if backwards else [[year, month] for month in months]
        return {"date-parts": ends}
    return None


def month_number(word: str) -> int:
    """1 to 12 for a month's name or number; 0 for anything else."""
    plain = word.strip().rstrip(".").lower()
    if plain.isdecimal():
        return int(plain) if 1 <= int(plain) <= _LAST_MONTH else 0
    if plain[:3] in _MONTHS and plain.isalpha():
        return _MONTHS.index(plain[:3]) + 1
    starts = (plain[:4], plain[:3])
    return next((_OTHER_MONTHS[s] for s in starts if s in _OTHER_MONTHS), 0)


def from_edtf(text: str) -> Date | None:
    """BibLaTeX dates (EDTF): '2001-05/2003-06', '2001-21', '1998~', '1850/..'."""
    words = text.strip()
    ends = [end.strip() for end in words.split("/")]
    if len(ends) > 2 or not re.fullmatch(r"-?\d{4}[-\d~?%T:Z+]*", ends[0]):
        return parse(text)
    doubt = any(end.endswith(("~", "?", "%")) for end in ends)
    date: Date = {"circa": True} if doubt else {}
    plain = [re.split(r"[T~?%]", end)[0] for end in ends]
    parts = [_edtf_parts(end) for end in plain if end not in {"", ".."}]
    if not all(parts) or (len(ends) == 2 and len(parts) == 1):
        return {"literal": words}
    if len(parts) == 1 and len(parts[0]) > 1 and parts[0][1] > _EDTF_SEASON:
        date["season"] = parts[0][1] - _EDTF_SEASON
        parts = [parts[0][:1]]
    return {"date-parts": parts} | date


def _edtf_parts(end: str) -> list[int]:
    match = re.fullmatch(r"(-?\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", end)
    return [int(part) for part in match.groups() if part] if match else []


def to_edtf(date: Mapping[str, Any]) -> str:
    """A CSL date as EDTF; its words where it has no numbers."""
    ends = _numbers(date)
    if not ends:
        return str(date.get("literal") or date.get("raw") or "")
    if season := season_of(date):
        ends = [[ends[0][0], _EDTF_SEASON + season]]
    written = "/".join(
        "-".join(
            [f"{end[0]:0{5 if end[0] < 0 else 4}d}", *(f"{p:02d}" for p in end[1:])]
        )
        for end in ends
    )
    return f"{written}~" if date.get("circa") else written


def _numbers(date: Mapping[str, Any]) -> list[list[int]]:
    ends = date.get("date-parts")
    try:
        return [[int(part) for part in end] for end in ends or [] if end and end[0]]
    except (TypeError, ValueError, OverflowError):  # the last of Infinity
        return []


def season_of(date: Mapping[str, Any]) -> int:
    """1 to 4, or 0."""
    words = str(date.get("season") or "").lower()
    number = int(words) if words.isdecimal() else _SEASONS.get(words, 0)
    return number if number in SEASON_NAMES else 0


def first_parts(date: object) -> list[int]:
    """Year, month and day of a date's beginning, as far as they are numbers."""
    numbers = _numbers(date) if isinstance(date, Mapping) else []
    return numbers[0] if numbers else []


def is_range(date: Mapping[str, Any]) -> bool:
    return len(_numbers(date)) > 1
