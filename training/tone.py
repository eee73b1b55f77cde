"""Train the tone model: `python -m training.tone FOLDER [--write]`.

FOLDER holds `keico/dev.jsonl` (text, level) and `tydip_en/en_train.csv` (sentence, score), as published. Figures are
printed for two splits in ten parts: at random, and by family, where what resembles each other stays on one side.
"""

from __future__ import annotations

import argparse
import csv
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold, KFold
from sklearn.svm import LinearSVC

from tachiai.screening.tone.features import SLOTS, features
from tachiai.screening.tone.model import OWN_MESSAGES, WEIGHTS, Table, packed
from tachiai.screening.tone.sentences import own_sentences

SEED, PARTS = 5, 10
# Two texts whose character runs are this alike (cosine) are one family.
ALIKE = 0.5
OWN_WEIGHT = 4.0
STRENGTH = {"ja": 1.0, "en": 0.2}
# TyDiP's middle half, on which its raters were of two minds, helps a little and is never tested on.
MIDDLE_WEIGHT = 0.3


@dataclass(frozen=True)
class Corpus:
    """Texts of one language; `blunt` 1 or 0; `graded` the published score; `tested`: a text counts in figures."""

    language: str
    texts: list[str]
    blunt: np.ndarray
    graded: np.ndarray
    tested: np.ndarray
    weight: np.ndarray


def keico(folder: Path) -> Corpus:
    rows = [json.loads(line) for line in (folder / "keico" / "dev.jsonl").read_text("utf-8").splitlines()]
    level = np.array([row["level"] for row in rows], dtype=float)
    every = np.ones(len(rows))
    return Corpus("ja", [row["text"] for row in rows], (level == 4).astype(int), level, every == 1, every)


def tydip(folder: Path) -> Corpus:
    with (folder / "tydip_en" / "en_train.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    score = np.array([float(row["score"]) for row in rows])
    with (folder / "tydip_en" / "en_train_binary.csv").open(encoding="utf-8", newline="") as lines:
        sure = {row["sentence"] for row in csv.DictReader(lines)}
    tested = np.array([row["sentence"] in sure for row in rows])
    kept = tested | (abs(score) > 0.1)
    weight = np.where(tested, 1.0, MIDDLE_WEIGHT)[kept]
    texts = [row["sentence"] for row, keep in zip(rows, kept, strict=True) if keep]
    return Corpus("en", texts, (score < 0).astype(int)[kept], score[kept], tested[kept], weight)


def own(language: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The sentences of our own messages, 1 for those of blunt ones, and the number of the message each is from."""
    table = tomllib.loads(OWN_MESSAGES.read_text("utf-8"))[language]
    found = [
        (words, kind, f"{kind}{number}")
        for kind, name in enumerate(("polite", "blunt"))
        for number, message in enumerate(table[name])
        for *_, words in own_sentences(message)
    ]
    messages = np.unique([message for *_, message in found], return_inverse=True)[1]
    return [text for text, *_ in found], np.array([kind for _, kind, _ in found]), messages


def matrix(texts: list[str], language: str) -> sparse.csr_matrix:
    slots: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        for group in features(text, language):
            slots += sorted(group)
            values += [len(group) ** -0.5] * len(group)
        ends.append(len(slots))
    built = sparse.csr_matrix((values, slots, ends), shape=(len(texts), SLOTS))
    built.sum_duplicates()
    return built


def families(texts: list[str]) -> np.ndarray:
    """The number of the family of each text."""
    seen = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True).fit_transform(texts)
    alike = (seen @ seen.T) >= ALIKE
    return sparse.csgraph.connected_components(alike, directed=False)[1]


def splits(corpus: Corpus) -> Iterator[tuple[str, list[tuple[np.ndarray, np.ndarray]]]]:
    yield "random", list(KFold(PARTS, shuffle=True, random_state=SEED).split(corpus.texts))
    yield "family", list(GroupKFold(PARTS).split(corpus.texts, groups=families(corpus.texts)))


def fitted(rows: sparse.csr_matrix, blunt: np.ndarray, weight: np.ndarray, language: str) -> tuple[np.ndarray, float]:
    """Weights and bias. For English, where texts are few, slots that set the two kinds apart count more (Wang and
    Manning 2012, with the root of the ratio); that factor is multiplied into the weights.
    """
    factor = np.ones(SLOTS)
    if language == "en":
        factor = telling(rows, blunt, weight)
        rows = rows.copy()
        rows.data = rows.data * factor[rows.indices]
    chosen = LinearSVC(C=STRENGTH[language], random_state=SEED).fit(rows, blunt, sample_weight=weight)
    return chosen.coef_[0] * factor, float(chosen.intercept_[0])


def telling(rows: sparse.csr_matrix, blunt: np.ndarray, weight: np.ndarray) -> np.ndarray:
    seen = rows.copy()
    seen.data = np.repeat(weight, np.diff(rows.indptr))
    counts = [1 + np.asarray(seen[blunt == kind].sum(axis=0)).ravel() for kind in (0, 1)]
    ratio = np.sqrt(abs(np.log(counts[1] / counts[1].sum()) - np.log(counts[0] / counts[0].sum())))
    return ratio / ratio.mean()


def graded(rows: sparse.csr_matrix, level: np.ndarray) -> Ridge:
    return Ridge(alpha=1.0, solver="lsqr").fit(rows, level)


def report(corpus: Corpus) -> None:
    """Figures of the corpus alone, held out, without our own messages."""
    rows = matrix(corpus.texts, corpus.language)
    for name, parts in splits(corpus):
        said = np.zeros(len(corpus.texts))
        level = np.zeros(len(corpus.texts))
        for train, test in parts:
            weights, bias = fitted(rows[train], corpus.blunt[train], corpus.weight[train], corpus.language)
            said[test] = rows[test] @ weights + bias
            if corpus.language == "ja":
                level[test] = graded(rows[train], corpus.graded[train]).predict(rows[test])
        truth, guess = corpus.blunt[corpus.tested], said[corpus.tested] > 0
        figures = f"accuracy {accuracy_score(truth, guess):.4f}, F1 {f1_score(truth, guess):.4f}"
        if corpus.language == "ja":
            away = abs(np.clip(np.rint(level), 1, 4) - corpus.graded)
            figures += f"; level exact {np.mean(away == 0):.4f}, at most one off {np.mean(away <= 1):.4f}"
        print(f"=> {corpus.language}, {name} split, {len(truth):,} texts: {figures}", flush=True)


def held_out(corpus: Corpus, rows: sparse.csr_matrix, mine: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Scores of our own sentences, and of the corpus, by models that saw neither the message nor its family."""
    _, kinds, messages = own(corpus.language)
    parts = GroupKFold(PARTS).split(corpus.texts, groups=families(corpus.texts))
    own_parts = GroupKFold(PARTS).split(kinds, groups=messages)
    of_own, of_corpus = np.zeros(len(kinds)), np.zeros(len(corpus.texts))
    for (train, test), (own_train, own_test) in zip(parts, own_parts, strict=True):
        both = sparse.vstack([rows[train], mine[own_train]]).tocsr()
        weight = np.concatenate([corpus.weight[train], np.full(len(own_train), OWN_WEIGHT)])
        blunt = np.concatenate([corpus.blunt[train], kinds[own_train]])
        weights, bias = fitted(both, blunt, weight, corpus.language)
        of_own[own_test] = mine[own_test] @ weights + bias
        of_corpus[test] = rows[test] @ weights + bias
    return of_own, of_corpus


def limits(corpus: Corpus, rows: sparse.csr_matrix, mine: sparse.csr_matrix) -> None:
    """What each limit would let through and catch: the table that `hints.py`'s limits were read from."""
    _, kinds, _ = own(corpus.language)
    of_own, of_corpus = held_out(corpus, rows, mine)
    for limit in np.arange(0.0, 2.01, 0.2):
        caught = [np.mean(of_own[kinds == kind] > limit) for kind in (0, 1)]
        published = [np.mean(of_corpus[corpus.tested & (corpus.blunt == kind)] > limit) for kind in (0, 1)]
        print(
            f"=> {corpus.language}, limit {limit:.1f}: own sentences polite {caught[0]:.3f}, blunt {caught[1]:.3f};"
            f" corpus polite {published[0]:.3f}, blunt {published[1]:.3f}"
        )


def trained(corpus: Corpus, rows: sparse.csr_matrix, mine: sparse.csr_matrix) -> dict[str, Table]:
    _, kinds, _ = own(corpus.language)
    both = sparse.vstack([rows, mine]).tocsr()
    weight = np.concatenate([corpus.weight, np.full(len(kinds), OWN_WEIGHT)])
    blunt = np.concatenate([corpus.blunt, kinds])
    tables = {f"{corpus.language}_blunt": table(*fitted(both, blunt, weight, corpus.language))}
    if corpus.language == "ja":
        level = graded(rows, corpus.graded)
        tables["ja_level"] = table(level.coef_, float(level.intercept_))
    return tables


def table(weights: np.ndarray, bias: float) -> Table:
    """Rounded to one byte each, finer where weights are small."""
    step = float(abs(weights).max()) / 127**2
    return Table(bias, step, np.rint(np.sign(weights) * np.sqrt(abs(weights) / step)).astype(np.int8).tobytes())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.tone", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="where keico/ and tydip_en/ are")
    parser.add_argument("--write", action="store_true", help="replace the weights of the application")
    asked = parser.parse_args()
    tables: dict[str, Table] = {}
    for corpus in (keico(asked.folder), tydip(asked.folder)):
        report(corpus)
        rows, mine = matrix(corpus.texts, corpus.language), matrix(own(corpus.language)[0], corpus.language)
        limits(corpus, rows, mine)
        tables |= trained(corpus, rows, mine)
    if asked.write:
        WEIGHTS.write_bytes(packed(tables))
        print(f"=> {WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
