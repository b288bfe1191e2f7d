"""What a citizen's browser gets."""

from __future__ import annotations

import requests
import tweepy

from x_sandbox.server import Server

BANNER = "ローカルX：これは練習用の模擬サーバーです。実際のXには投稿されません"


def page(server: Server, path: str = "/") -> str:
    answer = requests.get(server.url + path, timeout=10)
    answer.raise_for_status()
    return answer.text


def test_the_page_says_that_it_is_not_x(server: Server) -> None:
    shown = page(server)

    assert BANNER in shown
    assert '<html lang="ja">' in shown
    assert "まだ投稿はありません" in shown


def test_posts_appear_newest_first_with_name_and_id(server: Server, x: tweepy.Client) -> None:
    older = x.create_tweet(text="先の投稿").data["id"]
    newer = x.create_tweet(text="後の投稿").data["id"]

    shown = page(server)

    assert shown.index("後の投稿") < shown.index("先の投稿")
    for part in ("白井市（ローカルX）", "@shiroi_city", f"ID {older}", f"ID {newer}"):
        assert part in shown


def test_deleted_posts_disappear(server: Server, x: tweepy.Client) -> None:
    post_id = x.create_tweet(text="まちがえた投稿").data["id"]
    x.delete_tweet(post_id)

    assert "まちがえた投稿" not in page(server)


def test_links_lead_to_the_real_address(server: Server, x: tweepy.Client) -> None:
    x.create_tweet(text="詳細 https://www.city.shiroi.example.jp/a?b=1&c=2 です")

    assert (
        '<a href="https://www.city.shiroi.example.jp/a?b=1&amp;c=2" rel="nofollow noreferrer">'
        "city.shiroi.example.jp/a?b=1&amp;c=2</a> です"
    ) in page(server)


def test_text_is_never_markup(server: Server, x: tweepy.Client) -> None:
    x.create_tweet(text="<script>alert('{name}')</script>")

    shown = page(server)

    assert "<script" not in shown
    assert "&lt;script&gt;alert(&#39;{name}&#39;)" in shown


def test_older_posts_are_a_link_away(server: Server, x: tweepy.Client) -> None:
    ids = [x.create_tweet(text=f"第{number}号").data["id"] for number in range(31)]

    assert f'href="/?before={ids[1]}"' in page(server)
    assert "第0号" in page(server, f"/?before={ids[1]}")


def test_the_browser_may_load_our_own_files_only(server: Server) -> None:
    answer = requests.get(server.url, timeout=10)

    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text
    style = requests.get(f"{server.url}/static/timeline.css", timeout=10)
    assert style.headers["Content-Type"].startswith("text/css")


def test_health_is_plain_ok(server: Server) -> None:
    assert page(server, "/healthz") == "ok"
