"""The same content has the same name, whatever the order; a small change rewrites little."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given, settings
from hypothesis import strategies as st

from offre_insertion.history.contents import Blobs, build_tree, canonical, digest_of, pack, read_tree, unpack


def fetch_from(blobs: Blobs):  # type: ignore[no-untyped-def]
    def fetch(names: Collection[str]) -> Blobs:
        return {name: blobs[name] for name in names}

    return fetch


def test_the_order_of_keys_does_not_change_the_name() -> None:
    assert digest_of({"nom": "a", "id": "1"}) == digest_of({"id": "1", "nom": "a"})


def test_the_order_of_a_list_is_content() -> None:
    assert digest_of(["a", "b"]) != digest_of(["b", "a"])


def test_a_packed_content_comes_back() -> None:
    content = canonical({"nom": "Épicerie « solidaire »"})
    assert unpack(pack(content)) == content


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), st.lists(st.integers(-(2**31), 2**31)), max_size=300))
def test_a_tree_gives_back_its_entries_in_order(entries: dict[str, list[int]]) -> None:
    root, blobs = build_tree(entries.items())
    assert read_tree(root, fetch_from(blobs)) == sorted(entries.items())


def test_the_order_of_entries_does_not_change_the_root() -> None:
    entries = [(f"cd53--{n}", [n]) for n in range(500)]
    assert build_tree(entries)[0] == build_tree(reversed(entries))[0]


def test_entries_may_share_a_key() -> None:
    root, blobs = build_tree([("nom", 2), ("nom", 1)])
    assert read_tree(root, fetch_from(blobs)) == [("nom", 1), ("nom", 2)]


def test_one_change_among_twenty_thousand_rewrites_one_bucket_and_the_root() -> None:
    entries = {f"cd53--{n}": ["service", f"{n:032x}"] for n in range(20_000)}
    _, before = build_tree(entries.items())
    _, after = build_tree({**entries, "cd53--7": ["service", "0"]}.items())
    new = {name: body for name, body in after.items() if name not in before}
    assert len(new) == 2
    assert sum(map(len, new.values())) < sum(map(len, after.values())) / 50
