"""The story of one consultation: begun, commented on, moderated, responded to, as its plan and its file say."""

import itertools
import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import docx
from sqlalchemy import select

from consult.accounts import queries as people
from consult.accounts.models import User
from consult.consultations import actions as consultations
from consult.consultations import jobs as phases
from consult.consultations import queries as consulted
from consult.consultations.models import AuthoredQuestion, Consultation, DocumentRole
from consult.consultations.period_checks import moment_in
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.demo import plans, source_files
from consult.demo.actions.moderating import decide
from consult.demo.actions.people_and_organisations import user_at
from consult.demo.actions.story import Story
from consult.demo.plans import Plan
from consult.demo.source_files import DemoComment, DemoSubmission
from consult.demo.translations import TRANSLATIONS, UNIT
from consult.drafts import actions as drafts
from consult.drafts import queries as drafted
from consult.organisations import queries as founded
from consult.organisations.models import Organisation
from consult.practices import actions as practices
from consult.practices.results import Result
from consult.quotations import quoting
from consult.responses import actions as responses
from consult.responses.lifecycle import Disposition
from consult.responses.models import Issue
from consult.stakeholders import actions as stakeholders
from consult.stakeholders.models import Capacity, Category
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Attribution, Comment, CommentType, Route, Subject, Submission
from consult.submissions.rules import NewAnswer, NewComment
from consult.summaries import actions as summaries
from consult.summaries import queries as summarised
from consult.summaries.models import ResponseSummary


class ConsultationStory:
    """The story of one consultation."""

    def __init__(self, story: Story, plan: Plan) -> None:
        self.story = story
        self.plan = plan
        self.home = next(one for one in plans.ORGANISATIONS if one.slug == plan.organisation)
        self.organisation: Organisation = founded.get(plan.organisation)
        self.officer, self.approver = (user_at(self.home.address(name)) for name in ("officer", "approver"))
        names = [name for name in self.home.people if name.startswith("moderator")]
        self.moderators = [user_at(self.home.address(name)) for name in names]
        self.today: date = story.now.date()
        self.turn = itertools.count()
        self.parsed = source_files.draft(plan.draft) if plan.draft else None
        self.submissions = source_files.submissions(plan.draft, self.parsed) if self.parsed else []
        self.said: list[tuple[int, DemoComment]] = []
        self.issues: dict[str, Issue] = {}

    # -- the consultation ---------------------------------------------------------------------------------------------

    def day(self, number: float, at: time = time(9)) -> datetime:
        """The moment of that day, by the clock of the organisation."""
        whole = int(number // 1)
        moment = moment_in(self.today + timedelta(days=whole), at, self.home.timezone)
        return moment + timedelta(days=number - whole)

    def begin(self) -> None:
        """Put its first step, and all that follows from the plan's dates, into the story."""
        plan = self.plan
        first = plan.announced if plan.announced is not None else -1
        self.story.at(self.day(first - 21), self.prepare)
        if plan.until == "prepared":
            return
        self.story.at(self.day(first - 2), self.propose)
        if plan.announced is None or plan.opens is None or plan.closes is None:
            return
        self.story.at(self.day(plan.announced - 1, time(14)), self.approve)
        self.story.at(self.day(plan.announced, time(10)), self.announce)
        extension = plan.extended[1] if plan.extended else 0
        soon, end = self.closing(plan.closes) - timedelta(days=7), self.closing(plan.closes)
        for moment in (self.day(plan.opens), soon, end, end - timedelta(days=extension + 7)):
            self.story.at(moment + timedelta(seconds=15), phases.record_phase_events)
        for planned in self.submissions:
            self.story.at(self.arrival(planned), lambda planned=planned: self.receive(planned))  # type: ignore[misc]
        self._begin_changes()
        if plan.campaign:
            self._campaign(*plan.campaign)
        if plan.issues:
            self.story.at(self.day(plan.closes + 3), self.open_issues)
        if plan.response:
            for number, step in zip(
                plan.response, (self.draft, self.approve_response, self.publish), strict=True
            ):
                self.story.at(self.day(number), step)

    def _begin_changes(self) -> None:
        """Put into the story what the organisation changes after the announcement."""
        plan = self.plan
        if plan.corrected:
            self.story.at(self.day(plan.corrected[0]), self.correct)
        if plan.extended:
            self.story.at(self.day(plan.extended[0]), self.extend)
        if plan.withdrawn:
            self.story.at(self.day(plan.withdrawn[0]), self.withdraw)
        if plan.holding_notice:
            self.story.at(self.day(plan.holding_notice[0]), self.publish_holding_notice)

    def closing(self, number: int) -> datetime:
        """The deadline: late in the afternoon, so that "today" means a working day."""
        return self.day(number, time(17))

    def arrival(self, planned: DemoSubmission) -> datetime:
        """When a submission is sent."""
        opens, closes = self.plan.opens or 0, self.plan.closes or 0
        if planned.day is None:
            return self.closing(closes) + timedelta(minutes=6)
        return self.day(opens + planned.day)

    @property
    def consultation(self) -> Consultation:
        """The row."""
        return consulted.by_id(self.id)

    def add_language(self, made: Consultation, language: str) -> None:
        """The officer adds a language version, and confirms its pairs."""
        if made.version is None:
            return
        name = f"{self.plan.draft}-{language}"
        parsed, label = source_files.draft(name), TRANSLATIONS[self.plan.label][language]
        version = drafts.save(
            self.organisation, parsed, title=parsed.title, label=label,
            source_name=f"{name}.md", by=self.officer, draft=made.version.draft,
        )  # fmt: skip
        consultations.add_language(made, version, by=self.officer)
        ids = [one.id for one in drafted.all_pairs(version.id)]
        consultations.decide_on_pairs(
            made, language, lambda text: drafts.confirm_pairs(text, ids, by=self.officer), by=self.officer
        )

    def prepare(self) -> None:
        """The officer begins it."""
        plan, fields = self.plan, dict(self.plan.fields)
        if plan.opens is not None and plan.closes is not None:
            extension = plan.extended[1] if plan.extended else 0
            fields["opens_at"] = self.day(plan.opens)
            fields["closes_at"] = self.closing(plan.closes - extension)
        version = None
        if self.parsed is not None:
            version = drafts.save(
                self.organisation,
                self.parsed,
                title=plan.title,
                label=plan.label,
                source_name=f"{plan.draft}.md",
                by=self.officer,
            )
        made = consultations.prepare(
            self.organisation,
            title=plan.title,
            language=plan.language,
            by=self.officer,
            version=version,
            **fields,
        )
        self.id = made.id
        self.story.rows.append(made)
        for language in plan.translations:
            self.add_language(made, language)
        unit = TRANSLATIONS[UNIT].get(plan.language, UNIT)
        consultations.change(made, by=self.officer, contact_unit=unit, seen=NO_PAGE)
        if "can_change" in fields:
            consultations.attest_scope(made, by=self.officer)
        for text, explanation in plan.questions:
            consultations.add_question(made, AuthoredQuestion(text, explanation), by=self.officer)
        for asked in plan.asked:
            consultations.add_question(made, asked, by=self.officer)
        self._translate()
        if plan.note:
            consultations.add_document(
                made,
                role=DocumentRole.EXPLANATORY_NOTE,
                title="Explanatory note",
                language="en",
                file_name="explanatory-note.docx",
                media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                file=BytesIO(_word(plan.title, plan.note)),
                by=self.officer,
            )

    def _translate(self) -> None:
        """What there is in other languages (see translations)."""
        parts = consulted.translatable_texts(self.consultation)
        for language in sorted(TRANSLATIONS.get(self.consultation.title, {})):
            texts = {
                part.key: TRANSLATIONS[part.original][language]
                for part in parts
                if language in TRANSLATIONS.get(part.original, {})
            }
            consultations.translate(self.consultation, language, texts, by=self.officer, seen=NO_PAGE)

    def propose(self) -> None:
        """The officer asks for approval."""
        consultations.propose(self.consultation, by=self.officer, seen=NO_PAGE)

    def approve(self) -> None:
        """Another person approves."""
        consultations.approve(self.consultation, by=self.approver, seen=NO_PAGE)

    def announce(self) -> None:
        """Announce the consultation."""
        consultations.announce(self.consultation, by=self.officer, seen=NO_PAGE)
        for practice, evidence in self.plan.attested:
            practices.attest(self.consultation, practice, Result.EVIDENCED, evidence, by=self.officer)

    def extend(self) -> None:
        """Extend the comment period."""
        assert self.plan.extended is not None  # noqa: S101 -- see begin
        _day, by_days, reason = self.plan.extended
        closes_at = self.consultation.closes_at
        assert closes_at is not None  # noqa: S101 -- it is announced
        consultations.extend(
            self.consultation, closes_at + timedelta(days=by_days), reason, by=self.officer, seen=NO_PAGE
        )

    def correct(self) -> None:
        """A corrected text."""
        assert self.plan.corrected is not None  # noqa: S101 -- see begin
        assert self.parsed is not None  # noqa: S101 -- it has a draft
        _day, where, old, new, notice = self.plan.corrected
        block = source_files.passage(where, self.parsed)
        words = block.text.replace(old, new)
        consultations.correct(self.consultation, {block.key: words}, notice, by=self.officer, seen=NO_PAGE)

    def withdraw(self) -> None:
        """Withdraw the consultation, without a response."""
        assert self.plan.withdrawn is not None  # noqa: S101 -- see begin
        consultations.withdraw(self.consultation, self.plan.withdrawn[1], by=self.officer, seen=NO_PAGE)

    # -- what comes in, and what moderators do ------------------------------------------------------------------------

    def receive(self, planned: DemoSubmission) -> None:
        """A submission arrives; moderators look at it in the days after."""
        user = people.by_email(plans.STAKEHOLDERS.get(planned.name, ""))
        who = _who(planned)
        if user is not None:
            stakeholders.describe(
                user, **{name: value for name, value in who.items() if name not in {"email", "language"}}
            )
        made = self._take(planned, who, user)
        rows = sorted(submitted.comments_of(made), key=lambda row: row.number)
        self.story.rows += [made, *rows]
        for row, said in zip(rows, planned.comments, strict=True):
            self.said.append((row.id, said))
            self.moderate(row.id, said, made)

    def _take(self, planned: DemoSubmission, who: dict[str, Any], user: User | None) -> Submission:
        consultation = self.consultation
        self.story.submissions += 1
        self.story.comments += len(planned.comments)
        reference = submissions.file(
            consultation.id,
            key=f"demo-{self.plan.draft}-{self.story.submissions}",
            who=who,
            comments=[self._comment(consultation, said) for said in planned.comments],
            answers=self._answers(consultation),
            attribution=Attribution(planned.attribution),
            route=Route.WEB,
            received_at=clock.now(),
            user_id=user.id if user is not None else None,
            policies={kind.value: rule.id for kind, rule in consulted.rules(consultation).items()},
        )
        return submitted.by_reference(reference)

    def _comment(self, consultation: Consultation, said: DemoComment) -> NewComment:
        return NewComment(
            subject=said.subject,
            block_key=said.block_key,
            question=consulted.question(consultation, said.question) if said.question else None,
            type=said.type,
            comment=said.words,
            quote=self._quote(consultation, said),
            proposal=said.proposal,
            proposal_kind=said.proposal_kind,
            rationale=said.rationale,
        )

    def _quote(self, consultation: Consultation, said: DemoComment) -> str:
        """The words that a comment quotes, where no correction has changed them."""
        block = drafted.printed(consultation.version_id, [said.block_key] if said.quote else []).get(
            said.block_key
        )
        return said.quote if block is not None and quoting.stands_in(said.quote, block) else ""

    def _answers(self, consultation: Consultation) -> list[NewAnswer]:
        """What a submission chooses; everyone leaves out another question."""
        turn = self.story.submissions
        found = []
        for at, content in enumerate(consulted.question_contents(consultation.id).values()):
            value = source_files.answer_to(content, turn * 7 + at * 3)
            if value and (turn + at) % 6:
                found.append(NewAnswer(question_id=content.id, value=value))
        return found

    def moderate(self, comment_id: int, said: DemoComment, submission: Submission) -> None:
        """Put what moderators do with a comment into the story."""
        by = self.moderators[next(self.turn) % len(self.moderators)]
        other = self.moderators[next(self.turn) % len(self.moderators)]
        turn = next(self.turn)
        at = clock.now() + timedelta(hours=3 + turn * 7 % 41, minutes=turn * 13 % 60)
        orders = said.moderation or ["publish"]
        if submission.attribution == Attribution.CONFIDENTIAL:
            orders = ["withhold submitter_requested_confidentiality"]
        for number, order in enumerate(orders):
            who = other if order.startswith("settle") else by
            self.story.at(
                at + timedelta(hours=20 * number),
                lambda order=order, who=who: decide(comment_id, order, who),  # type: ignore[misc]
            )

    def _campaign(self, template: str, names: tuple[str, ...]) -> None:
        whom = ("grandmother", "mother", "first patients", "aunt", "village", "teacher")
        verbs = ("delete", "remove", "take out")
        for number, name in enumerate(names):
            words = template.format(who=whom[number % len(whom)], verb=verbs[number % len(verbs)])
            said = DemoComment(Subject.CLAUSE, CommentType.SUBSTANTIVE, self._first("5.3"), words=words)
            said.moderation = [] if number < 7 else ["wait"]
            planned = DemoSubmission(
                name=name,
                organisation="",
                category=Category.INDIVIDUAL,
                subcategory="citizen_or_resident",
                country="PHL",
                capacity="personal",
                on_behalf_of=[],
                attribution=Attribution.ATTRIBUTED,
                language="en",
                day=19 + number * 0.7,
                comments=[said],
            )
            self.story.at(self.arrival(planned), lambda planned=planned: self.receive(planned))  # type: ignore[misc]

    def _first(self, number: str) -> str:
        assert self.parsed is not None  # noqa: S101 -- it has a draft
        return source_files.passage(number, self.parsed).key

    # -- the responses ------------------------------------------------------------------------------------------------

    def publish_holding_notice(self) -> None:
        """The response comes later."""
        assert self.plan.holding_notice is not None  # noqa: S101 -- see begin
        _day, until, reason = self.plan.holding_notice
        summaries.publish_notice(self.consultation, reason, self.day(until), by=self.officer)

    def open_issues(self) -> None:
        """The officer gathers what was said, and responds in the days after."""
        for number, planned in enumerate(self.plan.issues, start=1):
            issue = responses.open_issue(
                self.consultation, title=planned.title, views=planned.views, by=self.officer
            )
            responses.change_issue(
                issue,
                by=self.officer,
                response=planned.response,
                disposition=planned.disposition,
                change=planned.change,
                changed_place=planned.changed_place,
                seen=NO_PAGE,
            )
            self.issues[f"I{number}"] = issue
        for number, (comment_id, said) in enumerate(self.said):
            if said.response:
                self.story.at(
                    clock.now() + timedelta(hours=2 + number),
                    lambda comment_id=comment_id, said=said: self.respond(comment_id, said),  # type: ignore[misc]
                )

    def respond(self, comment_id: int, said: DemoComment) -> None:
        """What a line says after "=": a disposition, its issue, and words after the colon."""
        comment = submitted.existing_comment(comment_id)
        head, _colon, words = said.response.partition(" : ")
        first, _space, rest = head.partition(" ")
        disposition = Disposition(first)
        original = self._original(rest.removeprefix("of "), comment) if disposition == "duplicate" else None
        responses.respond(
            [comment],
            disposition=disposition,
            text=words,
            issue=self.issues.get(rest),
            duplicate_of=original,
            by=self.officer,
            seen=NO_PAGE,
        )

    def _original(self, organisation: str, comment: Comment) -> Comment:
        rows = (
            select(Comment)
            .join(Submission, Submission.id == Comment.submission_id)
            .where(
                Comment.consultation_id == self.id,
                Comment.block_key == comment.block_key,
                Submission.organisation.startswith(organisation),
            )
        )
        return db.session.execute(rows.order_by(Comment.id)).scalars().one()

    def draft(self) -> None:
        """The officer writes the summary and asks for its approval."""
        summary = summaries.draft_summary(self.consultation, by=self.officer)
        summaries.edit(summary, {"next_steps": self.plan.next_steps}, by=self.officer, seen=NO_PAGE)
        self.summary_id = summary.id
        summaries.propose(summary, by=self.officer, seen=NO_PAGE)

    def approve_response(self) -> None:
        """Another person approves."""
        summaries.approve(self._summary(), by=self.approver, seen=NO_PAGE)

    def publish(self) -> None:
        """The response is public, and the consultation concluded."""
        summaries.publish(self._summary(), by=self.officer, seen=NO_PAGE, objections=NO_PAGE)

    def _summary(self) -> ResponseSummary:
        return summarised.existing(self.summary_id)


def _who(planned: DemoSubmission) -> dict[str, Any]:
    capacity = "organisation" if planned.capacity == "organisation" else planned.capacity
    return {
        "name": planned.name if planned.name != planned.organisation else "",
        "organisation": planned.organisation,
        "category": Category(planned.category),
        "subcategory": planned.subcategory,
        "category_other": "",
        "country": planned.country,
        "capacity": Capacity(capacity),
        "on_behalf_of": planned.on_behalf_of,
        "email": plans.STAKEHOLDERS.get(planned.name)
        or f"{re.sub(r'[^a-z]+', '', planned.name.lower())[:24] or 'sender'}@post.example",
        "language": planned.language,
    }


def _word(title: str, text: str) -> bytes:
    """A Word file with these paragraphs."""
    document = docx.Document()
    document.add_heading(title, 1)
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
