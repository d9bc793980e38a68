"""Taking part: who you are, comments, the last look, the receipt; later the status page, amending and withdrawing.

A sheet is opened by the key in the reader's session or in the form they send, by their account, or by its code. What
was typed is never lost: whatever goes wrong, the same page comes back with every word.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations.head import COUNTS
from consult.consultations.models import Consultation, Question
from consult.core import markup
from consult.core.errors import Conflict, DomainError, NotFound, Throttled
from consult.drafts import queries as drafts
from consult.drafts.blocks import Kind
from consult.organisations.default_policies import TITLES
from consult.organisations.models import PolicyKind
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.countries import name_of
from consult.stakeholders.forms import chosen
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES
from consult.submissions import actions, held, labels, policy, queries, redline, references
from consult.submissions.closing import PROMPT, TAKEN, Admission, admission, grace_of
from consult.submissions.forms import (
    CommentForm,
    MailCodeForm,
    ParticipantForm,
    ResumeForm,
    ReviewForm,
    WithdrawalForm,
    attribution_words,
    attributions,
)
from consult.submissions.lifecycle import REFUSED, State
from consult.submissions.models import Attribution, Comment, CommentType, Subject, Submission
from consult.web import arrival
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all, require
from consult.web.limits import caller, limit

bp = Blueprint("submissions", __name__)
COUNTS[:] = [queries.counts]


@bp.before_request
def take_the_time() -> None:
    """What counts for the deadline is when the whole request had reached us."""
    g.received_at = arrival.received_at()


# -- whose sheet it is -----------------------------------------------------------------------------------------------


def _found(consultation: Consultation) -> Submission | None:
    """The sheet on a consultation: the form's own, this browser's latest, the account's."""
    keys = [request.form.get("sheet", "")]
    keys += [key for slug, key in reversed(held.remembered()) if slug == consultation.slug][:1]
    for key in keys:
        sheet = queries.by_key(key)
        if sheet is not None and sheet.consultation_id == consultation.id and policy.keep(me(), sheet):
            return sheet
    return queries.of_user(me(), consultation.id)


def _ask_for_code() -> ResponseReturnValue:
    return redirect(url_for(".resume", next=request.path), 303)


def _public(slug: str) -> Consultation:
    consultation = consultations.public(slug)
    require(policy.take_part, consultation)
    return consultation


def _admission(consultation: Consultation) -> Admission:
    return admission(
        consultation.state, consultation.mode, consultation.opens_at, consultation.closes_at,
        queries.late_rule(consultation.id), g.received_at,
    )  # fmt: skip


def _context(consultation: Consultation, sheet: Submission | None = None) -> dict[str, Any]:
    """What every page of taking part shows: of which consultation, until when."""
    how = _admission(consultation)
    return {
        "consultation": consultation,
        "accent": consultation.organisation.accent,
        "admission": how.value,
        "is_prompt": how in PROMPT,
        "is_taken": how in TAKEN,
        "sheet": sheet,
        "code": _code(sheet) if sheet is not None else "",
    }


def _code(sheet: Submission) -> str:
    return references.spaced(references.code_of(sheet.key, sheet.code_hash))


# -- who you are -----------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/take-part", methods=["GET", "POST"])
def take_part(slug: str) -> ResponseReturnValue:
    """Say who you are and for whom you speak; a sheet begins with it."""
    consultation = _public(slug)
    sheet = _found(consultation) if not request.args.get("another") else None
    if sheet is not None and sheet.state != State.COMPOSING:
        return redirect(url_for(".status", reference=sheet.reference), 303)
    form = ParticipantForm(
        languages=consultation.languages, data=_known(sheet), key=references.new_key(), sheet=sheet.key if sheet else ""
    )  # fmt: skip
    status = 200
    if form.validate_on_submit():
        try:
            sheet = _begin(consultation, sheet, form)
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            status = 429 if isinstance(trouble, Throttled) else 409
        else:
            held.remember(sheet)
            return redirect(_onward(slug), 303)
    elif form.is_submitted():
        status = 422
    context = _context(consultation, sheet)
    if sheet is None and not context["is_taken"] and not form.is_submitted():
        return render_template("submissions/closed.html", **context)
    return render_template("submissions/take_part.html", form=form, step=(1, 3), **context), status


def _begin(consultation: Consultation, sheet: Submission | None, form: ParticipantForm) -> Submission:
    if sheet is None:
        if queries.by_key(form.key.data) is None:
            limit("120 per hour", "begin", caller())
        return actions.begin(consultation, key=form.key.data, user=me(), **form.who())
    actions.describe(sheet, user=me(), **form.who())
    return sheet


def _known(sheet: Submission | None) -> dict[str, Any]:
    """What we know of who takes part, so that nobody is asked twice."""
    language = {"language": str(get_locale())}
    if sheet is not None:
        return chosen(sheet) | {"language": sheet.language, "email": sheet.email}
    profile = stakeholders.of(me())
    if profile is not None:
        return chosen(profile) | language
    return {"name": me().name} | language if me() is not None else language


def _asked() -> dict[str, Any]:
    """What the address of the page says a comment is to be about."""
    return {
        name: request.args[name]
        for name in ("block", "quote", "general", "question")
        if request.args.get(name)
    }


def _onward(slug: str) -> str:
    """Where to go on: to the place somebody wanted to comment on, or to the text."""
    wanted = _asked()
    return url_for(".comment", slug=slug, **wanted) if wanted else url_for(".text", slug=slug)


# -- the sheet -------------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/sheet")
def sheet(slug: str) -> ResponseReturnValue:
    """The sheet: what is on it, what comes next, and its code."""
    consultation = _public(slug)
    found = _found(consultation)
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    if found.state != State.COMPOSING:
        return redirect(url_for(".status", reference=found.reference), 303)
    return _sheet_page(found, MailCodeForm())


def _sheet_page(found: Submission, form: MailCodeForm, status: int = 200) -> ResponseReturnValue:
    require(policy.keep, found)
    consultation = found.consultation
    comments = queries.comments_of(found)
    return render_template(
        "submissions/sheet.html", comments=_entries(comments), form=form, button=ButtonForm(formdata=None),
        questions=consultations.questions(consultation), answered={c.question_id: c for c in comments if c.question_id},
        who=_facts(found), **_context(consultation, found),
    ), status  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A comment as its sender sees it."""

    comment: Comment
    where: str
    kind: str
    body: Any
    rationale: Any
    ops: list[tuple[str, str]]
    """The proposal beside the words it would replace, where there are any."""
    proposal: str = ""
    state: str = ""
    tone: str = "plain"
    reason: str = ""


def _entries(comments: Any) -> list[Entry]:
    originals = queries.originals(comments)
    return [
        Entry(
            comment=c,
            where=_where(c.subject, c.place, c.question),
            kind=_(labels.TYPES[c.type]),
            body=markup.comment(c.comment),
            rationale=markup.comment(c.rationale) if c.rationale else None,
            ops=redline.ops(originals[c.id], c.proposal) if c.proposal and originals.get(c.id) else [],
            proposal=c.proposal,
            state=_(labels.MODERATION[c.moderation]) if c.moderation else "",
            tone=labels.TONES[c.moderation] if c.moderation else "plain",
            reason=_(labels.reason(c.reason)) if c.reason else "",
        )
        for c in comments
    ]


def _where(subject: Subject, place: str, question: Question | None) -> str:
    if subject == Subject.QUESTION and question is not None:
        return str(_("Question %(number)s: %(text)s", number=question.position, text=question.text))
    return place if subject == Subject.CLAUSE else str(_("On the whole text"))


def _facts(found: Submission) -> list[tuple[str, str]]:
    """Who sends it, in words."""
    language = str(get_locale())
    category = _(CATEGORIES[found.category]) if found.category else ""
    if found.category and found.subcategory:
        words = SUBCATEGORIES[found.category].get(found.subcategory)
        category = f"{category}, {_(words)}" if words else category
    if found.category_other:
        category = f"{category}: {found.category_other}"
    rows = [
        (_("For whom"), _(CAPACITIES[found.capacity]) if found.capacity else ""),
        (_("Name"), found.name or _("Not given")),
        (_("Organisation"), found.organisation),
        (_("Category"), category),
        (_("Country"), name_of(found.country, language) if found.country else ""),
        (_("On behalf of"), ", ".join(name_of(code, language) for code in found.on_behalf_of)),
        (_("Receipt to"), (queries.address(found) or ("",))[0]),
    ]
    return [(term, words) for term, words in rows if words]


@bp.route("/consultations/<slug>/sheet/text")
def text(slug: str) -> ResponseReturnValue:
    """The draft, with a Comment button on every place."""
    consultation = _public(slug)
    found = _found(consultation)
    if found is None or found.state != State.COMPOSING:
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.keep, found)
    version_id = consultation.version_id or 0
    blocks = drafts.blocks(version_id)
    commented: dict[str, list[Comment]] = {}
    for one in queries.comments_of(found):
        commented.setdefault(one.block_key, []).append(one)
    return render_template(
        "submissions/text.html", blocks=blocks, commented=commented, count=sum(map(len, commented.values())),
        outline=[b for b in blocks if b.kind == Kind.HEADING], **_context(consultation, found),
    )  # fmt: skip


@bp.route("/consultations/<slug>/sheet/code", methods=["POST"])
def mail_code(slug: str) -> ResponseReturnValue:
    """Mail the code to an address; only because whoever has the sheet open asks."""
    found = _found(_public(slug))
    if found is None:
        raise NotFound
    require(policy.keep, found)
    form = MailCodeForm()
    if not form.validate_on_submit():
        return _sheet_page(found, form, 422)
    limit("5 per hour", "mail-code", str(found.id))
    actions.mail_code(found, form.email.data)
    flash(_("The code is on its way to %(email)s.", email=form.email.data))
    here = (
        url_for(".sheet", slug=slug)
        if found.state == State.COMPOSING
        else url_for(".receipt", reference=found.reference)
    )
    return redirect(here, 303)


@bp.route("/consultations/<slug>/sheet/copy")
def copy(slug: str) -> ResponseReturnValue:
    """The sheet as plain text, to keep."""
    found = _found(_public(slug))
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.keep, found)
    return _copy(found)


def _copy(found: Submission) -> Response:
    words = render_template(
        "submissions/copy.txt", sheet=found, consultation=found.consultation, who=_facts(found),
        comments=_entries(queries.comments_of(found)), states=labels.STATES,
    )  # fmt: skip
    answer = Response(words, mimetype="text/plain")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{found.reference or found.consultation.slug}.txt"
    )
    return answer


# -- one comment -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """What a comment is about: a block, a question, or the whole."""

    subject: Subject
    where: str
    block: Any = None
    question: Question | None = None
    original: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """For submissions.actions.add_comment."""
        key = self.block.key if self.block is not None else ""
        return {"subject": self.subject, "block_key": key, "question": self.question}


EDITABLE = frozenset({Kind.HEADING, Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.NOTE, Kind.FOOTNOTE, Kind.QUOTATION})
"""Kinds of block whose words can be proposed anew by editing them."""


def _target(consultation: Consultation) -> Target | None:
    """What the address of the page says the comment is about; None for a place that is not in the text."""
    position = request.args.get("question", "")
    if position:
        if not (position.isdecimal() and len(position) < 7):
            raise NotFound
        question = consultations.question(consultation, int(position))
        return Target(Subject.QUESTION, _where(Subject.QUESTION, "", question), question=question)
    key = request.args.get("block", "")
    return _block(consultation.version_id, key) if key else Target(Subject.GENERAL, _("On the whole text"))


def _block(version_id: int | None, key: str) -> Target | None:
    block = drafts.block(version_id, key) if version_id else None
    if block is None or version_id is None:
        return None
    place = queries.places(version_id, [key])[key]
    return Target(
        Subject.CLAUSE, place.words, block=block, original=place.text if block.kind in EDITABLE else ""
    )


def _of_comment(comment: Comment) -> Target:
    if comment.subject == Subject.CLAUSE:
        found = _block(comment.version_id, comment.block_key)
        if found is not None:
            return found
    return Target(
        comment.subject, _where(comment.subject, comment.place, comment.question), question=comment.question
    )


def _comment_page(form: CommentForm, target: Target, found: Submission | None, consultation: Consultation,
                  status: int = 200, **more: Any) -> ResponseReturnValue:  # fmt: skip
    proposal = form.proposal.data or ""
    shown = target.original and proposal and markup.line(proposal) != markup.line(target.original)
    beside = None
    if target.block is not None and consultation.version_id is not None:
        beside = queries.neighbours(consultation.version_id, target.block.position)
    form.code.validators = []
    if target.subject == Subject.GENERAL:
        form.proposal.label.text = _("What should change")
    elif target.subject == Subject.QUESTION:
        form.comment.label.text = _("Your answer")
    values: dict[str, Any] = {
        "saved": None,
        "action": None,
        "autosave": None,
        "editions": [],
        "is_lost": False,
        "is_sent": False,
    }
    return render_template(
        "submissions/comment.html", form=form, target=target, beside=beside,
        ops=redline.ops(target.original, markup.plain(proposal)) if shown else [],
        **(values | more), **_context(consultation, found),
    ), status  # fmt: skip


def _new_form(target: Target, found: Submission | None) -> CommentForm:
    is_clause = target.subject == Subject.CLAUSE
    kind = None if is_clause else CommentType.GENERAL.value
    quote = markup.line(request.args.get("quote", ""))[:500] if is_clause else ""
    return CommentForm(
        data={"type": kind, "proposal": target.original, "quote": quote},
        key=references.new_key(), sheet=found.key if found else "",
    )  # fmt: skip


def _autosaving() -> bool:
    return "autosave" in request.args


def _autosaved(form: CommentForm) -> ResponseReturnValue:
    """What the small script hears: saved, or not."""
    return ("", 204) if not form.errors else ({"saved": False}, 422)


@bp.route("/consultations/<slug>/sheet/comments/new", methods=["GET", "POST"])
def comment(slug: str) -> ResponseReturnValue:
    """Comment on a place of the text, on the whole, or answer a question."""
    consultation = _public(slug)
    found = _found(consultation)
    if request.method == "GET" and found is None:
        return redirect(url_for(".take_part", slug=slug, **_asked()), 303)
    if request.method == "GET" and found is not None and found.state != State.COMPOSING:
        return redirect(url_for(".add", reference=found.reference, **_asked()), 303)
    place = _target(consultation)
    if place is None and request.method == "GET":
        raise NotFound
    target = place or Target(Subject.GENERAL, _("On the whole text"))
    found = found or _by_code(consultation)
    if found is None:
        return _lost(consultation, target)
    require(policy.keep, found)
    form = _new_form(target, found)
    here = url_for(".comment", slug=slug, **_asked(), autosave=1)
    if found.state != State.COMPOSING:
        if _autosaving():
            return {"saved": False}, 409
        form.form_errors = [
            _("Your submission was sent meanwhile. Press the button to add this comment to it.")
        ]
        onward = url_for(".add", reference=found.reference, **_asked())
        return _comment_page(form, target, found, consultation, 409, action=onward)
    if form.is_submitted() and place is None:
        form.form_errors = [
            _("This place is not in the text any more. Press the button to make it a comment on the whole.")
        ]
        onward = url_for(".comment", slug=slug, general=1)
        return _comment_page(form, target, found, consultation, 409, action=onward)
    if not form.is_submitted():
        return _comment_page(form, target, found, consultation, autosave=here)
    return _add(form, target, found, consultation, here)


def _add(
    form: CommentForm, target: Target, found: Submission, consultation: Consultation, autosave: str
) -> ResponseReturnValue:
    """Save a new comment of a sheet: once, however often it is pressed."""
    is_valid = form.validate()
    if is_valid and request.form.get("verb") == "preview":
        return _comment_page(form, target, found, consultation, autosave=autosave)
    if not is_valid:
        if _autosaving():
            return _autosaved(form)
        return _comment_page(form, target, found, consultation, 422, autosave=autosave)
    known = queries.keyed(found, form.key.data)
    open_keys: list[str] = session.get("autosaved", [])
    try:
        if known is not None and form.key.data in open_keys:
            actions.change_comment(known, **form.words())
        else:
            actions.add_comment(found, key=form.key.data, **target.arguments, **form.words())
    except Conflict:
        return _already(form, target, found, consultation)
    except DomainError as trouble:
        status = _troubled(form, trouble)
        return _autosaved(form) if _autosaving() else _comment_page(form, target, found, consultation, status)
    held.remember(found)
    rest = [key for key in open_keys if key != form.key.data]
    if _autosaving():
        session["autosaved"] = [*rest, form.key.data][-held.KEPT :]
        return _autosaved(form)
    if rest != open_keys:
        session["autosaved"] = rest
    flash(_("Saved on your sheet. Nothing is sent yet."))
    return redirect(_back_to(consultation.slug, target), 303)


def _troubled(form: CommentForm, trouble: DomainError) -> int:
    """Say on the form what cannot be, at its field where it has one; the status of the page."""
    if isinstance(trouble, actions.NotQuoted):
        form.quote.errors = [*form.quote.errors, say(trouble)]
        return 422
    form.form_errors.append(say(trouble))
    return 409


def _back_to(slug: str, target: Target) -> str:
    if target.block is not None:
        return url_for(".text", slug=slug, _anchor=target.block.key)
    return url_for(".sheet", slug=slug)


def _already(
    form: CommentForm, target: Target, found: Submission, consultation: Consultation
) -> ResponseReturnValue:
    """The same form was sent before with other words: both are kept, and its sender decides."""
    saved = queries.keyed(found, form.key.data)
    if _autosaving():
        return {"saved": False}, 409
    form.key.data = form.key.raw_data = None
    form.key.process_data(references.new_key())
    form.form_errors.append(
        _(
            "From this page another comment was saved before. What you see here is not saved yet: nothing is lost."
        )
    )
    return _comment_page(form, target, found, consultation, 409, saved=saved)


def _by_code(consultation: Consultation) -> Submission | None:
    """The sheet whose code was typed into a form that had lost it; the tries are counted."""
    given = request.form.get("code", "")
    if not given:
        g.lost = _("This browser does not know your sheet any more.")
        return None
    g.lost = _("No sheet has this code.")
    try:
        limit("20 per hour", "resume", caller())
    except Throttled as trouble:
        g.lost = say(trouble)
        return None
    found = queries.by_code(references.read_code(given))
    return found if found is not None and found.consultation_id == consultation.id else None


def _lost(consultation: Consultation, target: Target) -> ResponseReturnValue:
    """The session is gone, and with it the sheet: ask for its code, and keep the words."""
    if _autosaving():
        return {"saved": False}, 409
    form = CommentForm()
    form.form_errors = [g.lost]
    return _comment_page(form, target, None, consultation, 422, is_lost=True)


@bp.route("/consultations/<slug>/sheet/comments/<int:number>", methods=["GET", "POST"])
def change(slug: str, number: int) -> ResponseReturnValue:
    """Change a comment that was not sent yet."""
    consultation = _public(slug)
    found = _found(consultation)
    if found is None and request.method == "GET":
        return redirect(url_for(".resume", next=request.path), 303)
    found = found or _by_code(consultation)
    if found is None:
        return _lost(consultation, Target(Subject.GENERAL, ""))
    require(policy.keep, found)
    present = queries.numbered(found, number)
    if found.state != State.COMPOSING and request.method == "GET":
        return redirect(url_for(".amend", reference=found.reference, number=number), 303)
    target = _of_comment(present)
    form = _form_of(present, target, found)
    here = url_for(".change", slug=slug, number=number, autosave=1)
    if found.state != State.COMPOSING:
        if _autosaving():
            return {"saved": False}, 409
        form.form_errors = [
            _("Your submission was sent meanwhile. Press the button to change this comment in it.")
        ]
        onward = url_for(".amend", reference=found.reference, number=number)
        return _comment_page(form, target, found, consultation, 409, action=onward)
    if form.validate_on_submit():
        if request.form.get("verb") == "preview":
            return _comment_page(form, target, found, consultation, autosave=here, saved=present)
        try:
            actions.change_comment(present, **form.words())
        except DomainError as trouble:
            status = _troubled(form, trouble)
            if _autosaving():
                return _autosaved(form)
            return _comment_page(form, target, found, consultation, status, autosave=here, saved=present)
        held.remember(found)
        if _autosaving():
            return _autosaved(form)
        flash(_("Saved on your sheet. Nothing is sent yet."))
        return redirect(url_for(".sheet", slug=slug), 303)
    if _autosaving():
        return _autosaved(form)
    status = 422 if form.is_submitted() else 200
    return _comment_page(form, target, found, consultation, status, autosave=here, saved=present)


def _form_of(present: Comment, target: Target, found: Submission) -> CommentForm:
    return CommentForm(
        data={
            "type": present.type.value, "quote": present.quote, "comment": present.comment,
            "proposal": present.proposal or target.original, "rationale": present.rationale,
        },
        key=references.new_key(), sheet=found.key,
    )  # fmt: skip


@bp.route("/consultations/<slug>/sheet/comments/<int:number>/removal", methods=["POST"])
def remove(slug: str, number: int) -> ResponseReturnValue:
    """Take a comment off the sheet."""
    found = _found(_public(slug))
    if found is None:
        raise NotFound
    require(policy.keep, found)
    if ButtonForm().validate_on_submit():
        actions.remove_comment(queries.numbered(found, number))
        flash(_("Removed from your sheet."))
    return redirect(url_for(".sheet", slug=slug), 303)


# -- the last look, and the receipt ----------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/sheet/review", methods=["GET", "POST"])
def review(slug: str) -> ResponseReturnValue:
    """Exactly what the public will see; then submit, once."""
    consultation = _public(slug)
    found = _found(consultation)
    if found is None:
        return redirect(url_for(".resume", next=request.path), 303)
    require(policy.keep, found)
    if found.state != State.COMPOSING:
        return redirect(url_for(".receipt", reference=found.reference), 303)
    rules = consultations.rules(consultation)
    choices = (
        rules[PolicyKind.ATTRIBUTION].settings.get("choices", []) if PolicyKind.ATTRIBUTION in rules else []
    )
    allowed = attributions(found, choices)
    asked = request.args.get("attribution", "")
    form = ReviewForm(
        allowed=allowed, sheet=found.key, attribution=asked if asked in set(allowed) else allowed[0].value
    )
    if form.validate_on_submit():
        try:
            return _submit(
                found, Attribution(form.attribution.data), {k.value: p.id for k, p in rules.items()}
            )
        except actions.NotTaken:
            return _not_taken(found), 409
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
    if form.attribution.data not in set(allowed):
        form.attribution.data = allowed[0].value
    seen = queries.seen_as(found, Attribution(form.attribution.data))
    name, meta = queries.public_name(seen, str(get_locale()), _)
    comments = queries.comments_of(found)
    return render_template(
        "submissions/review.html", form=form, step=(3 if comments else 2, 3), comments=_entries(comments), rules=rules,
        titles=TITLES,
        allowed=allowed, words=attribution_words(found), chosen=Attribution(form.attribution.data), name=name,
        meta=meta, country_hidden=bool(found.country and not seen.country), **_context(consultation, found),
    ), 422 if form.is_submitted() else 200  # fmt: skip


def _submit(found: Submission, attribution: Attribution, policies: dict[str, int]) -> ResponseReturnValue:
    held.remember(found)
    sent = actions.submit(found, attribution=attribution, policies=policies, received_at=g.received_at)
    return redirect(url_for(".receipt", reference=sent), 303)


def _not_taken(found: Submission) -> str:
    """It came when the rules take nothing any more: say what was and what was not received."""
    consultation = found.consultation
    return render_template(
        "submissions/not_taken.html", received_at=g.received_at, comments=_entries(queries.comments_of(found)),
        grace=grace_of(queries.late_rule(consultation.id)), **_context(consultation, found),
    )  # fmt: skip


@bp.route("/submissions/<reference>/receipt")
def receipt(reference: str) -> ResponseReturnValue:
    """What was received, when, and what happens next."""
    found = held.mine(reference)
    if found is None:
        return _ask_for_code()
    return render_template(
        "submissions/receipt.html", comments=queries.comments_of(found), form=MailCodeForm(),
        attribution=_(labels.ATTRIBUTION_NAMES[found.attribution]) if found.attribution else "",
        in_grace=_in_grace(found), address=queries.address(found), **_context(found.consultation, found),
    )  # fmt: skip


def _in_grace(found: Submission) -> bool:
    closes_at = found.consultation.closes_at
    return not found.is_late and None not in {closes_at, found.received_at} and found.received_at >= closes_at  # type: ignore[operator]


@bp.route("/submissions/<reference>/status")
def status(reference: str) -> ResponseReturnValue:
    """Where each comment stands, for whoever sent it."""
    found = held.mine(reference)
    if found is None:
        return _ask_for_code()
    return render_template(
        "submissions/status.html", comments=_entries(queries.comments_of(found)), refused=REFUSED,
        attribution=_(labels.ATTRIBUTION_NAMES[found.attribution]) if found.attribution else "",
        who=_facts(found), in_grace=_in_grace(found), **_context(found.consultation, found),
    )  # fmt: skip


@bp.route("/submissions/<reference>/copy")
def sent_copy(reference: str) -> ResponseReturnValue:
    """What was submitted, as plain text, to keep."""
    found = held.mine(reference)
    return _ask_for_code() if found is None else _copy(found)


def _to_status(found: Submission) -> ResponseReturnValue:
    """On to the status page, which this browser may open from now on."""
    held.remember(found)
    return redirect(url_for(".status", reference=found.reference), 303)


# -- amending and withdrawing ----------------------------------------------------------------------------------------


@bp.route("/submissions/<reference>/comments/new", methods=["GET", "POST"])
def add(reference: str) -> ResponseReturnValue:
    """Add a comment to what was submitted, until the closing."""
    found = held.mine(reference)
    if found is None:
        return _ask_for_code()
    consultation = found.consultation
    target = _target(consultation)
    if target is None:
        raise NotFound
    form = _new_form(target, found)
    if form.validate_on_submit() and request.form.get("verb") != "preview":
        try:
            actions.add_comment(
                found, key=form.key.data, **target.arguments, **form.words(), received_at=g.received_at
            )
        except Conflict:
            return _already(form, target, found, consultation)
        except DomainError as trouble:
            return _comment_page(form, target, found, consultation, _troubled(form, trouble), is_sent=True)
        flash(_("Added and received. A moderator reads it before it is published."))
        return _to_status(found)
    status = 422 if form.is_submitted() and form.errors else 200
    return _comment_page(form, target, found, consultation, status, is_sent=True)


@bp.route("/submissions/<reference>/comments/<int:number>/amendment", methods=["GET", "POST"])
def amend(reference: str, number: int) -> ResponseReturnValue:
    """Say one comment differently, until the closing; what it said before is kept."""
    found = held.mine(reference)
    if found is None:
        return _ask_for_code()
    present = queries.numbered(found, number)
    target = _of_comment(present)
    form = _form_of(present, target, found)
    if form.validate_on_submit() and request.form.get("verb") != "preview":
        try:
            actions.change_comment(present, **form.words(), received_at=g.received_at)
        except DomainError as trouble:
            status = _troubled(form, trouble)
            return _comment_page(form, target, found, found.consultation, status, is_sent=True, saved=present)
        flash(_("Changed and received. A moderator reads it again before it is published."))
        return _to_status(found)
    status = 422 if form.is_submitted() and form.errors else 200
    return _comment_page(
        form, target, found, found.consultation, status,
        is_sent=True, saved=present, editions=queries.editions(present),
    )  # fmt: skip


@bp.route("/submissions/<reference>/comments/<int:number>/withdrawal", methods=["GET", "POST"])
def withdraw_comment(reference: str, number: int) -> ResponseReturnValue:
    """Take one comment back, until the closing."""
    found = held.mine(reference)
    if found is None:
        return _ask_for_code()
    present = queries.numbered(found, number)
    form = WithdrawalForm()
    if form.validate_on_submit():
        try:
            actions.withdraw_comment(present, by=me(), received_at=g.received_at)
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            return _withdrawal(form, found, 409, _entries([present]))
        flash(_("Withdrawn. It is not shown any more."))
        return _to_status(found)
    return _withdrawal(form, found, 422 if form.is_submitted() else 200, _entries([present]))


@bp.route("/submissions/<reference>/withdrawal", methods=["GET", "POST"])
def withdraw(reference: str) -> ResponseReturnValue:
    """Take the whole submission back, until the closing."""
    found = held.mine(reference)
    if found is None:
        return _ask_for_code()
    form = WithdrawalForm()
    if form.validate_on_submit():
        try:
            actions.withdraw(found, by=me(), received_at=g.received_at)
        except DomainError as trouble:
            form.form_errors.append(say(trouble))
            return _withdrawal(form, found, 409, [])
        flash(_("Withdrawn. Nothing of it is shown any more."))
        return _to_status(found)
    return _withdrawal(form, found, 422 if form.is_submitted() else 200, [])


def _withdrawal(
    form: WithdrawalForm, found: Submission, code: int, entries: list[Entry]
) -> ResponseReturnValue:
    return render_template(
        "submissions/withdraw.html", form=form, entries=entries, **_context(found.consultation, found)
    ), code


# -- going on where one stopped --------------------------------------------------------------------------------------


@bp.route("/resume", methods=["GET", "POST"])
def resume() -> ResponseReturnValue:
    """Open a sheet with its code, on any device."""
    open_to_all()
    form = ResumeForm()
    if form.validate_on_submit():
        try:
            limit("20 per hour", "resume", caller())
            found = queries.by_code(references.read_code(form.code.data))
        except Throttled as trouble:
            form.form_errors.append(say(trouble))
            return render_template("submissions/resume.html", form=form), 429
        if found is not None and policy.keep(me(), found):
            held.remember(found)
            return redirect(_wanted(found), 303)
        words = _("No sheet has this code. Check each group of digits.")
        if found is not None:
            words = _("This sheet belongs to another account. Sign out first, or sign in with that account.")
        form.code.errors = [*form.code.errors, words]
    return render_template("submissions/resume.html", form=form), 422 if form.is_submitted() else 200


def _wanted(found: Submission) -> str:
    """The page that asked for the code, if it is one of this sheet's; else the sheet or its status."""
    slug = found.consultation.slug
    wanted = request.args.get("next", "")
    homes = (f"/consultations/{slug}/", f"/submissions/{found.reference}/")
    if wanted.startswith(homes):
        return wanted
    if found.state == State.COMPOSING:
        return url_for(".sheet", slug=slug)
    return url_for(".status", reference=found.reference)
