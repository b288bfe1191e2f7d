"""Rules: which calls a fault hits, how often, and that chance can be repeated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import tweepy
from requests.auth import AuthBase

from tests.x_sandbox.clients import CITY
from tests.x_sandbox.control import created, read, rules, switch_off, switch_on
from x_sandbox.draws import drawn
from x_sandbox.server import Server

MIX = {"faults": ["503-before", "not-permitted", "credits"], "share": 0.4, "seed": 7}
STATUS = {None: 201, "503-before": 503, "not-permitted": 403, "credits": 402}


def statuses(server: Server, signer: AuthBase, count: int) -> list[int]:
    posted = [
        requests.post(
            f"{server.url}/2/tweets", json={"text": f"第{number}号"}, auth=signer, timeout=20
        )
        for number in range(count)
    ]
    return [answer.status_code for answer in posted]


def plan(server: Server, rule: dict[str, Any], **query: object) -> list[str | None]:
    answer = requests.get(
        f"{server.url}/control/faults/{rule['id']}/plan",
        params={name: str(value) for name, value in query.items()},
        timeout=10,
    )
    return list(answer.json()["plan"])


def test_chance_follows_from_the_seed_alone() -> None:
    turns = range(1, 2001)
    first = [drawn("7", "create", turn, 0.3, ["a", "b"]) for turn in turns]

    assert first == [drawn("7", "create", turn, 0.3, ["a", "b"]) for turn in turns]
    assert first != [drawn("8", "create", turn, 0.3, ["a", "b"]) for turn in turns]
    assert 500 < sum(name is not None for name in first) < 700
    assert 200 < first.count("a") < 400
    assert {drawn("7", "create", turn, 1.0, ["a"]) for turn in turns} == {"a"}


def test_what_comes_is_what_was_planned(server: Server, signer: AuthBase) -> None:
    rule = switch_on(server, **MIX, calls=["create"])
    planned = plan(server, rule, call="create", count=30)

    assert set(planned) == set(STATUS)
    assert statuses(server, signer, 30) == [STATUS[fault] for fault in planned]
    assert plan(server, rule, first=11, count=5) == planned[10:15]


def test_the_same_seed_gives_the_same_plan_on_another_day(server: Server) -> None:
    first = plan(server, switch_on(server, **MIX), count=100)
    switch_off(server)

    assert plan(server, switch_on(server, **MIX), count=100) == first
    assert plan(server, switch_on(server, **{**MIX, "seed": 8}), count=100) != first


def test_a_mix_meets_each_kind_of_call_with_what_suits_it(server: Server) -> None:
    rule = switch_on(server, faults=["duplicate", "upload-refused"], share=1)

    assert rule["calls"] == ["create", "media"]
    assert set(plan(server, rule, call="create")) == {"duplicate"}
    assert set(plan(server, rule, call="media")) == {"upload-refused"}


def test_it_counts_what_it_saw_and_what_it_hit(server: Server, signer: AuthBase) -> None:
    switch_on(server, fault="503-before", calls=["create"], times=2)

    assert statuses(server, signer, 3) == [503, 503, 201]
    (rule,) = rules(server)
    assert (rule["seen"], rule["hits"]) == ({"create": 2}, {"503-before": 2})
    assert rule["spent"] is True


def test_the_older_of_two_rules_comes_first(server: Server, signer: AuthBase) -> None:
    switch_on(server, fault="503-before", times=1)
    switch_on(server, fault="credits", times=1)

    assert statuses(server, signer, 3) == [503, 402, 201]


def test_all_rules_can_be_replaced_at_once(server: Server, signer: AuthBase) -> None:
    switch_on(server, fault="503-before")

    wanted = [{"fault": "credits", "times": 1}, {"fault": "unauthorized", "times": 1}]
    requests.put(f"{server.url}/control/faults", json=wanted, timeout=10).raise_for_status()

    assert statuses(server, signer, 3) == [402, 401, 201]


def test_one_rule_can_be_switched_off(server: Server, signer: AuthBase) -> None:
    rule = switch_on(server, fault="503-before")
    address = f"{server.url}/control/faults/{rule['id']}"

    assert requests.delete(address, timeout=10).status_code == 200
    assert requests.delete(address, timeout=10).status_code == 404
    assert statuses(server, signer, 1) == [201]


def test_calls_of_no_kind_are_never_hit(server: Server, x: tweepy.Client) -> None:
    switch_on(server, fault="503-before")

    assert x.get_me().data.id == CITY.id


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "at least one fault"),
        ([], "JSON object"),
        ({"fault": "earthquake"}, "drop-after"),
        ({"fault": 7}, "drop-after"),
        ({"faults": [["lag"]]}, "drop-after"),
        ({"fault": "lag", "calls": ["create"]}, "only hit timeline"),
        ({"fault": "lag", "calls": ["walks"]}, "calls are"),
        ({"fault": "lag", "calls": [{}]}, "calls are"),
        ({"fault": "lag", "times": 0}, "times"),
        ({"fault": "lag", "times": True}, "times"),
        ({"fault": "lag", "share": 1.5}, "share"),
        ({"fault": "lag", "share": 0}, "share"),
        ({"fault": "lag", "seconds": "long"}, "seconds"),
        ({"fault": "lag", "seconds": -1}, "seconds"),
        ({"fault": "lag", "seed": []}, "seed"),
        ({"fault": "lag", "account": "nobody"}, "no account"),
        ({"fault": "lag", "colour": "red"}, "colour"),
    ],
)
def test_nonsense_is_refused_in_words_and_changes_nothing(
    server: Server, rule: object, words: str
) -> None:
    answer = requests.post(f"{server.url}/control/faults", json=rule, timeout=10)

    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert rules(server) == []


@pytest.mark.parametrize("body", ["", "no JSON", "[" * 100_000])
def test_what_is_no_json_is_refused(server: Server, body: str) -> None:
    for verb, path in (("POST", "faults"), ("PUT", "faults"), ("POST", "accounts")):
        answer = requests.request(verb, f"{server.url}/control/{path}", data=body, timeout=10)
        assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_another_sites_page_may_not_switch_anything(server: Server) -> None:
    answer = requests.post(
        f"{server.url}/control/faults",
        json={"fault": "credits"},
        headers={"Origin": "https://elsewhere.example"},
        timeout=10,
    )

    assert answer.status_code == 403
    assert rules(server) == []


def test_the_catalogue_names_every_fault(server: Server) -> None:
    catalogue = read(server, "faults")["catalogue"]

    assert {entry["fault"] for entry in catalogue} >= {"hang-after", "lag", "processing-slow"}
    assert all(entry["words"] and entry["calls"] for entry in catalogue)


def test_deleted_posts_stay_in_the_ledger(server: Server, x: tweepy.Client) -> None:
    first = x.create_tweet(text="同じ文").data["id"]
    x.delete_tweet(first)
    second = x.create_tweet(text="同じ文").data["id"]

    ledger = read(server, "posts")

    assert [(row["id"], row["deleted"]) for row in ledger["posts"]] == [
        (first, True),
        (second, False),
    ]
    assert ledger["counts"] == [
        {"account": CITY.username, "text": "同じ文", "created": 2, "standing": 1}
    ]
    assert len(read(server, f"posts?since_id={first}")["posts"]) == 1


def test_many_posts_at_once_are_each_kept_once(server: Server, signer: AuthBase) -> None:
    """Also while faults hit: eight writers, and everything that was said to exist exists."""
    switch_on(server, faults=["503-before", "503-after", "drop-after"], share=0.3, seed=3)

    def write(number: int) -> bool:
        try:
            return requests.post(
                f"{server.url}/2/tweets", json={"text": f"第{number}号"}, auth=signer, timeout=30
            ).ok
        except requests.ConnectionError:
            return False

    with ThreadPoolExecutor(8) as pool:
        confirmed = list(pool.map(write, range(100)))

    counts = created(server)
    assert set(counts.values()) == {1}
    assert all(f"第{number}号" in counts for number, said in enumerate(confirmed) if said)
    assert 0 < confirmed.count(False) < 100
