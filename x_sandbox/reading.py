"""The endpoints that only read: posts, timelines, users."""

from __future__ import annotations

from x_sandbox import fields, posts, problems, queries, snowflake
from x_sandbox.calls import Call, Change, Reply
from x_sandbox.faults import Fault
from x_sandbox.posts import Post

REACH = 3200


def me(call: Call) -> Change:
    account = call.account
    data = {"id": str(account.id), "name": account.name, "username": account.username}
    return lambda: Reply(200, {"data": data})


def lookup(call: Call, post_id: str) -> Change:
    def change() -> Reply:
        post = posts.find(call.sandbox.store, snowflake.parse(post_id))
        if post is None or post.id >= _horizon(call):
            return Reply(200, problems.absent("tweet", post_id))
        data = fields.post_json(post, call.request)
        return Reply(200, {"data": data, **fields.includes_json([post], call.request)})

    return change


def user_posts(call: Call, user_id: str) -> Change:
    size = queries.whole(call.request, "max_results", 5, 100, default=10)
    conditions, parameters = _range(call)
    account_id = snowflake.parse(user_id)
    if call.sandbox.store.row("SELECT 1 FROM account WHERE id = ?", (account_id,)) is None:
        return lambda: Reply(200, problems.absent("user", user_id))
    recent = (
        "AND post.account_id = ? AND post.id IN (SELECT id FROM post WHERE account_id = ?"
        " ORDER BY id DESC LIMIT ?)"
    )

    def change() -> Reply:
        found = posts.select(
            call.sandbox.store,
            f"{recent} {conditions} ORDER BY post.id DESC LIMIT ?",
            (account_id, account_id, REACH, *parameters, size + 1),
        )
        return Reply(200, _page(call, found, size))

    return change


def nobody(call: Call, post_id: str) -> Change:
    """Reposts and quotes of a post: there is nobody here who could make any."""
    smallest = 10 if call.request.path.endswith("/quote_tweets") else 1
    queries.whole(call.request, "max_results", smallest, 100, default=smallest)
    known = posts.find(call.sandbox.store, snowflake.parse(post_id))
    body = {"meta": {"result_count": 0}} if known else problems.absent("tweet", post_id)
    return lambda: Reply(200, body)


def follow(_call: Call, user_id: str) -> Change:
    """Self-serve plans may not follow."""
    raise problems.forbidden(problems.NOT_PERMITTED)


def _horizon(call: Call) -> int:
    """Posts from this id on are not shown to readers yet."""
    lag = call.suffers(Fault.LAG)
    return snowflake.LARGEST if lag is None else snowflake.first_at(call.sandbox.now() - lag)


def _range(call: Call) -> tuple[str, list[object]]:
    """SQL conditions and their parameters for the part of the timeline that is asked for."""
    request = call.request
    start, end = queries.moment(request, "start_time"), queries.moment(request, "end_time")
    bounds = {
        "post.id > ?": queries.identifier(request, "since_id"),
        "post.id < ?": queries.identifier(request, "until_id"),
        "? <= post.id": None if start is None else snowflake.first_at(start),
        "? > post.id": None if end is None else snowflake.first_at(end),
        "(post.id < ?)": queries.page_token(request),
        "((post.id < ?))": _horizon(call),
    }
    given = {sql: bound for sql, bound in bounds.items() if bound is not None}
    conditions = [f"AND {sql}" for sql in given]
    if "replies" in request.args.get("exclude", "").split(","):
        conditions.append("AND post.reply_to_id IS NULL")
    return " ".join(conditions), list(given.values())


def _page(call: Call, found: list[Post], size: int) -> dict[str, object]:
    shown = found[:size]
    meta: dict[str, object] = {"result_count": len(shown)}
    if not shown:
        return {"meta": meta}
    meta |= {"newest_id": str(shown[0].id), "oldest_id": str(shown[-1].id)}
    if len(found) > size:
        meta["next_token"] = queries.next_token(shown[-1].id)
    data = [fields.post_json(post, call.request) for post in shown]
    return {"data": data, **fields.includes_json(shown, call.request), "meta": meta}
