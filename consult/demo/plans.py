"""Who and what there is in the demo: organisations, people, consultations, issues. Invented, all of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from consult.consultations.models import AuthoredQuestion, Family, LegalEffect, Shortening
from consult.organisations.models import Role
from consult.questions.definitions import Definition
from consult.responses.lifecycle import Disposition
from consult.stakeholders.models import Category

EARLIER_PASSWORD = "walk along the river"  # noqa: S105 -- of every demo, before each had its own
"""Of every account of the demo."""


@dataclass(frozen=True)
class Organisation:
    """An international organisation; its people are called by their role."""

    slug: str
    short_name: str
    name: str
    description: str
    accent: str
    timezone: str
    languages: tuple[str, ...]
    timing_profile: str
    response_days: int
    people: dict[str, tuple[str, tuple[Role, ...]]]
    """Local part of the address → name and roles."""

    @property
    def domain(self) -> str:
        """Where its people have their addresses."""
        return f"{self.slug}.example"

    def address(self, person: str) -> str:
        """The address of one of its people."""
        return f"{person}@{self.domain}"


STAFF = (Role.OFFICER, Role.APPROVER, Role.MODERATOR, Role.ADMINISTRATOR)
OFFICER, APPROVER, MODERATOR, ADMINISTRATOR = ((role,) for role in STAFF)

ORGANISATIONS = (
    Organisation(
        "seed-health",
        "ISHC",
        "Intergovernmental Seed Health Council",
        "Sets the rules by which seed crosses borders without its pests. Sixty-one member states.",
        "forest",
        "Europe/Rome",
        ("en", "fr", "es"),
        "ippc_ispm",
        84,
        {
            "officer": ("Ines Okafor", OFFICER),
            "approver": ("Tomás Lindqvist", APPROVER),
            "moderator": ("Mariam Haddad", MODERATOR),
            "moderator2": ("Jun Watanabe", MODERATOR),
            "administrator": ("Ruth Abena Osei", ADMINISTRATOR),
        },
    ),
    Organisation(
        "cold-chain",
        "AVCE",
        "Alliance for Vaccine Cold Chain Equipment",
        "Writes the specifications by which ministries of health buy what keeps vaccines cold.",
        "plum",
        "Asia/Manila",
        ("en", "es", "zh"),
        "wto_tbt_code",
        60,
        {
            "officer": ("Carmela Bautista", OFFICER),
            "approver": ("Anil Shrestha", APPROVER),
            "moderator": ("Grace Mutoni", MODERATOR),
            "moderator2": ("Pavel Doležal", MODERATOR),
        },
    ),
    Organisation(
        "water-quality",
        "SCWQ",
        "Secretariat of the Convention on Water Quality",
        "Guidelines on the quality of drinking-water and on the data about it.",
        "teal",
        "Africa/Nairobi",
        ("en", "fr", "ar"),
        "four_weeks",
        80,
        {
            "officer": ("Halima Yusuf", OFFICER),
            "approver": ("Björn Sigurðsson", APPROVER),
            "moderator": ("سامي الخطيب", MODERATOR),
        },
    ),
    Organisation(
        "rail-journeys",
        "UCJ",
        "Union for Cross-border Rail Journeys",
        "Recommandations pour des voyages en train qui ne s'arrêtent pas aux frontières.",
        "navy",
        "Europe/Brussels",
        ("fr", "en"),
        "wto_tbt_code",
        90,
        {
            "officer": ("Élodie Marchetti", OFFICER),
            "approver": ("Wim Desmet", APPROVER),
            "moderator": ("Katarína Novotná", MODERATOR),
        },
    ),
)

PLATFORM = ("administrator@consult.example", "Noor El-Sayed")
"""Who looks after the platform as a whole."""

STAKEHOLDERS = {
    "Ingrid Solheim": "ingrid@nordic-seed.example",
    "Dr Esther Wanyama": "esther@immunisation.example",
    "Clémence Aubry": "clemence@voyageurs.example",
}
"""Who of the senders has an account: name → address."""


@dataclass(frozen=True)
class Issue:
    """A point that several comments make, and the response to it."""

    title: str
    views: str
    response: str
    disposition: Disposition
    change: str = ""
    changed_place: str = ""


@dataclass(frozen=True)
class Plan:
    """One consultation; days are counted from the day of seeding."""

    organisation: str
    title: str
    draft: str = ""
    label: str = "Draft for consultation"
    language: str = "en"
    """Of its texts."""
    opens: int | None = None
    closes: int | None = None
    announced: int | None = None
    until: str = "announced"
    """How far it has come: prepared, proposed, approved, announced."""
    fields: dict[str, Any] = field(default_factory=dict)
    questions: tuple[tuple[str, str], ...] = ()
    asked: tuple[AuthoredQuestion, ...] = ()
    """Questions of other types than free text."""
    translations: tuple[str, ...] = ()
    """Languages of its other versions: the file of one has its language after the name of the draft."""
    note: str = ""
    """Words of an explanatory note that goes with it."""
    extended: tuple[int, int, str] | None = None
    """On which day, by how many days, and why."""
    corrected: tuple[int, str, str, str, str] | None = None
    """On which day; words of the block; old and new words; the notice."""
    withdrawn: tuple[int, str] | None = None
    holding_notice: tuple[int, int, str] | None = None
    """On which day, until which day, and why the response comes later."""
    attested: tuple[tuple[str, str], ...] = ()
    """Practices that the officer states to be kept, and what shows it."""
    issues: tuple[Issue, ...] = ()
    campaign: tuple[str, tuple[str, ...]] | None = None
    """A letter that many send, and their names; each changes a word."""
    response: tuple[int, int, int] | None = None
    """On which days the summary is drafted, approved and published."""
    next_steps: str = ""


SAMPLING_QUESTIONS = (
    AuthoredQuestion("Who takes samples of seed lots in your country?", type="single",
                     section="How lots are sampled today",
                     options="the plant protection organisation\nan authorised company\nan independent laboratory",
                     definition=Definition(has_other=True)),
    AuthoredQuestion("What do samplers take with them?", "Choose all that apply.", type="multiple",
                     options="a stick sampler\na riffle divider\nsealed bags\na printed form"),
    AuthoredQuestion("How long does it take to sample one lot?", "An estimate is enough.", type="number",
                     unit="minutes", definition=Definition(least=Decimal(0), most=Decimal(600))),
    AuthoredQuestion("The number of primary samples should follow the size of the lot.", type="agreement"),
    AuthoredQuestion("How often are these found?", type="matrix", options="In most lots\nIn some lots\nNever",
                     rows="Fungi\nBacteria\nViruses\nSeeds of weeds", section="What is found"),
    AuthoredQuestion("How ready is your country to follow this draft?", type="scale", options="not at all\nready today",
                     definition=Definition(least=Decimal(1), most=Decimal(5))),
    AuthoredQuestion("Since when has your present method been in force?", type="date"),
)  # fmt: skip

WATER_QUESTIONS = (
    AuthoredQuestion("Who takes the samples of a small supply?", type="single", section="Taking samples",
          options="the supplier\nthe health authority\na laboratory", definition=Definition(has_other=True)),
    AuthoredQuestion("What do they take with them?", "Choose all that apply.", type="multiple",
          options="a thermometer\na chlorine meter\na cool box"),
    AuthoredQuestion("Results should be shown at the tap.", type="agreement"),
    AuthoredQuestion("How long does a result take to arrive?", type="number", unit="days",
          definition=Definition(least=Decimal(0), most=Decimal(90))),
    AuthoredQuestion("How often do you test for these?", type="matrix", options="Every day\nEvery week\nLess often",
          rows="Bacteria\nMetals\nChlorine"),
)  # fmt: skip

USE = (
    "Every comment is read and gets a response. The response summary says what changes and why; it is published before"
    " the draft goes to the members for adoption."
)

PLANS = (
    Plan(
        "seed-health",
        "Sampling of seed lots for health testing",
        "seed-sampling",
        "Second draft",
        opens=-62,
        closes=30,
        announced=-70,
        fields={
            "purpose": "Lots that are sampled differently at each border are refused at one of them. The draft sets out"
            " one way of sampling that exporting and importing countries can rely on.",
            "target_groups": "Plant protection organisations, laboratories, seed companies, growers and those who"
            " exchange seed without trading it. Two webinars are held, one at Pacific hours.",
            "can_change": "Sizes of lots and samples, numbers of primary samples, instruments, deadlines, the form.",
            "cannot_change": "That samples are taken by authorised samplers: the Council decided so last year.",
            "use_of_input": USE,
            "family": Family.TECHNICAL_STANDARD,
            "denomination": "Seed Health Standard",
            "legal_effect": LegalEffect.BINDING_IF_ADOPTED,
            "stage": "Second of three stages",
            "round": 1,
            "topics": ["seed", "plant health", "trade"],
            "relation_to_instruments": "Fits the rules for seed testing laboratories; replaces the note on sampling.",
        },
        attested=(
            (
                "B3",
                "Two webinars at Pacific hours; letters to forty networks of farmers who exchange native seed.",
            ),
        ),
        questions=(
            ("How many days of training does a sampler need?", "For your crops and your instruments."),
            ("Which kinds of seed are missing in Table 1?", ""),
        ),
        asked=SAMPLING_QUESTIONS,
        note="Why a new standard. Between two neighbours the same lot of beans was sampled with eleven and with forty"
        " primary samples; one result was clean, the other was not.\n\nWhat changed since the first draft. The table"
        " of lot sizes was simplified, small lots have a clause of their own, and samplers are no longer named.\n\n"
        "What we are unsure of. The size of tomato samples, and how samples travel from islands.",
        corrected=(
            -42,
            "follow the form of Annex A",
            "may be kept electronically",
            "may be written and kept electronically",
            "Clause 7.1 said that a report may be kept electronically; it was meant that it may be written so as well.",
        ),
    ),
    Plan(
        "rail-journeys",
        "Information des voyageurs dans les gares de correspondance",
        "gares",
        "Projet 3",
        "fr",
        opens=-58,
        closes=3,
        announced=-65,
        fields={
            "purpose": "Qui change de train entre deux compagnies perd souvent l'information en chemin. Le projet fixe"
            " ce qu'une gare doit aux voyageurs, quel que soit le transporteur.",
            "target_groups": "Voyageurs, associations de personnes handicapées, entreprises ferroviaires, gares,"
            " autorités.",
            "can_change": "Les délais, les hauteurs de caractères, les langues, les seuils.",
            "cannot_change": "Le principe d'une information à la vue et à l'ouïe.",
            "use_of_input": "Chaque contribution reçoit une réponse publiée avant la session d'automne.",
            "family": Family.RECOMMENDATION,
            "legal_effect": LegalEffect.NON_BINDING,
            "stage": "Enquête publique",
            "topics": ["rail", "accessibility", "passengers"],
        },
        questions=(
            (
                "De quelle information avez-vous le plus besoin quand vous changez de train ?",
                "Une seule, la plus utile.",
            ),
        ),
    ),
    Plan(
        "water-quality",
        "جودة بيانات مياه الشرب",
        "water-data-ar",
        "المشروع الأول",
        "ar",
        opens=-22,
        closes=20,
        announced=-30,
        fields={
            "purpose": "لا تقارن بيانات المياه بين البلدان لأن كل بلد يجمعها بطريقته. يضع المشروع حدًّا أدنى مشتركًا.",
            "target_groups": "هيئات المياه، والمشغّلون، والمختبرات، وجمعيات المستهلكين.",
            "can_change": "المدد والحدود والصيغ.",
            "use_of_input": "يُجاب عن كل تعليق، ويُنشر الجواب قبل عرض المشروع على الأطراف.",
            "family": Family.GUIDELINE_OR_BEST_PRACTICE,
            "legal_effect": LegalEffect.NON_BINDING,
            "topics": ["water", "data"],
            "languages": ["ar", "fr", "en"],
        },
        questions=(("ما أصعب ما في تطبيق هذه المبادئ في بلدكم؟", ""),),
    ),
    Plan(
        "cold-chain",
        "Temperature monitoring devices for vaccine carriers",
        "carriers",
        "Version 0.9",
        opens=-38,
        closes=-8,
        announced=-39,
        fields={
            "purpose": "Ministries buy some forty thousand devices a year that travel with vaccines. The specification"
            " says what they must do, so that offers can be compared and health workers meet one kind of alarm.",
            "target_groups": "Ministries of health, health workers, manufacturers, laboratories.",
            "can_change": "All numbers, the alarms, the records, the power supply.",
            "cannot_change": "That no special software is needed: it was decided with the ministries.",
            "use_of_input": USE,
            "family": Family.TECHNICAL_STANDARD,
            "denomination": "Equipment specification",
            "legal_effect": LegalEffect.VOLUNTARY_STANDARD,
            "stage": "Public review",
            "relation_to_instruments": "Replaces the specification of 30-day loggers; uses its test methods.",
            "topics": ["health", "vaccines", "measurement"],
            "shortening": Shortening.URGENT_HEALTH,
            "shortening_reason": "The devices are needed for the campaign after the floods; tenders open in ten weeks.",
        },
        questions=(("Can the devices that you use be read by somebody who was never trained?", ""),),
        issues=(
            Issue(
                "How fast a device must show a change",
                "Manufacturers say that twelve minutes need a bare sensor; laboratories ask for the medium to be named."
                " No health worker asked for a faster device.",
                "The time depends on what surrounds the sensor. The clause will name still air and give twenty minutes"
                " for a sensor in a buffer, twelve for a bare one.",
                Disposition.PARTIALLY_ACCEPTED,
                "Two response times, each with its medium.",
                "3.3",
            ),
            Issue(
                "Positions of health workers",
                "Health workers and unions oppose any record of positions; logistics companies see some use.",
                "Positions serve no end of this specification. Recording them is no longer permitted.",
                Disposition.ACCEPTED,
                "A device shall not record positions.",
                "5.4",
            ),
            Issue(
                "When the heat alarm comes",
                "Researchers and clinics want an earlier alarm; a study of 1 130 trips was sent.",
                "The aim is shared. Which time is right is being computed from the trips that were sent.",
                Disposition.ACCEPTED_IN_PRINCIPLE,
                "",
                "4.1",
            ),
        ),
        campaign=(
            "I am a health worker and I want paper cards, not devices. Cards need no battery, cannot be followed and"
            " were good enough for my {who}. Please {verb} clause 5.3 and keep the cards.",
            (
                "Rosario D.",
                "Maria Luz T.",
                "Jomar P.",
                "Analyn S.",
                "Benigno R.",
                "Cherry M.",
                "Danilo V.",
                "Evangeline C.",
                "Fidel A.",
                "Gloria B.",
                "Hernan L.",
                "Imelda Q.",
            ),
        ),
    ),
    Plan(
        "water-quality",
        "Reporting of microbial results from small water supplies",
        "small-supplies",
        "Draft 2",
        opens=-150,
        closes=-95,
        announced=-160,
        fields={
            "purpose": "Nine in ten water supplies serve fewer than 5,000 people, and hardly any result of theirs is"
            " reported. The guideline asks for little, so that it is done.",
            "target_groups": "Authorities, village committees, laboratories, makers of field kits.",
            "can_change": "Frequencies, times, thresholds, what is published.",
            "cannot_change": "The threshold of 5,000 people, which is the Convention's.",
            "use_of_input": USE,
            "family": Family.GUIDELINE_OR_BEST_PRACTICE,
            "denomination": "Convention Guideline",
            "relation_to_instruments": "Carries out article 6 of the Convention for supplies that its protocol on large"
            " networks leaves out.",
            "legal_effect": LegalEffect.NON_BINDING,
            "stage": "Public review",
            "topics": ["water", "health", "data"],
        },
        attested=(
            (
                "B3",
                "Regional advisers visited village committees in six countries and wrote down what was said.",
            ),
        ),
        questions=(("How are the users of a supply told of its results today?", ""),),
        asked=WATER_QUESTIONS,
        note="Why a guideline. Results of large networks are reported everywhere, those of small supplies almost"
        " nowhere, and nine in ten supplies are small.\n\nWhat it costs. Four samples a year, by field kit where the"
        " laboratory is far; the annex of the first draft has been dropped.\n\nWhat we are unsure of. The time until"
        " the analysis, and how exactly a supply should be located.",
        extended=(-112, 7, "Two regions asked for more time because of floods."),
        holding_notice=(-30, -15, "The working group on karst asked to be heard; it meets on the 12th."),
        issues=(
            Issue(
                "Time from sampling to analysis",
                "Governments and research institutes from large and thinly peopled countries agree that six hours"
                " cannot be kept. Nobody asked to keep them. One institute sent data on 640 pairs of samples.",
                "Six hours are replaced by twenty-four, with cooling below 8 °C: the data show a loss of less than"
                " five per cent. Field analysis moves from the note into the text.",
                Disposition.PARTIALLY_ACCEPTED,
                "The analysis shall begin within twenty-four hours of sampling, where the sample was kept below 8 °C,"
                " or in the field.",
                "3.3",
            ),
            Issue(
                "Proof of field methods",
                "Makers want one comparison per type of kit; institutes want results shared among countries.",
                "One comparison for each type of kit is enough, by an independent laboratory, and is published.",
                Disposition.ACCEPTED,
                "Field methods may be used where their results were compared with a laboratory method on at least fifty"
                " samples, once for each type of kit, by an independent laboratory. The comparison is published.",
                "4.2",
            ),
            Issue(
                "How often to sample",
                "Governments of islands and a cooperative of the steppe ask for fewer samples, consumers for more; two"
                " ask that the frequency follow from a sanitary survey.",
                "The numbers of the table stay: four a year is the least that shows a season. Field kits count, which"
                " lowers the cost; a survey may raise the number.",
                Disposition.NOT_ACCEPTED,
            ),
            Issue(
                "Location of supplies",
                "Users fear theft and quarrels; a government points out that two decimals name one farm.",
                "One decimal place is enough to compare regions.",
                Disposition.ACCEPTED,
                "The location of a supply shall be reported to one decimal place of a degree.",
                "5.3",
            ),
            Issue(
                "When a supply is inspected",
                "Consumers ask for an inspection after every detection; the others find ten after two results right.",
                "An inspection after every single detection would use the time that bad supplies need. A second sample"
                " must now be taken within fourteen days, so that nobody waits for three months.",
                Disposition.NOT_ACCEPTED,
            ),
        ),
        response=(-60, -18, -16),
        next_steps="The guideline goes to the parties with the changes of section 6 and is on the agenda of their"
        " meeting. It takes effect six months after adoption. How it is used will be reviewed after two years, with"
        " those who took part.",
    ),
    Plan(
        "cold-chain",
        "Remote alarms for vaccine refrigerators",
        "remote-alarms",
        "Version 0.5",
        translations=("fr",),
        opens=12,
        closes=75,
        announced=-2,
        fields={
            "purpose": "Refrigerators fail at night. The specification says whom a device must wake, and how soon.",
            "target_groups": "Ministries of health, manufacturers, network operators, health workers.",
            "can_change": "Everything but the ownership of the data.",
            "cannot_change": "That the data belong to the ministry of health.",
            "use_of_input": USE,
            "family": Family.TECHNICAL_STANDARD,
            "denomination": "Equipment specification",
            "legal_effect": LegalEffect.VOLUNTARY_STANDARD,
            "topics": ["health", "vaccines"],
        },
        questions=(("Who should be told first when a refrigerator fails at night?", ""),),
    ),
    Plan(
        "rail-journeys",
        "Assistance with boarding",
        "boarding",
        "Draft 1",
        opens=20,
        closes=95,
        until="proposed",
        fields={
            "purpose": "A passenger who needs help asks for it once, for the whole journey.",
            "target_groups": "Organisations of people with disabilities, railways, stations.",
            "can_change": "Times, places, loads, training.",
            "use_of_input": USE,
            "family": Family.RECOMMENDATION,
            "legal_effect": LegalEffect.NON_BINDING,
            "topics": ["rail", "accessibility"],
        },
        questions=(("How long before departure can you say that you will need help?", ""),),
    ),
    Plan(
        "seed-health",
        "Labels for treated seed",
        "treated-seed",
        "First draft",
        until="prepared",
        fields={
            "purpose": "Treated seed is eaten by mistake every year. A label and a colour can prevent it.",
            "target_groups": "Seed companies, farmers' organisations, poison centres.",
            "can_change": "The content of the label, its colours and signs.",
            "use_of_input": USE,
        },
    ),
    Plan("water-quality", "Labels of disinfectant tablets in emergencies", until="prepared"),
    Plan(
        "rail-journeys",
        "Colours of departure boards",
        "departure-boards",
        "Draft 1",
        opens=-40,
        closes=25,
        announced=-45,
        fields={
            "purpose": "Boards in two countries use the same colour for opposite things.",
            "can_change": "All colours and sizes.",
            "use_of_input": USE,
            "family": Family.RECOMMENDATION,
            "legal_effect": LegalEffect.NON_BINDING,
            "topics": ["rail"],
        },
        withdrawn=(
            -28,
            "Colours are taken up in the joint work on accessibility that three organisations have begun. Those who"
            " commented here are invited to it; their comments were handed over.",
        ),
    ),
)

CATEGORIES = {"seed-health": ((Category.ACADEMIA, "Seed testing station"),)}
"""Organisation → the subcategories it adds to the list."""

BLOCKING = {"seed-health": {"A1": "approve", "A5": "approve"}, "water-quality": {"A5": "approve"}}
"""Practices without which an organisation approves no consultation."""

FOLLOWERS = ("reader@library.example", "desk@seed-news.example", "observatoire@rail.example")
"""Addresses that follow everything."""
