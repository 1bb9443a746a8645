"""Clusters of similar passages, so that a batch can be made of passages that are hard to tell apart."""

import numpy as np
from numpy.typing import NDArray

from modelle.training.token_corpus import TokenCorpus

_MEAN_SIZE = 64
_LEAST_PASSAGES = 4 * _MEAN_SIZE
_DIMENSIONS = 128
_ROUNDS = 4
_POINTS_PER_CENTROID = 40


def similar_passages(corpus: TokenCorpus, vectors: NDArray[np.float32], count_power: float) -> list[NDArray[np.int64]]:
    """Numbers of the corpus' passages in clusters of about 64, by k-means over their vectors; none of a small corpus.

    :param vectors: of the tokens, `(vocabulary, dimensions)`; the first 128 dimensions serve.
    """
    import faiss

    if len(corpus) < _LEAST_PASSAGES:
        return []
    points = _passage_vectors(corpus, vectors[:, :_DIMENSIONS], count_power)
    kmeans = faiss.Kmeans(
        points.shape[1],
        len(corpus) // _MEAN_SIZE,
        niter=_ROUNDS,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=_POINTS_PER_CENTROID,
    )
    kmeans.train(points[np.random.default_rng(0).permutation(len(points))])
    nearest = kmeans.index.search(points, 1)[1][:, 0]
    order = np.argsort(nearest, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(nearest[order])) + 1)


def _passage_vectors(corpus: TokenCorpus, vectors: NDArray[np.float32], count_power: float) -> NDArray[np.float32]:
    """Vectors of all passages, L2-normalised, `(len(corpus), dimensions)` float32."""
    from scipy.sparse import csr_matrix

    borders = corpus.sentences.offsets[corpus.first]
    ids = corpus.sentences.ids[borders[0] : borders[-1]]
    rows = np.repeat(np.arange(len(corpus)), np.diff(borders))
    counts = csr_matrix((np.ones(len(ids), np.float32), (rows, ids)), shape=(len(corpus), len(vectors)))
    counts.sum_duplicates()
    counts.data **= np.float32(count_power)
    points = np.asarray(counts @ vectors, dtype=np.float32)
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return np.asarray(points / np.maximum(lengths, 1e-9), dtype=np.float32)
