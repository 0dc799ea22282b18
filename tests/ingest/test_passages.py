"""Cutting documents into passages: limits, sections, spans, identity."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diffusionkb.ingest.pages import assemble
from diffusionkb.ingest.passages import cut
from diffusionkb.model import (
    Block,
    BlockKind,
    Document,
    Extraction,
    PageNumbers,
    Passage,
    Piece,
    Stamp,
)

STAMP = Stamp(tool="test", version="1", settings="0")


def tokens(text: str) -> int:
    """One token for every four letters begun of a word, as word pieces do."""
    return sum(-(-len(word) // 4) for word in text.split())


def document(blocks: Sequence[Block], *, pages: int = 1, **metadata: str) -> Document:
    return assemble(
        Extraction(
            blocks=tuple(blocks),
            numbers=tuple(PageNumbers(index=n) for n in range(pages)),
            stamp=STAMP,
            paged=pages > 1,
            metadata=metadata,
        )
    )


def block(
    *texts: str, kind: BlockKind = BlockKind.BODY, section: tuple[str, ...] = ("S",)
) -> Block:
    pieces = tuple(Piece(page=n, text=text) for n, text in enumerate(texts))
    return Block(kind=kind, pieces=pieces, section=section)


def prose(words: int, *, sentence: int = 10, word: str = "word") -> str:
    """So many words in sentences of the given length."""
    parts = []
    for start in range(0, words, sentence):
        length = min(sentence, words - start)
        parts.append(" ".join(["The", *[word] * (length - 1)]) + ".")
    return " ".join(parts)


def cut_up(found: Document, *, max_tokens: int = 254) -> tuple[Passage, ...]:
    return cut(found, sha256="ab" * 32, count_tokens=tokens, max_tokens=max_tokens)


def lengths(passages: Sequence[Passage]) -> list[int]:
    return [len(passage.text.split()) for passage in passages]


def test_paragraphs_that_fit_stay_whole() -> None:
    """Ensures that paragraphs of a good length are passages of their own."""
    found = cut_up(document([block(prose(60)), block(prose(170)), block(prose(40))]))
    assert lengths(found) == [60, 170, 40]
    assert [passage.paragraph for passage in found] == [1, 2, 3]


def test_short_paragraphs_are_merged() -> None:
    """Ensures that paragraphs are merged until there are forty words."""
    found = cut_up(document([block(prose(15)) for _ in range(4)]))
    assert lengths(found) == [60]
    assert len(found[0].spans) == 4


def test_short_paragraph_between_long_ones_spares_them() -> None:
    """Ensures that a short paragraph joins the neighbour that it fits with."""
    found = cut_up(document([block(prose(n)) for n in (100, 20, 175)]))
    assert lengths(found) == [120, 175]


def test_short_last_paragraph_is_balanced() -> None:
    """Ensures that a short end is joined backwards, and split evenly if need be."""
    assert lengths(cut_up(document([block(prose(90)), block(prose(20))]))) == [110]
    assert lengths(cut_up(document([block(prose(178)), block(prose(12))]))) == [90, 100]


def test_long_paragraph_is_split_evenly_at_sentences() -> None:
    """Ensures that parts of a long paragraph are even and end with a stop."""
    found = cut_up(document([block(prose(400))]))
    assert lengths(found) == [130, 130, 140]
    assert all(passage.text.endswith(".") for passage in found)


def test_giant_sentence_is_split_at_clauses_then_words() -> None:
    """Ensures that a sentence over the limits is cut at commas, else between words."""
    clause = " ".join(["word"] * 60) + ","
    found = cut_up(document([block(" ".join([clause] * 5) + " end.")]))
    assert all(passage.text.endswith((",", "end.")) for passage in found)
    bare = cut_up(document([block(" ".join(["word"] * 500))]))
    assert all(40 <= length <= 180 for length in lengths(bare))


def test_clause_break_rather_than_a_part_too_short() -> None:
    """Ensures that a long sentence gives up a clause so that no part is too short."""
    long = " ".join(["word"] * 80) + ", " + " ".join(["word"] * 79) + "."
    found = cut_up(document([block(long), block(prose(30))]))
    assert lengths(found) == [80, 109]


def test_token_limit() -> None:
    """Ensures that token-dense text is split although it has few words."""
    found = cut_up(document([block(prose(100, word="abcdefghijklmnop"))]))
    assert all(tokens(passage.text) <= 254 for passage in found)
    assert len(found) == 2


def test_sections_and_kinds_are_never_mixed() -> None:
    """Ensures that short sections stay short passages, of one kind each."""
    found = cut_up(
        document(
            [
                block(prose(10), section=("A",)),
                block(prose(10), section=("A", "B")),
                block(prose(10), section=("A",), kind=BlockKind.ABSTRACT),
                block(prose(10), section=("A",)),
            ]
        )
    )
    assert [(p.section, p.kind) for p in found] == [
        (("A",), BlockKind.BODY),
        (("A", "B"), BlockKind.BODY),
        (("A",), BlockKind.ABSTRACT),
        (("A",), BlockKind.BODY),
    ]
    assert [p.paragraph for p in found] == [1, 1, 1, 2]


def test_a_caption_does_not_part_the_text() -> None:
    """Ensures that running text goes on around a figure."""
    caption = block("Figure 1. A map.", kind=BlockKind.CAPTION)
    found = cut_up(document([block(prose(20)), caption, block(prose(20))]))
    assert [(p.kind, len(p.text.split())) for p in found] == [
        (BlockKind.BODY, 40),
        (BlockKind.CAPTION, 4),
    ]


def test_notes_stay_apart_and_references_are_grouped() -> None:
    """Ensures that footnotes are single, references fill passages whole."""
    notes = [block(prose(10), kind=BlockKind.FOOTNOTE) for _ in range(2)]
    references = [block(prose(25), kind=BlockKind.REFERENCE) for _ in range(9)]
    found = cut_up(document([*notes, *references]))
    assert lengths(found) == [10, 10, 175, 50]


def test_headings_and_title_make_no_passage() -> None:
    """Ensures that headings stand in the section path only."""
    found = cut_up(
        document(
            [
                block("A title", kind=BlockKind.OTHER, section=()),
                block("S", kind=BlockKind.OTHER),
                block(prose(50)),
                block("1 | 2", kind=BlockKind.OTHER),
            ],
            title="A title",
        )
    )
    assert [p.text for p in found if p.kind is BlockKind.OTHER] == ["1 | 2"]


def test_sections_of_a_digest_stay_whole() -> None:
    """Ensures that each section of a digest is one passage as far as tokens allow."""
    blocks = [block(prose(60)), block(prose(70)), block(prose(60))]
    found = cut_up(document(blocks, source_kind="digest"))
    assert lengths(found) == [190]


def test_passage_over_a_page() -> None:
    """Ensures that a paragraph over a page break knows both pages and its places."""
    made = document([block(prose(30), prose(30))], pages=2)
    (passage,) = cut_up(made)
    assert (passage.first_page, passage.last_page) == (0, 1)
    parts = [made.pages[s.page].text[s.start : s.end] for s in passage.spans]
    assert " ".join(parts) == passage.text


def test_ids_depend_on_bytes_place_and_text_only() -> None:
    """Ensures that ids are stable, and change with the source's bytes."""
    made = document([block(prose(60)), block(prose(70))])
    again = replace(made, stamp=replace(STAMP, version="2"), metadata={"title": "x"})
    ids = [passage.id for passage in cut_up(made)]
    assert ids == [passage.id for passage in cut_up(again)]
    assert ids == ["p-wwbyqief6t", "p-qacqzu3ckj"]
    other = cut(made, sha256="cd" * 32, count_tokens=tokens)
    assert not set(ids) & {passage.id for passage in other}


WORDS = st.sampled_from(
    [
        "The",
        "end.",
        "a,",
        "of",
        "et",
        "al.",
        "(x)",
        "—",
        "why?",
        "é",
        "w" * 30,
        "A.",
        "3",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=260).map(" ".join)
BLOCKS = st.lists(
    st.builds(
        lambda texts, kind, section: block(*texts, kind=kind, section=section),
        st.lists(TEXTS, min_size=1, max_size=2),
        st.sampled_from(BlockKind),
        st.sampled_from([(), ("A",), ("A", "B")]),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.integers(min_value=12, max_value=254))
def test_nothing_is_lost_and_limits_hold(blocks: list[Block], most: int) -> None:
    """Ensures that spans cover all text once and that no passage is too long."""
    made = document(blocks, pages=2)
    found = cut_up(made, max_tokens=most)
    covered = [set[int]() for _ in made.pages]
    for passage in found:
        assert passage.text == " ".join(
            made.pages[s.page].text[s.start : s.end] for s in passage.spans
        )
        assert len(passage.text.split()) <= 180
        assert tokens(passage.text) <= most
        for span in passage.spans:
            stretch = set(range(span.start, span.end))
            assert not stretch & covered[span.page]
            covered[span.page] |= stretch
    for page, characters in zip(made.pages, covered, strict=True):
        left = {n for n, c in enumerate(page.text) if not c.isspace()} - characters
        assert not left
    assert len({passage.id for passage in found}) == len(found)


@pytest.mark.parametrize("kind", BlockKind)
def test_a_word_longer_than_the_limit(kind: BlockKind) -> None:
    """Ensures that even a word over the token limit is cut, and no letter lost."""
    found = cut_up(document([block("g" * 5_000, kind=kind)]), max_tokens=100)
    assert "".join(passage.text for passage in found) == "g" * 5_000
    assert max(tokens(passage.text) for passage in found) <= 100
