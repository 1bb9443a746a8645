"""Buckets of tokens."""

import pytest

from service.middleware.token_buckets import TokenBuckets


class Clock:
    """Stands still unless it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minute_may_be_used_at_once_and_then_grows_again(clock: Clock) -> None:
    buckets = TokenBuckets(30, clock=clock)
    assert [buckets.take("a", 1.0) for _ in range(31)] == [0.0] * 30 + [2.0]
    clock.now += 1.5
    assert buckets.take("a", 1.0) == pytest.approx(0.5)
    clock.now += 0.5
    assert [buckets.take("a", 1.0) for _ in range(2)] == pytest.approx([0.0, 2.0])


def test_no_more_is_saved_than_a_minute_holds(clock: Clock) -> None:
    buckets = TokenBuckets(2, clock=clock)
    buckets.take("a", 1.0)
    clock.now += 3600
    assert [buckets.take("a", 1.0) for _ in range(3)] == [0.0, 0.0, 30.0]


def test_clients_have_buckets_of_their_own(clock: Clock) -> None:
    buckets = TokenBuckets(1, clock=clock)
    assert [buckets.take(client, 1.0) for client in ("a", "b", "a")] == [0.0, 0.0, 60.0]


def test_small_shares_count_for_little(clock: Clock) -> None:
    buckets = TokenBuckets(1, clock=clock)
    assert [buckets.take("a", 0.25) for _ in range(5)] == [0.0] * 4 + [15.0]


def test_less_than_one_question_a_minute_still_lets_one_through(clock: Clock) -> None:
    buckets = TokenBuckets(0.5, clock=clock)
    assert [buckets.take("a", 1.0) for _ in range(2)] == [0.0, 120.0]


def test_of_too_many_clients_who_asked_longest_ago_is_forgotten(clock: Clock) -> None:
    buckets = TokenBuckets(1, most_clients=2, clock=clock)
    buckets.take("a", 1.0)
    buckets.take("b", 1.0)
    assert buckets.take("a", 1.0) == 60.0
    assert buckets.take("c", 1.0) == 0.0
    assert buckets.take("a", 1.0) == 60.0
    assert buckets.take("b", 1.0) == 0.0
