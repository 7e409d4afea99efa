"""A social network: people, who follows whom, and what they post, at any size. See the data card."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from course.data.draws import below, labels, moments, pick, shuffled, uniforms, zipf_weights

SEED = 20240502
SIZES = {"people": 20_000, "posts": 100_000}
SAMPLE = {"people": 200, "posts": 500}
ROWS = {"people": "people", "follows": "people", "posts": "posts"}

TABLES = {
    "people": "id integer NOT NULL, handle text NOT NULL, name text NOT NULL, joined_at timestamptz NOT NULL",
    "follows": "follower_id integer NOT NULL, followee_id integer NOT NULL, since timestamptz NOT NULL",
    "posts": "id bigint NOT NULL, author_id integer NOT NULL, created_at timestamptz NOT NULL, body text NOT NULL",
}
KEYS = {"people": "id", "follows": "follower_id, followee_id", "posts": "id"}
INDEXES = [("follows", "followee_id"), ("posts", "author_id, created_at")]

CELEBRITY = 1  # this person's id
CELEBRITY_SHARE = 0.4  # of all other people follow the celebrity
MEAN_FOLLOWED = 25.0  # people that a person follows, before double draws are dropped
# Followers fall with the rank as rank^-0.78. A rank-size exponent s belongs to a density exponent 1 + 1/s (Newman 2005,
# "Power laws, Pareto distributions and Zipf's law", app. A): 2.28, as Kwak et al. 2010 found for Twitter (2.276).
# The shift keeps everybody else well below the celebrity.
RANK_EXPONENT = 0.78
RANK_SHIFT = 10.0
NAMES = [
    "Ada", "Alan", "Amara", "Barbara", "Carlos", "Chen", "Dana", "Edsger", "Fatima", "Grace", "Hana", "Ivan", "Jim",
    "Kofi", "Leslie", "Lin", "Margaret", "Niklaus", "Olga", "Pat", "Radia", "Sofia", "Tariq", "Yuki",
]  # fmt: skip
WORDS = [
    "latency", "queue", "index", "cache", "replica", "leader", "commit", "shard", "token", "quorum", "graph",
    "bridge", "river", "coffee", "train", "window", "garden", "mountain", "winter", "sunday", "paper", "music",
    "kitchen", "letter", "orange", "silver", "little", "green", "quiet", "early", "simple", "open",
]  # fmt: skip
YEAR = 366 * 86_400.0  # seconds of 2024


def generate(people: int, posts: int, seed: int = SEED) -> dict[str, pa.Table]:
    """The three tables for the given numbers of rows; the same arguments give the same values."""
    rank = shuffled(seed, "people.rank", max(people - 1, 0)) + 2  # rank[r]: the id of the r-th most followed after id 1
    follows = _follows(people, rank, seed)
    return {"people": _people(people, seed), "follows": follows, "posts": _posts(people, posts, seed)}


def _people(n: int, seed: int) -> pa.Table:
    name = labels(below(uniforms(seed, "people.name", n), len(NAMES)), NAMES)
    number = pa.array(np.arange(1, n + 1), pa.int32())
    return pa.table({
        "id": number,
        "handle": pc.binary_join_element_wise(pc.utf8_lower(name), number.cast(pa.string()), ""),
        "name": name,
        "joined_at": moments("2022-01-01", 730 * 86_400.0 * np.sort(uniforms(seed, "people.joined_at", n))),
    })  # fmt: skip


def _follows(n: int, rank: np.ndarray, seed: int) -> pa.Table:
    # how many a person follows: exponential around the mean, at least one
    wanted = 1 + np.floor(-MEAN_FOLLOWED * np.log1p(-uniforms(seed, "follows.wanted", n))).astype(np.int64)
    follower = np.repeat(np.arange(1, n + 1), wanted)
    shares = zipf_weights(len(rank), RANK_EXPONENT, RANK_SHIFT)
    followee = rank[pick(uniforms(seed, "follows.followee", len(follower)), shares)]
    fans = np.arange(2, n + 1)[uniforms(seed, "follows.fans", n - 1) < CELEBRITY_SHARE]
    pair = np.unique(np.concatenate([follower * (n + 1) + followee, fans * (n + 1) + CELEBRITY]))
    follower, followee = pair // (n + 1), pair % (n + 1)
    other = follower != followee
    follower, followee = follower[other], followee[other]
    return pa.table({
        "follower_id": pa.array(follower, pa.int32()),
        "followee_id": pa.array(followee, pa.int32()),
        "since": moments("2024-01-01", YEAR * uniforms(seed, "follows.since", len(pair))[other]),
    })  # fmt: skip


def _posts(people: int, n: int, seed: int) -> pa.Table:
    # who is followed most does not post most: activity has its own ranking
    busy = shuffled(seed, "posts.busy", people) + 1
    author = busy[pick(uniforms(seed, "posts.author", n), zipf_weights(people, 0.6))]
    words = [labels(below(uniforms(seed, f"posts.word{i}", n), len(WORDS)), WORDS) for i in range(8)]
    return pa.table({
        "id": pa.array(np.arange(1, n + 1), pa.int64()),
        "author_id": pa.array(author, pa.int32()),
        "created_at": moments("2024-01-01", YEAR * np.sort(uniforms(seed, "posts.created_at", n))),
        "body": pc.binary_join_element_wise(*words, " "),
    })  # fmt: skip
