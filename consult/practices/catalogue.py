"""The practices of good engagement, as data: what each asks, why, who says so, and how this platform can tell. Pure.

The words are our own. A source is named where a public source says it; "own proposal" is said where none was read.
"""

from dataclasses import dataclass
from enum import StrEnum

from consult.core.translatable import N_, pN_


class Kind(StrEnum):
    """Who decides whether a practice is evidenced."""

    AUTO = "auto"
    """The stored data."""
    ASSIST = "assist"
    """A named person, with figures beside."""
    ATTEST = "attest"
    """A named person."""
    UNCHECKED = "unchecked"
    """No one yet: this platform keeps no data that could decide it."""


@dataclass(frozen=True)
class Practice:
    """One practice; `title` and `why` are marked sentences, `source` is one where it is no name of a publication."""

    id: str
    title: str
    why: str
    kind: Kind
    source: str
    since: str = ""
    """ASSIST and ATTEST: from which phase on it is missed when no one attests it ("open", "closed", "responded")."""

    @property
    def letter(self) -> str:
        """The letter of its group."""
        return self.id[0]


LETTERS: dict[str, str] = {
    "A": N_("Strategy and planning"),
    "B": N_("Stakeholders and outreach"),
    "C": N_("Rules and materials"),
    "D": pN_("group of practices", "Timing"),
    "E": N_("Collecting comments"),
    "F": pN_("group of practices", "Moderation"),
    "G": N_("Publishing comments"),
    "H": pN_("group of practices", "Responding"),
    "I": pN_("group of practices", "Learning"),
}

COMPENDIUM = "IO Partnership Compendium, ch. 4"
BPP = "OECD Best Practice Principles on Stakeholder Engagement"
EU = "EU Better Regulation guidelines"
EU_54 = "EU Better Regulation Tool 54"
EU_RULES = "EU Have Your Say, rules for feedback"
UK = "UK Consultation Principles"
ISEAL = "ISEAL standard-setting"
ECA = "European Court of Auditors, Special Report 14/2019"
OASIS = "OASIS TC Process"
ACUS = "ACUS Recommendation 2021-1"
GAO_POSTING = "GAO-19-483"
GAO_IDENTITY = "GAO-21-103181"
OCS = "IPPC and Codex Online Commenting System"
REGULATIONS = "regulations.gov"
FENSA = "WHO FENSA"
W3C = "W3C Process"
OWN = N_("own proposal")

_A, _S, _T, _N = Kind.AUTO, Kind.ASSIST, Kind.ATTEST, Kind.UNCHECKED

PRACTICES: dict[str, Practice] = {
    practice.id: practice
    for practice in (
        Practice(
            "A1",
            N_("The engagement plan is published with the consultation"),
            N_("Stakeholders need to know the purpose, what can and cannot change, who is consulted, the dates and "
               "how comments are used before they comment."),
            _A, f"{COMPENDIUM}, key principle 1; {EU}; {UK}",
        ),
        Practice(
            "A2",
            N_("The form of engagement is stated"),
            N_("Stakeholders can tell whether comments are requested."),
            _A, "OECD background document on public consultation",
        ),
        Practice(
            "A3",
            N_("The instrument family, legal effect and stage are stated"),
            N_("What a comment can achieve depends on the instrument and its stage."),
            _A, "IO Partnership Compendium, ch. 1",
        ),
        Practice(
            "A4",
            N_("The consultation is announced before it opens"),
            N_("Organisations and governments need time to collect their members' views."),
            _A, "OECD Government at a Glance 2023",
        ),
        Practice(
            "A5",
            N_("The draft can still change"),
            N_("Consulting on settled matters wastes the time of stakeholders."),
            _T, UK, "open",
        ),
        Practice(
            "A6",
            N_("A contact and the responsible unit are named"),
            N_("Stakeholders can ask questions and know who is accountable."),
            _A, f"{COMPENDIUM}, key principle 3",
        ),
        Practice(
            "A7",
            N_("A person other than the author approved the consultation"),
            N_("Review by a second person finds errors before publication."),
            _A, BPP,
        ),
        Practice(
            "B1",
            N_("Outreach is planned to government, industry, civil society and academia, or the reason for leaving a "
               "group out is given"),
            N_("A list of stakeholder groups shows which groups are missing."),
            _N, f"{COMPENDIUM}, key principle 2; {ISEAL}",
        ),
        Practice(
            "B2",
            N_("Outreach to each group is recorded with its date"),
            N_("Publishing alone does not reach every group."),
            _N, f"{COMPENDIUM}, key principle 2; {ECA}",
        ),
        Practice(
            "B3",
            N_("Groups that are seldom heard are contacted"),
            N_("Developing countries, small firms and groups far from international meetings often do not take part "
               "unless invited."),
            _S, f"{COMPENDIUM}, introduction", "closed",
        ),
        Practice(
            "B4",
            N_("The balance of stakeholder groups is monitored and improved"),
            N_("Otherwise the groups with the most resources have the most influence."),
            _T, ISEAL, "closed",
        ),
        Practice(
            "B5",
            N_("Anyone concerned may comment, or the restriction is explained"),
            N_("A restriction needs a public reason."),
            _N, "IPPC lists of those consulted",
        ),
        Practice(
            "B6",
            N_("Submitters state their interests"),
            N_("Knowing the interests of a submitter helps to assess a comment."),
            _N, f"{FENSA}; EU Transparency Register",
        ),
        Practice(
            "C1",
            N_("The rules are public before the consultation opens"),
            N_("Rules on eligibility, publication, attribution, late comments, campaigns, personal data and "
               "retention must be known in advance."),
            _A, f"{COMPENDIUM}, key principle 3; {GAO_POSTING}; {ACUS}; {EU_RULES}",
        ),
        Practice(
            "C2",
            N_("The draft and an explanatory note are available for the whole comment period"),
            N_("Stakeholders need the draft and its purpose to comment."),
            _A, UK,
        ),
        Practice(
            "C3",
            N_("The draft does not change during the comment period"),
            N_("Comments must keep referring to the text they were written about. A correction creates a new version "
               "with a notice."),
            _A, N_("experience of Consul Democracy with changing drafts"),
        ),
        Practice(
            "C4",
            N_("The relation to existing international instruments is stated"),
            N_("Overlaps and contradictions can still be avoided at this stage."),
            _A, "IO Partnership Compendium, ch. 5",
        ),
        Practice(
            "C5",
            N_("An impact assessment is available"),
            N_("The people affected can say whether the expected impact is realistic."),
            _A, "OECD Recommendation on Regulatory Policy and Governance (2012)",
        ),
        Practice(
            "C6",
            N_("The language is plain; questions are few and neutral"),
            N_("Few people answer leading or technical questions."),
            _S, f"{UK}; {EU_54}", "open",
        ),
        Practice(
            "C7",
            N_("Language versions are dated, and the comment period starts with the last of them"),
            N_("Stakeholders can only comment once they can read the draft."),
            _A, f"{ECA}; WHO and Codex practice",
        ),
        Practice(
            "C8",
            N_("Commenting is free, accessible and possible offline"),
            N_("Barriers exclude the groups that are heard least."),
            _T, "ISO and IEC comment templates", "open",
        ),
        Practice(
            "D1",
            N_("The comment period meets the minimum of the timing profile"),
            N_("Members, committees and translators need enough time."),
            _A, f"{COMPENDIUM}, key principle 4",
        ),
        Practice(
            "D2",
            N_("A shorter period has a public justification"),
            N_("If a matter is urgent, the reason can be published."),
            _A, OWN,
        ),
        Practice(
            "D3",
            N_("The deadline has a date, time and time zone"),
            N_("Without a time zone a deadline differs around the world."),
            _A, f"{EU_RULES}; IPPC calls",
        ),
        Practice(
            "D4",
            N_("Every change of date is recorded, explained, announced and the same for everyone"),
            N_("An unannounced extension favours those who hear of it."),
            _A, "Codex circular letters",
        ),
        Practice(
            "D5",
            N_("Late comments are treated by the published rule and marked"),
            N_("Exceptions for some late comments are unfair to others."),
            _A, f"{REGULATIONS}; WOAH Code Commission reports",
        ),
        Practice(
            "D6",
            N_("A second round is held if the draft changed substantially, or the reason for not holding one is given"),
            N_("Otherwise stakeholders were not consulted on the final text."),
            _S, f"{ISEAL}; IPPC second consultations", "responded",
        ),
        Practice(
            "E1",
            N_("Comments are structured: passage, type, comment, proposed wording, reasons"),
            N_("Structured comments can be compared, counted and responded to."),
            _A, "IPPC template; IEC comment form; ISO Online Standards Development",
        ),
        Practice(
            "E2",
            N_("Every submission is acknowledged with a reference"),
            N_("Without a reference a lost comment cannot be noticed."),
            _A, f"{OASIS}; {REGULATIONS}",
        ),
        Practice(
            "E3",
            N_("Comments can be saved, continued, edited and withdrawn until the deadline"),
            N_("Comments take time to write and must not be lost with a connection."),
            _A, OCS,
        ),
        Practice(
            "E4",
            N_("Submissions state who the submitter is commenting for"),
            N_("A comment by an expert is not the position of a country."),
            _A, f"{OCS}; WOAH Code Commission reports",
        ),
        Practice(
            "E5",
            N_("Official positions come only from verified contact points"),
            N_("Only the competent authority can give the position of a country."),
            _N, f"{OCS}; ISO Online Standards Development",
        ),
        Practice(
            "E6",
            N_("Consent and attribution are recorded with the accepted rules"),
            N_("The organisation can prove later what a submitter accepted."),
            _A, f"{EU_54}; OECD and IASB practice",
        ),
        Practice(
            "F1",
            N_("Every withheld or removed comment has a published reason, and the reasons are counted"),
            N_("Without reasons, no one can check whether a decision was right."),
            _A, f"{REGULATIONS}; {EU_RULES}",
        ),
        Practice(
            "F2",
            N_("Original comments are kept, and redactions are visible"),
            N_("Redacted words can be reviewed and restored."),
            _A, "WHO web hearings",
        ),
        Practice(
            "F3",
            N_("Submitters are notified of decisions and can object"),
            N_("Errors can be corrected only if submitters learn of them."),
            _A, f"{ACUS}; {EU_RULES}",
        ),
        Practice(
            "F4",
            N_("Similar comments are grouped, and both totals are shown"),
            N_("Campaigns are considered without hiding other comments."),
            _N, f"{ACUS}; {GAO_POSTING}",
        ),
        Practice(
            "F5",
            N_("Automated submissions are deterred, marked and counted separately"),
            N_("Automated submissions do not represent stakeholders."),
            _N, ACUS,
        ),
        Practice(
            "F6",
            N_("Comments are checked for personal data before publication, and downloads contain only public data"),
            N_("Published data can be copied and cannot be recalled."),
            _N, N_("reported breaches of public bodies"),
        ),
        Practice(
            "F7",
            N_("Moderation meets its target time, and the backlog is public"),
            N_("Others cannot react to a comment that is published after the deadline."),
            _A, f"{COMPENDIUM}, key principle 3",
        ),
        Practice(
            "F8",
            N_("Moderators do not decide on comments from their own organisation"),
            N_("Moderation must be free of conflicts of interest."),
            _N, FENSA,
        ),
        Practice(
            "G1",
            N_("Comments are published with the dates received and published, unless there is a reason to withhold "
               "them"),
            N_("Everyone can see what the organisation received, and when."),
            _A, f"{OASIS}; {EU}; {REGULATIONS}",
        ),
        Practice(
            "G2",
            N_("The numbers add up"),
            N_("Every comment received is published, withheld, removed, withdrawn or pending."),
            _A, GAO_POSTING,
        ),
        Practice(
            "G3",
            N_("Comments can be downloaded and have permanent addresses"),
            N_("Others can check the conclusions."),
            _A, "EU Have Your Say and regulations.gov interfaces",
        ),
        Practice(
            "G4",
            N_("The limits of the data are stated"),
            N_("Identities are self-declared, and numbers of comments are not votes."),
            _N, GAO_IDENTITY,
        ),
        Practice(
            "H1",
            N_("Every comment has a disposition, directly or through its issue"),
            N_("People take part if they can see what their comments achieved."),
            _A, f"{OASIS}; {ISEAL}; {W3C}",
        ),
        Practice(
            "H2",
            N_("Every comment that is not accepted has a reason"),
            N_("Stakeholders can accept a decision if they know the reason."),
            _A, f"{ECA}; WOAH Code Commission reports",
        ),
        Practice(
            "H3",
            N_("The response summary is published by its due date, or a holding notice gives a new date"),
            N_("Stakeholders need to know when they will get a response."),
            _A, UK,
        ),
        Practice(
            "H4",
            N_("The response summary is complete"),
            N_("A complete summary covers the questions, the participants, the comments, the decisions with their "
               "reasons and the next steps."),
            _A, f"{EU}; IOSCO and FSB feedback statements",
        ),
        Practice(
            "H5",
            N_("Views are reported by stakeholder category, including minority views"),
            N_("A consultation is not a vote, and a minority can be right."),
            _T, "e-consultation guide", "responded",
        ),
        Practice(
            "H6",
            N_("Every accepted change is linked to the changed passage"),
            N_("Submitters can see what their comment changed."),
            _N, f"{W3C}; ISO practice",
        ),
        Practice(
            "H7",
            N_("Submitters are notified of the response summary"),
            N_("Submitters may not look for the response themselves."),
            _A, ISEAL,
        ),
        Practice(
            "H8",
            N_("The response summary is published no later than the adoption"),
            N_("A response after the decision cannot influence it."),
            _N, OWN,
        ),
        Practice(
            "H9",
            N_("The response summary is available in the languages of the consultation"),
            N_("People who were consulted in a language can read the response in it."),
            _A, ECA,
        ),
        Practice(
            "I1",
            N_("Participants are asked for feedback"),
            N_("Participants know which obstacles they met."),
            _N, ECA,
        ),
        Practice(
            "I2",
            N_("Participation figures are published"),
            N_("Figures by category, country and language show gaps."),
            _A, f"{OCS}; EU Have Your Say statistics",
        ),
        Practice(
            "I3",
            N_("Lessons are recorded after the consultation"),
            N_("The next consultation can improve."),
            _T, f"{ECA}; {BPP}", "responded",
        ),
        Practice(
            "I4",
            N_("Every decision is recorded, and the retention rule is applied"),
            N_("Accountability needs records; privacy needs their deletion."),
            _N, f"{COMPENDIUM}, key principle 3",
        ),
        Practice(
            "I5",
            N_("The drafting group states its interests"),
            N_("Authors of a draft can have interests too."),
            _T, FENSA, "open",
        ),
        Practice(
            "I6",
            N_("Organisations with related instruments are informed or involved"),
            N_("Otherwise two organisations may regulate the same matter."),
            _T, "IO Partnership Compendium, ch. 5, key principles 1 and 2", "closed",
        ),
        Practice(
            "I7",
            N_("The date and method of evaluating the instrument are recorded"),
            N_("Only an evaluation shows whether a standard works."),
            _N, "IO Partnership Compendium, ch. 3, key principles 1 and 4",
        ),
    )
}  # fmt: skip
"""Every practice by its id, in order."""

BEFORE_APPROVAL = ("A1", "A2", "A3", "A4", "A5", "A6", "C1", "C2", "C4", "C5", "C6", "C8", "D1", "D2", "I5")
"""What can be judged, or attested, before a consultation is approved, and so can block the approval."""

BEFORE_PUBLICATION = tuple(
    key for key, practice in PRACTICES.items() if practice.kind != Kind.UNCHECKED and key not in {"H7", "D6", "H5", "I3"}
)  # fmt: skip
"""What can be judged before a response is published. What can only follow the publication cannot hold it back."""

SHORTEST_EVIDENCE = 20
"""Characters an attestation needs: a word is no evidence."""
