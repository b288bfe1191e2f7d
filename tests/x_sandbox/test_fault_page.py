"""The fault switchboard in a browser, without any script."""

from __future__ import annotations

import requests

from tests.x_sandbox.control import rules, switch_on
from x_sandbox.server import Server


def page(server: Server) -> str:
    answer = requests.get(f"{server.url}/faults", timeout=10)
    answer.raise_for_status()
    return answer.text


def press(server: Server, path: str, **form: object) -> requests.Response:
    return requests.post(
        f"{server.url}{path}", data=form, headers={"Origin": server.url}, timeout=10
    )


def test_the_timeline_leads_to_it(server: Server) -> None:
    assert 'href="/faults"' in requests.get(server.url, timeout=10).text
    assert "障害は起きていません" in page(server)
    assert "実際のXには投稿されません" in page(server)


def test_a_fault_is_switched_on_and_off_again(server: Server) -> None:
    shown = press(
        server,
        "/faults",
        faults=["drop-after", "credits"],
        calls="create",
        times="20",
        percent="30",
        seed="7",
        seconds="",
        account="1000000001",
    ).text

    (rule,) = rules(server)
    assert (rule["faults"], rule["calls"]) == (["drop-after", "credits"], ["create"])
    assert (rule["times"], rule["share"], rule["seed"]) == (20, 0.3, "7")
    assert (rule["account"], rule["seconds"]) == ("1000000001", None)
    for words in (
        "実行した後に切断する",
        "残高不足",
        "@shiroi_city",
        "20回",
        "30%",
        "これからの投稿",
    ):
        assert words in shown

    assert "障害は起きていません" in press(server, f"/faults/{rule['id']}/off").text
    assert rules(server) == []


def test_all_are_switched_off_at_once(server: Server) -> None:
    switch_on(server, fault="lag")
    switch_on(server, fault="html")

    assert "すべて止める" in page(server)
    press(server, "/faults/off")

    assert rules(server) == []


def test_bad_input_is_explained_and_nothing_typed_is_lost(server: Server) -> None:
    for wrong, words in (
        ({"times": "たくさん"}, "回数は"),
        ({"percent": "300"}, "割合は"),
        ({"seconds": "<b>"}, "秒数は"),
        ({"calls": "delete"}, "読み出しだけです"),
        ({"account": "7"}, "account"),
    ):
        answer = press(server, "/faults", **{"faults": "lag", "seed": "七夕", **wrong})
        assert answer.status_code == 400
        assert words in answer.text.partition('class="problem"')[2].partition("</p>")[0]
        assert 'value="七夕"' in answer.text
        assert "<b>&quot;" not in answer.text
    assert press(server, "/faults", seed="1").status_code == 400
    assert rules(server) == []


def test_another_sites_page_may_not_press_a_button(server: Server) -> None:
    for path in ("/faults", "/faults/off", "/faults/1/off"):
        answer = requests.post(
            server.url + path,
            data={"faults": "lag"},
            headers={"Origin": "https://elsewhere.example"},
            timeout=10,
        )
        assert answer.status_code == 403
    assert rules(server) == []


def test_what_is_not_on_cannot_be_switched_off(server: Server) -> None:
    assert press(server, "/faults/99/off").status_code == 404
