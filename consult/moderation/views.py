"""The moderators' queue, one comment in three panes, a submission at once, objections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from consult.consultations.lifecycle import Phase
from consult.core.errors import NotPossible
from consult.core.permissions import may
from consult.moderation import actions, policy, queries, reasons, screening, spans
from consult.moderation.forms import (
    AllForm,
    ContestForm,
    NoteForm,
    RedactForm,
    RemoveForm,
    SeenForm,
    SettleForm,
    WithholdForm,
)
from consult.moderation.models import ContestState, Decision, Reason
from consult.moderation.queries import Filters, Item
from consult.stakeholders.countries import name_of
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES
from consult.submissions import held, labels
from consult.submissions import queries as sheets
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, CommentType, Submission
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require

bp = Blueprint("moderation", __name__)

SHOWS = ("waiting", "mine", "contested", "signals", "decided")


# -- the list ---------------------------------------------------------------------------------------------------------


@bp.route("/moderation")
def queue() -> ResponseReturnValue:
    """What waits over my consultations, oldest first."""
    require(policy.queue)
    listed = _listed()
    return render_template("moderation/queue.html", **listed, chosen=None)


def _filters() -> Filters:
    show, kind = request.args.get("show", ""), request.args.get("type", "")
    return Filters(
        show if show in SHOWS else "waiting",
        request.args.get("consultation", "")[:200],
        kind if kind in set(CommentType) else "",
    )


def _listed(after: str | None = None) -> dict[str, Any]:
    """What the first pane shows: the lines, and the filters with their numbers."""
    filters = _filters()
    scopes = queries.scope(me())
    page = queries.queue(me(), filters, request.args.get("after", "") if after is None else after, scopes)
    counts = queries.counts(me(), scopes)
    return {
        "page": page,
        "lines": _lines(page.rows),
        "filters": filters,
        "counts": counts,
        "chips": _chips(filters, counts),
        "consultations": _of_consultations(filters, scopes),
        "types": _of_types(filters, counts),
        "scopes": scopes,
        "section": "moderation",
        "query": _query(),
    }


def _query(**changes: str) -> str:
    """The arguments that keep the list as it is, as the end of an address."""
    asked = request.args
    kept = {name: asked.get(name, "") for name in ("show", "consultation", "type", "after")} | changes
    kept = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _chips(filters: Filters, counts: queries.Counts) -> list[tuple[str, str, bool, str]]:
    """(label, address, chosen, number) of each way to look at the queue."""
    signals = format_decimal(counts.signals) + ("+" if counts.is_sampled else "")
    numbers = {
        "waiting": format_decimal(counts.waiting),
        "mine": format_decimal(counts.mine),
        "contested": format_decimal(counts.contested),
        "signals": signals,
        "decided": "",
    }
    words = {
        "waiting": _("Waiting"),
        "mine": _("Mine"),
        "contested": _("Contested"),
        "signals": _("With signals"),
        "decided": _("Decided lately"),
    }
    return [
        (words[show], f"/moderation{_query(show=show, after='')}", filters.show == show, numbers[show])
        for show in SHOWS
    ]


def _of_consultations(
    filters: Filters, scopes: Sequence[queries.Scope]
) -> list[tuple[str, str, int | None, bool]]:
    if len(scopes) < 2:
        return []
    rows: list[tuple[str, str, int | None, bool]] = [
        (
            _("All consultations"),
            f"/moderation{_query(consultation='', after='')}",
            None,
            not filters.consultation,
        )
    ]
    for one in scopes:
        if one.waiting or one.slug == filters.consultation:
            address = f"/moderation{_query(consultation=one.slug, after='')}"
            rows.append((one.title, address, one.waiting, one.slug == filters.consultation))
    return rows


def _of_types(filters: Filters, counts: queries.Counts) -> list[tuple[str, str, int | None, bool]]:
    rows: list[tuple[str, str, int | None, bool]] = [
        (_("All types"), f"/moderation{_query(type='', after='')}", None, not filters.type)
    ]
    for kind in CommentType:
        number = None if counts.is_sampled else counts.types.get(kind, 0)
        address = f"/moderation{_query(type=kind.value, after='')}"
        rows.append((_(labels.TYPES[kind]), address, number, kind == filters.type))
    return rows


class Line(NamedTuple):
    """An Item in words."""

    item: Item
    name: str
    href: str
    words: str
    pills: list[tuple[str, str]]
    is_mine: bool


def _lines(items: Sequence[Item]) -> list[Line]:
    """Lines in words; what is the same for all is said once."""
    query, mine = _query(), me().id
    places = {"question": _("Answer to a question"), "general": _("On the whole"), "clause": ""}
    groups = {group: (_(words), tone) for group, (words, tone) in screening.GROUPS.items()}
    return [_line(item, query, mine, places, groups) for item in items]


def _line(
    item: Item, query: str, mine: int, places: Mapping[str, str], groups: Mapping[str, tuple[str, str]]
) -> Line:
    is_mine = item.claimed_by_id is not None and item.claimed_by_id == mine
    return Line(
        item,
        _name(item.attribution, item.organisation, item.name),
        f"/moderation/contests/{item.contest}" if item.contest else f"/moderation/{item.path}{query}",
        f"{item.place or places[item.subject]} · {item.words}",
        _pills(item, is_mine, groups),
        is_mine,
    )


def _name(attribution: str, organisation: str, name: str) -> str:
    """What a sender is called in the list: no more than the public will see."""
    if attribution == Attribution.ANONYMOUS_TO_PUBLIC:
        return str(_("Anonymous to the public"))
    if attribution == Attribution.CONFIDENTIAL:
        return str(_("Not to be published"))
    return organisation or name or str(_("No name given"))


def _pills(item: Item, is_mine: bool, groups: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if item.moderation not in AWAITING:
        found.append((_(labels.MODERATION[item.moderation]), labels.TONES[item.moderation]))
    if item.summary and item.moderation in AWAITING:
        for group, (words, tone) in groups.items():
            number = item.summary.get(group, 0)
            if number:
                found.append((f"{words} {number}" if number > 1 else words, tone))
        if item.summary.get("alike"):
            found.append((_("≈ %(number)s alike", number=item.summary["alike"]), "plain"))
    if item.is_late:
        found.append((_("late"), "warn"))
    if item.is_own:
        found.append((_("your own organisation"), "bad"))
    if item.claimed_by_id is not None and not is_mine:
        found.append((_("%(name)s is looking", name=item.claimed_by), "info"))
    return found


# -- one comment ------------------------------------------------------------------------------------------------------


@bp.route("/moderation/<reference>/<int:number>")
def review(reference: str, number: int) -> ResponseReturnValue:
    """One comment: the text with its signals, the decision, what is known. Looking claims it for some minutes."""
    comment = _load(reference, number)
    require(policy.read, comment.submission.consultation)
    if policy.take_up(me(), comment) and comment.moderation in AWAITING:
        actions.claim(comment, by=me())
        comment = _load(reference, number)
    return _review(comment)


def _load(reference: str, number: int) -> Comment:
    require(policy.queue)
    return queries.comment(reference.upper(), number, me())


def _review(comment: Comment, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The three panes. `forms` are those that were sent and were not right."""
    last = queries.last_decision(comment)
    seen = {"edition": comment.edition, "decision": last.id if last else 0}
    redact, withhold = forms.get("redact"), forms.get("withhold")
    remove, note = forms.get("remove"), forms.get("note")
    shown = redact or withhold or remove or note or forms.get("sent")
    can_decide = policy.decide(me(), comment)
    listed = _listed()
    values = {
        **listed,
        **_text(comment, redact),
        "form": shown,
        "comment": comment,
        "submission": comment.submission,
        "reference": f"{comment.submission.reference}/{comment.number}",
        "seen": list(seen.items()),
        "redact": redact or RedactForm(formdata=None, **seen),
        "withhold": withhold or WithholdForm(formdata=None, **seen, **_confidentially(comment)),
        "remove": remove or RemoveForm(formdata=None, **seen),
        "note": note or NoteForm(formdata=None),
        "can_decide": can_decide,
        "verbs": [
            verb
            for verb in ("publish", "redact", "withhold", "remove")
            if can_decide and may(f"moderation.{verb}", me(), comment)
        ],
        "claim": queries.claim(comment),
        "contest": queries.open_contest(comment),
        "alike": queries.alike(comment),
        "notes": queries.notes(comment),
        "history": queries.history(comment),
        "before": _before(comment.submission),
        "sender": _sender(comment.submission),
        "next": _after(comment, listed["page"].rows),
        "reasons": reasons,
        "labels": labels,
        "opened": "withhold" if withhold else "remove" if remove else "",
    }
    return render_template("moderation/review.html", **values), status


def _confidentially(comment: Comment) -> dict[str, str]:
    is_confidential = comment.submission.attribution == Attribution.CONFIDENTIAL
    return {"reason": Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY.value} if is_confidential else {}


def _text(comment: Comment, redact: RedactForm | None) -> dict[str, Any]:
    """The words with what is marked and hidden, and the places that can be hidden with one press."""
    noticed = queries.screening(comment)
    found = [screening.Signal(**one) for one in noticed.signals["signals"]] if noticed else []
    in_force = queries.redactions(comment)
    covered = spans.hidden(queries.spans(in_force))
    texts = queries.texts(comment)
    proposed = _("Proposed wording") if comment.block_key else _("Proposed change")
    words = {"comment": _("Comment"), "proposal": proposed, "rationale": _("Reasons")}
    parts = []
    for name, text in texts.items():
        if text:
            marked = [
                (one.start, one.end, _(screening.LABELS[one.code]))
                for one in found
                if one.field == name and one.end
            ]
            parts.append((name, words[name], spans.pieces(text, marked, covered.get(name, []))))
    hidden = {
        (name, at) for name, rows in covered.items() for row in rows for at in range(row.start, row.end)
    }
    ticked = set(request.form.getlist("span")) if redact is not None else None
    choices = []
    for one in found:
        if one.code in screening.SUGGESTED and (one.field, one.start) not in hidden:
            value = f"{one.field}:{one.start}:{one.end}:{screening.SUGGESTED[one.code]}"
            is_ticked = value in ticked if ticked is not None else one.code in screening.PERSONAL
            choices.append(
                (value, texts[one.field][one.start : one.end], _(screening.LABELS[one.code]), is_ticked)
            )
    known = {choice[0] for choice in choices}
    lengths = {name: len(text) for name, text in texts.items()}
    for value in sorted((ticked or set()) - known):
        span = spans.read(value, Reason.PERSONAL_DATA, lengths)
        if span is not None:
            said = texts[span.field.value][span.start : span.end]
            choices.append((value, said, _(reasons.WORDS[span.reason].label), True))
    key = (comment.version_id, comment.block_key)
    return {
        "parts": parts,
        "choices": choices,
        "redactions": [
            (row, texts[row.field.value][row.start : row.end], _(reasons.WORDS[row.reason].label))
            for row in in_force
        ],
        "signals": [
            (
                _(screening.LABELS[one.code]),
                one.detail if one.code in {"phone", "iban", "many_links", "invisible"} else "",
                screening.tone(one.code),
            )
            for one in found
        ],
        "is_screened": noticed is not None,
        "original": comment.quote or queries.originals([comment]).get(key, ""),
    }


def _sender(submission: Submission) -> list[tuple[str, str]]:
    """What a submission says of its sender, as terms and values."""
    category = _(CATEGORIES[submission.category]) if submission.category else ""
    second = (
        SUBCATEGORIES.get(submission.category, {}).get(submission.subcategory)
        if submission.category
        else None
    )
    rows = [
        (_("Name"), submission.name),
        (_("Organisation"), submission.organisation),
        (
            _("Category"),
            " · ".join(
                part for part in (category, _(second) if second else submission.category_other) if part
            ),
        ),
        (_("Country"), name_of(submission.country, str(get_locale())) if submission.country else ""),
        (_("Capacity"), _(CAPACITIES[submission.capacity]) if submission.capacity else ""),
        (
            _("Attribution"),
            _(labels.ATTRIBUTION_NAMES[submission.attribution]) if submission.attribution else "",
        ),
        (
            _("Reached by"),
            _("account") if submission.user_id else _("e-mail") if submission.email else _("code only"),
        ),
        (_("Came in"), _(labels.ROUTES[submission.route])),
    ]
    return [(term, value) for term, value in rows if value]


def _before(submission: Submission) -> str:
    if submission.user_id is None:
        return ""
    found = queries.before(submission)
    shown = sum(number for state, number in found.items() if state in VISIBLE)
    kept = found.get(Moderation.WITHHELD, 0) + found.get(Moderation.REMOVED, 0)
    words = _(
        "%(shown)s published, %(kept)s withheld", shown=format_decimal(shown), kept=format_decimal(kept)
    )
    return str(words)


def _after(comment: Comment, rows: Sequence[Item]) -> str:
    """The address of the comment that comes next in the list: not mine, not looked at by another."""
    at = next((place for place, item in enumerate(rows) if item.id == comment.id), None)
    later = rows[at + 1 :] if at is not None else [item for item in rows if item.id != comment.id]
    earlier = rows[:at] if at is not None else []
    free = [item for item in (*later, *earlier) if _is_free(item)]
    return _lines(free[:1])[0].href if free else ""


def _is_free(item: Item) -> bool:
    return not item.is_own and (item.claimed_by_id is None or item.claimed_by_id == me().id)


def _go_on(comment: Comment) -> ResponseReturnValue:
    """The next one that waits, where there is one: nobody goes back to the list between two decisions."""
    after = (
        queries.place_of(comment) if comment.filed_at and _filters().show in {"waiting", "signals"} else ""
    )
    scopes = queries.scope(me())
    for start in {after: None, "": None}:
        page = queries.queue(me(), _filters(), start, scopes)
        for item in page.rows:
            if item.id != comment.id and _is_free(item):
                return redirect(_lines([item])[0].href, 303)
    return redirect(f"/moderation{_query(after='')}", 303)


# -- deciding ---------------------------------------------------------------------------------------------------------


def _decided(
    comment: Comment, decide: Callable[[], Decision], told: str, form: Any, **forms: Any
) -> ResponseReturnValue:
    """Make a decision, say so, go on; or say what a colleague decided first, or why it cannot be."""
    reference = f"{comment.submission.reference}/{comment.number}"
    try:
        decide()
    except actions.Overtaken as trouble:
        return _overtaken(comment, trouble, form)
    except NotPossible as trouble:
        if not forms:
            raise
        form.form_errors.append(say(trouble))
        return _review(_load(*_parts(reference)), 409, **forms)
    flash(told)
    return _go_on(_load(*_parts(reference)))


def _parts(path: str) -> tuple[str, int]:
    reference, number = path.rsplit("/", 1)
    return reference, int(number)


def _overtaken(comment: Comment, trouble: actions.Overtaken, form: Any) -> ResponseReturnValue:
    """409: what was decided first, and everything typed."""
    decision = trouble.decision
    typed = [
        (str(form[name].label.text), form[name].data)
        for name in ("hide_words", "explanation", "hide_explanation")
        if name in form and form[name].data
    ]
    return render_template(
        "moderation/overtaken.html",
        message=say(trouble),
        decision=queries.decision(decision.id) if decision is not None else None,
        reference=f"{comment.submission.reference}/{comment.number}",
        typed=typed,
        reasons=reasons,
        query=_query(),
        section="moderation",
    ), 409


@bp.route("/moderation/<reference>/<int:number>/publish", methods=["POST"])
def publish(reference: str, number: int) -> ResponseReturnValue:
    """Show the whole comment."""
    comment = _load(reference, number)
    require(policy.publish, comment)
    form = SeenForm()
    if not form.validate_on_submit():
        return _review(comment, 422, sent=form)
    told = _("Published: %(reference)s", reference=f"{reference}/{number}")
    return _decided(comment, lambda: actions.publish(comment, by=me(), seen=form.seen()), told, form)


@bp.route("/moderation/<reference>/<int:number>/redaction", methods=["POST"])
def redact(reference: str, number: int) -> ResponseReturnValue:
    """Publish with words hidden."""
    comment = _load(reference, number)
    require(policy.redact, comment)
    form = RedactForm()
    chosen = form.spans(queries.texts(comment)) if form.validate_on_submit() else []
    if not chosen:
        return _review(comment, 422, redact=form)

    def decide() -> Decision:
        return actions.redact(
            comment, chosen, by=me(), explanation=form.hide_explanation.data or "", seen=form.seen()
        )

    told = ngettext(
        "Published with one place hidden: %(reference)s",
        "Published with %(num)s places hidden: %(reference)s",
        len(chosen),
        reference=f"{reference}/{number}",
    )
    return _decided(comment, decide, told, form, redact=form)


@bp.route("/moderation/<reference>/<int:number>/withholding", methods=["POST"])
def withhold(reference: str, number: int) -> ResponseReturnValue:
    """Keep it from the public."""
    comment = _load(reference, number)
    require(policy.withhold, comment)
    form = WithholdForm()
    if not form.validate_on_submit():
        return _review(comment, 422, withhold=form)

    def decide() -> Decision:
        return actions.withhold(
            comment, form.chosen(), by=me(), explanation=form.explanation.data or "", seen=form.seen()
        )

    told = _("Withheld: %(reference)s. The submitter is told why.", reference=f"{reference}/{number}")
    return _decided(comment, decide, told, form, withhold=form)


@bp.route("/moderation/<reference>/<int:number>/removal", methods=["POST"])
def remove(reference: str, number: int) -> ResponseReturnValue:
    """Take it off the public pages."""
    comment = _load(reference, number)
    require(policy.remove, comment)
    form = RemoveForm()
    if not form.validate_on_submit():
        return _review(comment, 422, remove=form)

    def decide() -> Decision:
        return actions.remove(
            comment, form.chosen(), by=me(), explanation=form.explanation.data or "", seen=form.seen()
        )

    told = _("Removed: %(reference)s. The submitter is told why.", reference=f"{reference}/{number}")
    return _decided(comment, decide, told, form, remove=form)


@bp.route("/moderation/<reference>/<int:number>/redactions/<int:identifier>/lifting", methods=["POST"])
def lift(reference: str, number: int, identifier: int) -> ResponseReturnValue:
    """Show hidden words again."""
    comment = _load(reference, number)
    require(policy.redact, comment)
    form = SeenForm()
    redaction = queries.redaction(comment, identifier)
    if not form.validate_on_submit():
        return _review(comment, 422, sent=form)
    try:
        actions.lift(redaction, by=me(), seen=form.seen())
    except actions.Overtaken as trouble:
        return _overtaken(comment, trouble, form)
    flash(_("The public can read these words again."))
    return redirect(f"/moderation/{reference}/{number}{_query()}", 303)


@bp.route("/moderation/<reference>/<int:number>/claim", methods=["POST"])
def take_up(reference: str, number: int) -> ResponseReturnValue:
    """Keep it for me, or let it go."""
    comment = _load(reference, number)
    require(policy.take_up, comment)
    if ButtonForm().validate_on_submit():
        if request.form.get("verb") == "release":
            actions.release(comment, by=me())
            flash(_("Your colleagues can take it."))
            return redirect(f"/moderation{_query()}", 303)
        actions.take_up(comment, by=me())
        flash(_("It is yours for a day."))
    return redirect(f"/moderation/{reference}/{number}{_query()}", 303)


@bp.route("/moderation/<reference>/<int:number>/notes", methods=["POST"])
def note(reference: str, number: int) -> ResponseReturnValue:
    """A word to the colleagues."""
    comment = _load(reference, number)
    require(policy.note, comment)
    form = NoteForm()
    if not form.validate_on_submit():
        return _review(comment, 422, note=form)
    actions.note(comment, form.note.data, by=me())
    return redirect(f"/moderation/{reference}/{number}{_query()}", 303)


# -- a whole submission -----------------------------------------------------------------------------------------------


@bp.route("/moderation/<reference>", methods=["GET", "POST"])
def decide_all(reference: str) -> ResponseReturnValue:
    """Every comment of a submission, and one decision for all that it touches; what it touches is shown first."""
    require(policy.queue)
    submission = queries.submission(reference.upper(), me())
    require(policy.read, submission.consultation)
    if request.method == "POST":
        require(policy.decide_all, submission)
    comments = queries.comments_of(submission)
    form = AllForm(verb=request.args.get("verb", ""))
    verb = form.verb.data if form.verb.data in {"publish", "withhold", "remove"} else ""
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            made = actions.decide_all(
                submission,
                verb,
                reason=form.chosen() if verb != "publish" else None,
                by=me(),
                explanation=form.explanation.data or "",
                shown=form.pairs(),
            )
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status, comments = 409, queries.comments_of(queries.submission(reference.upper(), me()))
        else:
            flash(ngettext("One comment decided.", "%(num)s comments decided.", len(made)))
            return redirect(f"/moderation/{reference}", 303)
    touched = {name: queries.touched(name, comments) for name in ("publish", "withhold", "remove")}
    summaries = queries.noticed(comments)
    return render_template(
        "moderation/decide_all.html",
        submission=submission,
        consultation=submission.consultation,
        name=_name(
            submission.attribution.value if submission.attribution else "",
            submission.organisation,
            submission.name,
        ),
        rows=[(one, _groups(summaries.get(one.id, {}))) for one in comments],
        touched={name: [one.number for one in found] for name, found in touched.items()},
        shown=",".join(f"{one.number}:{one.edition}" for one in touched.get(verb, [])),
        verb=verb,
        can_decide=policy.decide_all(me(), submission),
        form=form,
        labels=labels,
        reasons=reasons,
        section="moderation",
    ), status


def _groups(summary: Mapping[str, int]) -> list[tuple[str, str]]:
    found = [(_(words), tone) for group, (words, tone) in screening.GROUPS.items() if summary.get(group)]
    alike = summary.get("alike", 0)
    return found + ([(_("≈ %(number)s alike", number=alike), "plain")] if alike else [])


# -- objections -------------------------------------------------------------------------------------------------------


@bp.route("/moderation/contests/<int:identifier>", methods=["GET", "POST"])
def settle(identifier: int) -> ResponseReturnValue:
    """Look again at a decision that its submitter objects to."""
    require(policy.queue)
    contest = queries.contest(identifier, me())
    comment = contest.comment
    require(policy.read, comment.submission.consultation)
    if request.method == "POST":
        require(policy.settle, contest)
    decision, last = queries.decision(contest.decision_id), queries.last_decision(comment)
    is_changed = last is not None and last.id != decision.id
    form = SettleForm()
    form.outcome.choices = [("upheld", _("The decision stands"))]
    if is_changed:
        form.outcome.choices.append(("changed", _("The decision has been changed")))
    elif may("moderation.publish", me(), comment):
        form.outcome.choices.append(("changed", _("Publish the whole comment")))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            upheld = form.outcome.data == "upheld"
            actions.settle(contest, upheld=upheld, answer=form.answer.data, by=me())
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status, contest = 409, queries.contest(identifier, me())
            comment = contest.comment
        else:
            flash(_("Answered. The submitter is told."))
            return redirect("/moderation?show=contested", 303)
    return render_template(
        "moderation/settle.html",
        **_text(comment, None),
        contest=contest,
        comment=comment,
        decision=decision,
        is_changed=is_changed,
        is_open=contest.state == ContestState.OPEN,
        can_settle=policy.settle(me(), contest),
        reference=f"{comment.submission.reference}/{comment.number}",
        form=form,
        labels=labels,
        reasons=reasons,
        section="moderation",
    ), status


# -- for the submitter ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A decision as its submitter reads it; `contest` is the state of their latest objection, "" without any."""

    number: int
    what: str
    why: str
    explanation: str
    contest: str
    answer: str


@bp.app_template_global()
def decisions_sent(sheet: Submission) -> list[Told]:
    """What was decided against the comments of a submission, and the objections, for whoever sent it."""
    return [
        Told(
            one.comment.number,
            _(reasons.VERBS[one.decision.verb]),
            _(reasons.sentence(one.decision.reason)) if one.decision.reason else "",
            one.decision.explanation,
            one.contest.state.value if one.contest else "",
            one.contest.answer if one.contest else "",
        )
        for one in queries.sent(sheet)
    ]


@bp.route("/submissions/<reference>/comments/<int:number>/contest", methods=["GET", "POST"])
def contest(reference: str, number: int) -> ResponseReturnValue:
    """The submitter objects to a decision: whoever has the sheet open, by account, by code or by its own form."""
    sheet = held.mine(reference)
    if sheet is None:
        return redirect(url_for("submissions.resume", next=request.path), 303)
    comment = sheets.comment(reference, number)
    form = ContestForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            actions.contest(comment, form.text.data, by=me())
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status, comment = 409, sheets.comment(reference, number)
        else:
            flash(
                _(
                    "Your objection has reached us. Somebody other than who decided looks again, and you are told."
                )
            )
            return redirect(url_for("submissions.status", reference=sheet.reference), 303)
    return render_template(
        "moderation/contest.html",
        sheet=sheet,
        comment=comment,
        reference=f"{sheet.reference}/{comment.number}",
        decision=queries.last_decision(comment),
        contests=queries.contests(comment),
        is_open=queries.open_contest(comment) is not None,
        is_contestable=policy.is_contestable(comment),
        can_change=comment.submission.consultation.phase == Phase.OPEN,
        form=form,
        labels=labels,
        reasons=reasons,
    ), status
