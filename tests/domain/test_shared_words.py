"""What several districts say in the same words: every sentence stands once, in the widest group it can."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spm_oversight.domain.shared_words import Said, shared, words_of

sentences = st.lists(
    st.builds(
        Said,
        st.sampled_from(("62.01", "62.02", "62.03")),
        st.lists(st.sampled_from(("tenaga", "belum", "alat", "obat", "Obat", "ke", "rumah"))).map(" ".join),
    )
)


def test_words_are_counted_once_in_small_letters_without_those_of_any_shortage() -> None:
    text = "Tenaga kesehatan di 3 puskesmas BELUM lengkap; tenaga lain masih dicari (SK 2024)."
    assert words_of(text) == ("tenaga", "kesehatan", "puskesmas", "lengkap", "dicari")
    assert words_of("Hb") == ()


def test_the_word_of_most_districts_makes_the_first_group() -> None:
    said = [
        Said("62.01", "Obat dan alat habis"),
        Said("62.01", "Alat rusak, alat hilang"),
        Said("62.02", "Alat rusak"),
        Said("62.03", "Alat belum dikirim"),
        Said("62.03", "Obat habis"),
        Said("62.01", "Listrik padam"),
    ]
    groups, alone = shared(said)
    assert [(group.words, group.who) for group in groups] == [(("alat",), 3)]
    assert groups[0].said == (said[0], said[1], said[2], said[3])
    assert alone == (said[4], said[5])


def test_one_district_alone_shares_nothing_with_itself() -> None:
    said = [Said("62.01", "Alat rusak"), Said("62.01", "Alat hilang")]
    assert shared(said) == ((), tuple(said))


def test_a_group_is_named_by_all_the_words_its_sentences_share() -> None:
    (group,), _ = shared([Said("1", "Bidan desa belum ada"), Said("2", "Kurang bidan di desa hulu")])
    assert group.words == ("bidan", "desa")


@given(sentences)
def test_every_sentence_stands_once(said: list[Said]) -> None:
    groups, alone = shared(said)
    told = [*alone, *(each for group in groups for each in group.said)]
    assert sorted(map(str, told)) == sorted(map(str, said))
    for group in groups:
        assert group.words
        assert group.who > 1
        assert all(set(group.words) <= set(words_of(each.text)) for each in group.said)
    assert [group.who for group in groups] == sorted((group.who for group in groups), reverse=True)
    by: dict[str, set[str]] = {}
    for each in alone:
        for word in words_of(each.text):
            by.setdefault(word, set()).add(each.who)
    assert all(len(who) == 1 for who in by.values())
