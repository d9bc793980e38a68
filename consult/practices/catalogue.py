"""The practices of good engagement, as data: what each asks, why, who says so, and how this platform can tell. Pure.

The words are our own. A source is named where a public source says it; "own proposal" is said where none was read.
"""

from dataclasses import dataclass
from enum import StrEnum

from consult.core.words import N_


class Kind(StrEnum):
    """Who decides whether a practice is evidenced."""

    AUTO = "auto"
    """The stored data."""
    ASSIST = "assist"
    """A named person, with figures beside."""
    ATTEST = "attest"
    """A named person."""
    UNCHECKED = "unchecked"
    """Nobody yet: this platform keeps no data that could decide it."""


@dataclass(frozen=True)
class Practice:
    """One practice; `title` and `why` are marked sentences."""

    id: str
    title: str
    why: str
    kind: Kind
    source: str
    since: str = ""
    """ASSIST and ATTEST: from which phase on it is missed when nobody attests it ("open", "closed", "answered")."""

    @property
    def letter(self) -> str:
        """Its group."""
        return self.id[0]


LETTERS: dict[str, str] = {
    "A": N_("Strategy and planning"),
    "B": N_("Whom to ask"),
    "C": N_("Rules and materials"),
    "D": N_("Timing"),
    "E": N_("Collecting comments"),
    "F": N_("Moderation"),
    "G": N_("Publishing what came in"),
    "H": N_("Answering"),
    "I": N_("Learning from it"),
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
OWN = "own proposal"

_A, _S, _T, _N = Kind.AUTO, Kind.ASSIST, Kind.ATTEST, Kind.UNCHECKED

PRACTICES: dict[str, Practice] = {
    practice.id: practice
    for practice in (
        Practice(
            "A1",
            N_("The plan of the engagement is published with the consultation"),
            N_("Purpose, what can and cannot change, who is asked, the dates and the use of comments are known before anybody writes."),
            _A, f"{COMPENDIUM}, key principle 1; {EU}; {UK}",
        ),
        Practice(
            "A2",
            N_("The form of interaction is declared"),
            N_("Readers can tell a notification from a consultation, and do not write in vain."),
            _A, "OECD background document on public consultation",
        ),
        Practice(
            "A3",
            N_("Kind of instrument, legal effect and stage are declared"),
            N_("What a comment can achieve depends on what is being made and how far it is."),
            _A, "IO Partnership Compendium, ch. 1",
        ),
        Practice(
            "A4",
            N_("The consultation is announced before it opens"),
            N_("Organisations and governments need time to gather their members' views."),
            _A, "OECD Government at a Glance 2023",
        ),
        Practice(
            "A5",
            N_("The text can still change"),
            N_("Asking about what is settled wastes the time of those who answer."),
            _T, UK, "open",
        ),
        Practice(
            "A6",
            N_("A contact and the unit in charge are named"),
            N_("Somebody answers questions, and somebody is accountable."),
            _A, f"{COMPENDIUM}, key principle 3",
        ),
        Practice(
            "A7",
            N_("Somebody other than the author approved the launch"),
            N_("A second pair of eyes is the simplest control of quality."),
            _A, BPP,
        ),
        Practice(
            "B1",
            N_("Government, industry, civil society and academia are each to be reached, or it is said why not"),
            N_("A map of who is concerned shows who would be left out."),
            _N, f"{COMPENDIUM}, key principle 2; {ISEAL}",
        ),
        Practice(
            "B2",
            N_("Outreach to each group is recorded with its date"),
            N_("Publishing is not yet reaching."),
            _N, f"{COMPENDIUM}, key principle 2; {ECA}",
        ),
        Practice(
            "B3",
            N_("Those who are seldom heard are sought out"),
            N_("Developing countries, small firms and groups far from international meetings do not come by themselves."),
            _S, f"{COMPENDIUM}, introduction", "closed",
        ),
        Practice(
            "B4",
            N_("The balance of voices is watched, and something is done about it"),
            N_("Whoever has most resources would otherwise have most influence."),
            _T, ISEAL, "closed",
        ),
        Practice(
            "B5",
            N_("Anybody concerned may take part, or the limit is explained"),
            N_("A closed door needs a reason."),
            _N, "IPPC lists of those consulted",
        ),
        Practice(
            "B6",
            N_("Whoever comments declares the interest behind it"),
            N_("A view is easier to weigh when it is known whose it is."),
            _N, f"{FENSA}; EU Transparency Register",
        ),
        Practice(
            "C1",
            N_("The rules are public before it opens"),
            N_("Who may comment, what is published, how names are shown, late and mass comments, personal data and its keeping: no rule is made up afterwards."),
            _A, f"{COMPENDIUM}, key principle 3; {GAO_POSTING}; {ACUS}; {EU_RULES}",
        ),
        Practice(
            "C2",
            N_("The draft and an explanatory note are available from the first day to the last"),
            N_("A comment on a text needs the text, and what it is for."),
            _A, UK,
        ),
        Practice(
            "C3",
            N_("The text stands still while it is open"),
            N_("A comment must not find another text under it. Corrections make a new version with a notice."),
            _A, "experience of Consul Democracy with changing drafts",
        ),
        Practice(
            "C4",
            N_("The relation to existing international instruments is stated"),
            N_("Overlap and contradiction are seen while they can still be avoided."),
            _A, "IO Partnership Compendium, ch. 5",
        ),
        Practice(
            "C5",
            N_("An assessment of the impact is available"),
            N_("Whoever is affected can say whether it was foreseen rightly."),
            _A, "OECD Recommendation on Regulatory Policy and Governance (2012)",
        ),
        Practice(
            "C6",
            N_("Words are plain, questions few and neutral"),
            N_("Loaded or learned questions are answered by few."),
            _S, f"{UK}; {EU_54}", "open",
        ),
        Practice(
            "C7",
            N_("Language versions are dated, and the period counts from the last of them"),
            N_("Time to comment begins when one can read."),
            _N, f"{ECA}; WHO and Codex practice",
        ),
        Practice(
            "C8",
            N_("Nothing stands in the way: no fee, accessible, usable offline"),
            N_("A barrier leaves out exactly those who are heard least."),
            _T, "ISO and IEC comment templates", "open",
        ),
        Practice(
            "D1",
            N_("The period is as long as the chosen profile asks"),
            N_("Members, committees and translators need their time."),
            _A, f"{COMPENDIUM}, key principle 4",
        ),
        Practice(
            "D2",
            N_("A shorter period is justified in public"),
            N_("Urgency can be real; then it can be told."),
            _A, OWN,
        ),
        Practice(
            "D3",
            N_("The deadline has a day, a time and a zone"),
            N_("“By Friday” is three different days around the world."),
            _A, f"{EU_RULES}; IPPC calls",
        ),
        Practice(
            "D4",
            N_("Every change of date is recorded, explained, told, and the same for all"),
            N_("A quiet extension favours those who hear of it."),
            _A, "Codex circular letters",
        ),
        Practice(
            "D5",
            N_("Late comments are treated by the published rule, marked, never dropped in silence"),
            N_("Favours to some latecomers are unfair to all others."),
            _A, f"{REGULATIONS}; WOAH Code Commission reports",
        ),
        Practice(
            "D6",
            N_("There is a second round when the text changed much, or it is said why not"),
            N_("Otherwise the final text was never consulted on."),
            _S, f"{ISEAL}; IPPC second consultations", "answered",
        ),
        Practice(
            "E1",
            N_("Comments are structured: place, type, comment, proposed words, reason"),
            N_("Such comments can be compared, counted and answered."),
            _A, "IPPC template; IEC comment form; ISO Online Standards Development",
        ),
        Practice(
            "E2",
            N_("Every submission is acknowledged with a reference"),
            N_("A comment that cannot be traced can be lost without anybody knowing."),
            _A, f"{OASIS}; {REGULATIONS}",
        ),
        Practice(
            "E3",
            N_("One can save, resume, correct and withdraw until the close"),
            N_("Work of weeks must not hang on one evening's connection."),
            _A, OCS,
        ),
        Practice(
            "E4",
            N_("It is recorded in which capacity somebody comments"),
            N_("An expert's remark is not the position of a country."),
            _A, f"{OCS}; WOAH Code Commission reports",
        ),
        Practice(
            "E5",
            N_("Official positions come from verified contact points only"),
            N_("Nobody should speak for a country who does not."),
            _N, f"{OCS}; ISO Online Standards Development",
        ),
        Practice(
            "E6",
            N_("Consent and the choice of attribution are kept with the rules agreed to"),
            N_("It can be shown later what somebody agreed to."),
            _A, f"{EU_54}; OECD and IASB practice",
        ),
        Practice(
            "F1",
            N_("Whatever is withheld or removed has a published reason, and these are counted"),
            N_("Moderation without reasons looks like censorship."),
            _A, f"{REGULATIONS}; {EU_RULES}",
        ),
        Practice(
            "F2",
            N_("Originals are kept; redactions lie over them and are visible as such"),
            N_("What was hidden can be reviewed, and shown again."),
            _A, "WHO web hearings",
        ),
        Practice(
            "F3",
            N_("Whoever commented is told of a decision and can contest it"),
            N_("Mistakes are mended only by those who know of them."),
            _A, f"{ACUS}; {EU_RULES}",
        ),
        Practice(
            "F4",
            N_("Comments that are alike are grouped, with both totals shown"),
            N_("Campaigns are heard without drowning others."),
            _N, f"{ACUS}; {GAO_POSTING}",
        ),
        Practice(
            "F5",
            N_("Automated submissions are deterred, marked and kept apart"),
            N_("A machine is no stakeholder."),
            _N, ACUS,
        ),
        Practice(
            "F6",
            N_("Personal data is looked for before publication, and downloads carry public columns only"),
            N_("What was published once cannot be called back."),
            _N, "reported breaches of public bodies",
        ),
        Practice(
            "F7",
            N_("Moderation keeps to its days, and the backlog is public"),
            N_("A comment that appears after the close cannot be answered by others."),
            _A, f"{COMPENDIUM}, key principle 3",
        ),
        Practice(
            "F8",
            N_("Nobody moderates comments of their own organisation"),
            N_("Nobody is a judge in their own cause."),
            _N, FENSA,
        ),
        Practice(
            "G1",
            N_("Contributions are published unless a reason stands against it, with the dates received and posted"),
            N_("Everybody can see what the organisation saw, and when."),
            _A, f"{OASIS}; {EU}; {REGULATIONS}",
        ),
        Practice(
            "G2",
            N_("The numbers add up"),
            N_("Received is published, withheld, removed, withdrawn or waiting: nothing disappears in between."),
            _A, GAO_POSTING,
        ),
        Practice(
            "G3",
            N_("Comments can be downloaded, and their addresses last"),
            N_("Others can check the conclusions."),
            _A, "EU Have Your Say and regulations.gov interfaces",
        ),
        Practice(
            "G4",
            N_("The limits of the data are stated"),
            N_("Identities are self-declared; numbers of comments are no votes."),
            _N, GAO_IDENTITY,
        ),
        Practice(
            "H1",
            N_("Every comment has its disposition, by itself or through its issue"),
            N_("Taking part is worth it when one sees what became of it."),
            _A, f"{OASIS}; {ISEAL}; {W3C}",
        ),
        Practice(
            "H2",
            N_("Whatever is not taken up has its reason"),
            N_("A reasoned no is respected; a silent one is not."),
            _A, f"{ECA}; WOAH Code Commission reports",
        ),
        Practice(
            "H3",
            N_("The response comes in the promised time, or a dated notice says when it will"),
            N_("Interest fades, and trust with it, while nothing is heard."),
            _A, UK,
        ),
        Practice(
            "H4",
            N_("The response has all its parts"),
            N_("What was asked, who answered, what was said, what was decided and why, what comes next."),
            _A, f"{EU}; IOSCO and FSB feedback statements",
        ),
        Practice(
            "H5",
            N_("Views are told by kind of stakeholder, minorities included"),
            N_("A consultation is not a vote, and the few may be right."),
            _T, "e-consultation guide", "answered",
        ),
        Practice(
            "H6",
            N_("Every accepted change is linked to the changed passage"),
            N_("Readers find what their comment did."),
            _N, f"{W3C}; ISO practice",
        ),
        Practice(
            "H7",
            N_("Whoever commented is told where the response is"),
            N_("Few come back by themselves a year later."),
            _A, ISEAL,
        ),
        Practice(
            "H8",
            N_("The response is published no later than the adoption"),
            N_("An answer after the decision is only a justification."),
            _N, OWN,
        ),
        Practice(
            "H9",
            N_("The response can be read in the languages of the consultation"),
            N_("Whoever was asked in a language is answered in it."),
            _N, ECA,
        ),
        Practice(
            "I1",
            N_("Whoever took part is asked how it was"),
            N_("They know best what stood in the way."),
            _N, ECA,
        ),
        Practice(
            "I2",
            N_("Figures of participation are published"),
            N_("Who was heard, from where, in which language: gaps are seen."),
            _A, f"{OCS}; EU Have Your Say statistics",
        ),
        Practice(
            "I3",
            N_("Lessons are written down after the close"),
            N_("The next consultation begins wiser."),
            _T, f"{ECA}; {BPP}", "answered",
        ),
        Practice(
            "I4",
            N_("Every decision is on record, and the rule on keeping data is applied"),
            N_("Accountability needs a memory; privacy needs an end to it."),
            _N, f"{COMPENDIUM}, key principle 3",
        ),
        Practice(
            "I5",
            N_("The drafting group states its own interests"),
            N_("Those who write may have interests as well."),
            _T, FENSA, "open",
        ),
        Practice(
            "I6",
            N_("Organisations with related instruments are informed or associated"),
            N_("They would otherwise regulate the same thing twice."),
            _T, "IO Partnership Compendium, ch. 5, key principles 1 and 2", "closed",
        ),
        Practice(
            "I7",
            N_("It is recorded when and how the instrument will be evaluated"),
            N_("Whether a standard works is known only afterwards."),
            _N, "IO Partnership Compendium, ch. 3, key principles 1 and 4",
        ),
    )
}  # fmt: skip
"""Every practice by its id, in order."""

BEFORE_APPROVAL = ("A1", "A2", "A3", "A4", "A5", "A6", "C1", "C2", "C4", "C5", "C6", "C8", "D1", "D2", "I5")
"""What can be judged, or attested, before a launch is approved, and so can block the approval."""

BEFORE_PUBLICATION = tuple(
    key for key, practice in PRACTICES.items() if practice.kind != Kind.UNCHECKED and key not in {"H7", "D6", "H5", "I3"}
)  # fmt: skip
"""What can be judged before a response is published. What can only follow the publication cannot hold it back."""

SHORTEST_EVIDENCE = 20
"""Characters an attestation needs: a word is no evidence."""
