"""The fault switchboard as a page: what is on, and a form to switch on more."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup
from werkzeug import Request, Response
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from x_sandbox import guests, rules
from x_sandbox.calls import Sandbox
from x_sandbox.faults import CATALOGUE, Fault, Kind
from x_sandbox.rules import Rule, RuleError
from x_sandbox.switchboard import Switchboard

TEMPLATES = Path(__file__).with_name("templates")
NOTHING = Markup("")
SHOWN_TURNS = 20
KIND_WORDS = {
    Kind.CREATE: "投稿",
    Kind.DELETE: "削除",
    Kind.MEDIA: "画像",
    Kind.TIMELINE: "読み出し",
}


def _template(name: str) -> Markup:
    own_file = TEMPLATES / f"{name}.html"
    return Markup(own_file.read_text(encoding="utf-8"))  # noqa: S704 - our own HTML


PAGE = _template("faults")
RULE = _template("rule")
NONE_ON = _template("no_rules")
CHOICE = _template("fault_choice")
ALL_OFF = _template("all_off")
KIND = Markup('<label><input type="checkbox" name="calls" value="{}"{}> {}</label>')
ACCOUNT = Markup('<option value="{}"{}>{}（@{}）</option>')
PROBLEM = Markup('<p class="problem" role="alert">{}</p>')
CHECKED = Markup(" checked")
SELECTED = Markup(" selected")


class Panel:
    """The pages below ``/faults``. Every button answers with the page again."""

    def __init__(self, sandbox: Sandbox, switchboard: Switchboard) -> None:
        self.sandbox = sandbox
        self.switchboard = switchboard

    def show(self, _request: Request) -> Response:
        return self._page(MultiDict())

    def switch_on(self, request: Request) -> Response:
        guests.refuse_strangers(request)
        try:
            rule = rules.read(_asked(request.form), self.sandbox.directory.ids())
        except RuleError as error:
            return self._page(request.form, problem=str(error))
        self.switchboard.add(rule)
        return redirect("/faults", 303)

    def switch_off(self, request: Request, number: int) -> Response:
        guests.refuse_strangers(request)
        if not self.switchboard.remove(number):
            raise NotFound
        return redirect("/faults", 303)

    def switch_all_off(self, request: Request) -> Response:
        guests.refuse_strangers(request)
        self.switchboard.replace([])
        return redirect("/faults", 303)

    def _page(self, form: MultiDict[str, str], problem: str = "") -> Response:
        running = self.switchboard.rules()
        names = {account.id: account.username for account in self.sandbox.directory.accounts}
        shown = [_rule(number, rule, names) for number, rule in running.items()]
        page = PAGE.format(
            problem=PROBLEM.format(problem) if problem else NOTHING,
            rules=NOTHING.join(shown) if shown else NONE_ON,
            all_off=ALL_OFF if len(running) > 1 else NOTHING,
            choices=NOTHING.join(_choice(fault, form) for fault in Fault),
            kinds=NOTHING.join(_kind(kind, form) for kind in Kind),
            accounts=NOTHING.join(
                ACCOUNT.format(
                    account.id,
                    SELECTED if form.get("account") == str(account.id) else NOTHING,
                    account.name,
                    account.username,
                )
                for account in self.sandbox.directory.accounts
            ),
            times=form.get("times", ""),
            percent=form.get("percent", "100"),
            seed=form.get("seed", "7"),
            seconds=form.get("seconds", ""),
        )
        status = 400 if problem else 200
        return Response(page, status, mimetype="text/html", headers={"Cache-Control": "no-store"})


def _asked(form: MultiDict[str, str]) -> dict[str, object]:
    """The rule of the control endpoint that this form asks for. Raises ``RuleError``."""
    chosen = [about for fault, about in CATALOGUE.items() if fault in form.getlist("faults")]
    if not chosen:
        raise RuleError("障害を一つ以上選んでください。")
    suited = {kind for about in chosen for kind in about.kinds}
    if not set(form.getlist("calls")) <= suited:
        words = "・".join(KIND_WORDS[kind] for kind in Kind if kind in suited)
        raise RuleError(f"この障害が起こりうるのは{words}だけです。呼び出しを選び直してください。")
    return {
        "faults": form.getlist("faults"),
        "calls": form.getlist("calls"),
        "times": _whole(form.get("times", "")),
        "share": _share(form.get("percent", "")),
        "seed": form.get("seed", "")[:100],
        "account": form.get("account") or None,
        "seconds": _seconds(form.get("seconds", "")),
    }


def _whole(written: str) -> int | None:
    if not written.strip():
        return None
    if not (written.isascii() and written.isdecimal() and 1 <= int(written[:9]) < 10**6):
        raise RuleError("回数は1以上の整数で入力するか、空欄にしてください。")
    return int(written)


def _share(written: str) -> float:
    try:
        percent = float(written or 100)
    except ValueError:
        percent = 0.0
    if not 0 < percent <= 100:
        raise RuleError("割合は0より大きく100以下の数で入力してください。")
    return percent / 100


def _seconds(written: str) -> float | None:
    if not written.strip():
        return None
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= rules.DAY:
        raise RuleError("秒数は0より大きい数で入力するか、空欄にしてください。")
    return seconds


def _choice(fault: Fault, form: MultiDict[str, str]) -> Markup:
    about = CATALOGUE[fault]
    return CHOICE.format(
        name=fault,
        words=about.words,
        kinds="・".join(KIND_WORDS[kind] for kind in about.kinds),
        seconds="" if about.seconds is None else f"{about.seconds:g}秒",
        checked=CHECKED if fault in form.getlist("faults") else NOTHING,
    )


def _kind(kind: Kind, form: MultiDict[str, str]) -> Markup:
    return KIND.format(
        kind, CHECKED if kind in form.getlist("calls") else NOTHING, KIND_WORDS[kind]
    )


def _rule(number: int, rule: Rule, names: dict[int, str]) -> Markup:
    first = rule.kinds[0]
    turn = rule.seen[first] + 1
    planned = [rule.planned(first, turn + later) for later in range(SHOWN_TURNS)]
    return RULE.format(
        number=number,
        state="終了" if rule.spent else "作動中",
        css="spent" if rule.spent else "on",
        faults="、".join(CATALOGUE[fault].words for fault in rule.faults),
        kinds="・".join(KIND_WORDS[kind] for kind in rule.kinds),
        account="すべてのアカウント" if rule.account is None else f"@{names[rule.account]}",
        times="ずっと" if rule.times is None else f"{rule.times}回",
        percent=f"{rule.share * 100:g}",
        seed=rule.seed,
        seen=rule.seen.total(),
        hits=rule.hits.total(),
        first=KIND_WORDS[first],
        turn=turn,
        planned="、".join(fault or "－" for fault in planned),
    )
