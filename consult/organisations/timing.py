"""Timing profiles: which comment period, in days, a body of rules asks for. An organisation chooses one."""

from dataclasses import dataclass

from consult.core.translatable import N_


@dataclass(frozen=True)
class Profile:
    """`days`: full calendar days at least (0: no fixed minimum); `notice`: days between announcement and opening."""

    key: str
    label: str
    days: int
    note: str
    notice: int = 0


PROFILES: dict[str, Profile] = {
    profile.key: profile
    for profile in (
        Profile(
            "wto_tbt_code",
            N_("WTO TBT Code of Good Practice"),
            60,
            N_("60 days; shorter for urgent safety, health or environment"),
        ),
        Profile("iseal_v6", N_("ISEAL, first round"), 60, N_("60 days, a second round of 30")),
        Profile("iseal_second", N_("ISEAL, second round"), 30, N_("30 days after a first round of 60")),
        Profile("ippc_ispm", N_("IPPC standards"), 90, N_("90 days, 1 July to 30 September")),
        Profile("ippc_specification", N_("IPPC specifications"), 60, N_("60 days")),
        Profile("eu_opc", N_("EU public consultation"), 84, N_("12 weeks")),
        Profile(
            "iasb_ed",
            N_("IASB exposure draft"),
            120,
            N_("120 days; at least 30 for narrow and urgent matters"),
        ),
        Profile("iso_dis", N_("ISO draft International Standard"), 84, N_("12 weeks")),
        Profile("iso_cd", N_("ISO committee draft"), 56, N_("8 to 16 weeks")),
        Profile("cen_enquiry", N_("CEN enquiry"), 84, N_("12 weeks")),
        Profile("w3c", N_("W3C Candidate Recommendation"), 28, N_("28 days")),
        Profile("oasis", N_("OASIS public review"), 30, N_("30 days, later reviews 15")),
        Profile("four_weeks", N_("Four weeks"), 28, N_("28 days")),
        Profile("proportionate", N_("Proportionate"), 0, N_("no fixed minimum; the period is explained")),
    )
}
